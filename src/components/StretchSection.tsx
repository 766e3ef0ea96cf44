// How the picture is shown: which values become black and white, over the distribution of the scene's values, and what is
// done to them before. The network never sees it.
import { PLAIN_DISPLAY } from "../scene/displayRecipe.ts";
import type { Scene } from "../scene/scene.ts";
import { DEFAULT_STRETCH, type Stretch } from "../store/rememberedView.ts";
import { shownRange, valueAtPercent } from "../store/shownRange.ts";
import { useApp, useStore } from "./AppContext.ts";
import { DisplayForm } from "./DisplayForm.tsx";
import { formatValue } from "./formatQuantities.ts";
import { Section } from "./Section.tsx";

const MOST_BINS = 60;
const GAP_PERCENT = 0.5;

export function StretchSection({ scene }: { readonly scene: Scene }) {
  const { viewStore } = useApp();
  const stretch = useStore(viewStore, (view) => view.stretch);
  const display = useStore(viewStore, (view) => view.display);
  const set = (change: Partial<Stretch>) => viewStore.set({ stretch: { ...stretch, ...change } });
  const { low, high } = shownRange(scene.statistics, stretch);
  return (
    <Section name="stretch" title="Picture">
      <DisplayForm statistics={scene.statistics} />
      <Histogram scene={scene} low={low} high={high} />
      <Slider
        label="Black below"
        shown={`${stretch.lowPercent} %, ${formatValue(low)}`}
        value={stretch.lowPercent}
        range={[0, 50, 0.5]}
        onChange={(value) =>
          set({ lowPercent: Math.min(value, stretch.highPercent - GAP_PERCENT) })
        }
      />
      <Slider
        label="White above"
        shown={`${stretch.highPercent} %, ${formatValue(high)}`}
        value={stretch.highPercent}
        range={[50, 100, 0.5]}
        onChange={(value) =>
          set({ highPercent: Math.max(value, stretch.lowPercent + GAP_PERCENT) })
        }
      />
      <Slider
        label="Gamma"
        shown={stretch.gamma.toFixed(2)}
        value={stretch.gamma}
        range={[0.2, 2, 0.05]}
        onChange={(gamma) => set({ gamma })}
      />
      <button
        type="button"
        className="button small"
        disabled={isSame(stretch, DEFAULT_STRETCH) && isSame(display, PLAIN_DISPLAY)}
        onClick={() => viewStore.set({ stretch: DEFAULT_STRETCH, display: PLAIN_DISPLAY })}
      >
        Reset the picture
      </button>
    </Section>
  );
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

type SliderProps = {
  readonly label: string;
  readonly shown: string;
  readonly value: number;
  readonly range: readonly [min: number, max: number, step: number];
  readonly onChange: (value: number) => void;
};

function Slider({ label, shown, value, range: [min, max, step], onChange }: SliderProps) {
  return (
    <label className="slider">
      <span>{label}</span>
      <span className="quiet">{shown}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
    </label>
  );
}

type HistogramProps = {
  readonly scene: Scene;
  readonly low: number;
  readonly high: number;
};

function Histogram({ scene: { statistics }, low, high }: HistogramProps) {
  const from = valueAtPercent(statistics, 0.2);
  const last = valueAtPercent(statistics, 99.5);
  // A constant scene still has one bar.
  const to = last > from ? last : from + 1;
  // Bins narrower than whole numbers lie apart would stand empty in a comb.
  const isWhole = statistics.quantiles.every(Number.isInteger);
  const steps = isWhole ? Math.floor((to - from) / 2) : MOST_BINS;
  const count = Math.max(2, Math.min(MOST_BINS, steps));
  const bins = binQuantiles(statistics.quantiles, from, to, count);
  const tallest = Math.max(0, ...bins);
  // Nothing to count where no pixel has a value.
  if (tallest === 0) return null;
  const place = (value: number) =>
    (100 * Math.min(1, Math.max(0, (value - from) / (to - from)))).toFixed(2);
  const points = bins
    .map(
      (height, bin) =>
        `${((100 * (bin + 0.5)) / count).toFixed(2)},${(40 - (38 * height) / tallest).toFixed(2)}`,
    )
    .join(" ");
  return (
    <svg className="histogram" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,40 ${points} 100,40`} />
      <path d={`M${place(low)} 40V0M${place(high)} 40V0`} />
    </svg>
  );
}

/** Quantiles stand for equal shares of the pixels, so counting them gives the distribution. */
function binQuantiles(
  quantiles: readonly number[],
  from: number,
  to: number,
  count: number,
): number[] {
  const bins = new Array<number>(count).fill(0);
  for (const value of quantiles) {
    const bin = Math.floor(((value - from) / (to - from)) * count);
    if (bin >= 0 && bin < count) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}
