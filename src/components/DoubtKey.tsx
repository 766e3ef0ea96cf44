// What the colours of doubt along the fronts mean, and which doubt they show.
import type { DoubtBy } from "../annotation/doubtStretches.ts";
import { DOUBT_STEPS } from "../annotation/lineColours.ts";
import { useApp, useStore } from "./AppContext.ts";

const CHOICES: readonly { readonly by: DoubtBy; readonly text: string }[] = [
  { by: "probability", text: "by probability" },
  { by: "position", text: "by position" },
];

const ENDS: Readonly<Record<DoubtBy, readonly [most: string, least: string]>> = {
  probability: ["below 50 %", "above 90 %"],
  position: ["above 400 m", "below 25 m"],
};

export function DoubtKey() {
  const { viewStore } = useApp();
  const doubtBy = useStore(viewStore, (view) => view.doubtBy);
  const [most, least] = ENDS[doubtBy];
  return (
    <div className="line-key">
      <select
        value={doubtBy}
        aria-label="Doubt along the fronts"
        onChange={({ target }) =>
          viewStore.set({ doubtBy: CHOICES[target.selectedIndex]?.by ?? "probability" })
        }
      >
        {CHOICES.map(({ by, text }) => (
          <option key={by} value={by}>
            {text}
          </option>
        ))}
      </select>
      <div className="doubt-scale" aria-hidden="true">
        {DOUBT_STEPS.map(({ colour, widthPx }) => (
          <span key={colour} style={{ background: colour, height: `${widthPx}px` }} />
        ))}
      </div>
      <div className="doubt-ends quiet small">
        <span>{most}</span>
        <span>{least}</span>
      </div>
    </div>
  );
}
