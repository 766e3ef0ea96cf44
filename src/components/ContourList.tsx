// Contours of the strip's maps: which are drawn, and at which value.
import { CONTOUR_LINES } from "../annotation/lineColours.ts";
import { FIRST_LEVEL } from "../store/contours.ts";
import type { StripName } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { IconButton } from "./IconButton.tsx";
import { LAYER_TITLES } from "./LayersPanel.tsx";
import { STRIP_TITLES } from "./stripTitles.ts";

type Props = {
  /** The maps that there are. */
  readonly names: readonly StripName[];
};

export function ContourList({ names }: Props) {
  const { viewStore } = useApp();
  const layers = useStore(viewStore, (view) => view.layers);
  const drawn = names.filter((name) => layers[name].contour01 !== null);
  return (
    <div className="contours">
      {drawn.map((name) => (
        <ContourRow key={name} name={name} />
      ))}
    </div>
  );
}

export function ContourChoice({ names }: Props) {
  const { viewStore } = useApp();
  const layers = useStore(viewStore, (view) => view.layers);
  const others = names.filter((name) => layers[name].contour01 === null);
  if (others.length === 0) return null;
  return (
    <select
      value=""
      aria-label="Draw a contour"
      onChange={({ target }) => {
        const chosen = others.find((name) => name === target.value);
        if (chosen !== undefined) viewStore.setLayer(chosen, { contour01: FIRST_LEVEL });
      }}
    >
      <option value="">Contour…</option>
      {others.map((name) => (
        <option key={name} value={name}>
          of {LAYER_TITLES[name]}
        </option>
      ))}
    </select>
  );
}

function ContourRow({ name }: { readonly name: StripName }) {
  const { viewStore } = useApp();
  const level = useStore(viewStore, (view) => view.layers[name].contour01) ?? FIRST_LEVEL;
  const layer = LAYER_TITLES[name];
  const { title } = STRIP_TITLES[name];
  const { colour, dash } = CONTOUR_LINES[name];
  const setLevel = (contour01: number) => {
    if (contour01 >= 0 && contour01 <= 1) viewStore.setLayer(name, { contour01 });
  };
  return (
    <div className="contour-row">
      <svg className="line-sign" viewBox="0 0 26 8" aria-hidden="true">
        <path d="M1 4h24" stroke={colour} strokeDasharray={dash.join(" ")} />
      </svg>
      <span>{title}</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={level}
        aria-label={`Level of the contour of ${layer}`}
        onChange={({ target }) => setLevel(target.valueAsNumber)}
      />
      <input
        type="number"
        min={0}
        max={1}
        step={0.01}
        value={level}
        aria-label={`Value of the contour of ${layer}`}
        onChange={({ target }) => setLevel(target.valueAsNumber)}
      />
      <IconButton
        icon="close"
        label={`Remove the contour of ${layer}`}
        onClick={() => viewStore.setLayer(name, { contour01: null })}
      />
    </div>
  );
}
