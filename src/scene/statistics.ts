// The distribution of a band's values, from all pixels of a small scene and from evenly spread parts of a large one.
import type { BandStatistics } from "./scene.ts";
import type { PixelWindow, ReadWindow } from "./windowReader.ts";

/** Up to this many pixels all are read. */
const READ_ALL_PX = 16e6;
/** And of a file at an address. */
const READ_ALL_FAR_PX = 1e6;
/** Of larger scenes about this many. */
const SAMPLE_PX = 4e6;
const SAMPLE_FAR_PX = 1e6;
/** So many values decide the quantiles. */
const QUANTILE_SAMPLES = 500_000;
const QUANTILES = 1001;

export type MeasuredExtent = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels that are cheapest to read together. */
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  /** At an address: less of it is read. */
  readonly isFar: boolean;
};

/** Statistics of one band. Without a single valid pixel all figures are NaN and `valid01` is 0. */
export async function measureBand(
  readWindow: ReadWindow,
  extent: MeasuredExtent,
  band: number,
  signal?: AbortSignal,
): Promise<BandStatistics> {
  const windows = windowsOf(extent);
  const pixels = windows.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0);
  const step = Math.max(1, Math.ceil(pixels / QUANTILE_SAMPLES));
  const tally = new Tally(step, Math.ceil(pixels / step));
  for (const window of windows) tally.add(await readWindow(band, window, signal));
  if (tally.valid === 0) return NOTHING;
  const { min, max, sum, valid } = tally;
  const sorted = tally.samples.subarray(0, tally.sampled).sort();
  const quantiles = Array.from({ length: QUANTILES }, (_, i) => quantile(sorted, i / 1000));
  quantiles[0] = min;
  quantiles[QUANTILES - 1] = max;
  return { min, max, mean: sum / valid, quantiles, valid01: valid / pixels };
}

/** Running figures over valid values, every `step`-th of which is kept. */
class Tally {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly #step: number;
  sampled = 0;
  valid = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(step: number, capacity: number) {
    this.#step = step;
    this.samples = new Float32Array(capacity);
  }

  add(values: Float32Array): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      if (this.valid++ % this.#step === 0) this.samples[this.sampled++] = value;
      this.sum += value;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
    }
  }
}

const NOTHING: BandStatistics = {
  min: Number.NaN,
  max: Number.NaN,
  mean: Number.NaN,
  quantiles: new Array<number>(QUANTILES).fill(Number.NaN),
  valid01: 0,
};

/** Linear between the two nearest ranks. */
function quantile(sorted: Float32Array, share01: number): number {
  const at = share01 * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** All blocks, or so many of them, evenly spread over the picture, that they hold about `SAMPLE_PX`. */
function windowsOf(extent: MeasuredExtent): PixelWindow[] {
  const { isFar, widthPx, heightPx } = extent;
  const samplePx = isFar ? SAMPLE_FAR_PX : SAMPLE_PX;
  const cols = Math.min(widthPx, extent.blockWidthPx);
  const rows = Math.min(heightPx, extent.blockHeightPx);
  const across = Math.ceil(widthPx / cols);
  const down = Math.ceil(heightPx / rows);
  const share = Math.min(1, Math.sqrt(samplePx / (widthPx * heightPx)));
  const isWhole = widthPx * heightPx <= (isFar ? READ_ALL_FAR_PX : READ_ALL_PX);
  const wanted = (count: number) => (isWhole ? count : Math.min(count, atLeastFour(count * share)));
  const columns = spread(across, across === 1 ? 1 : wanted(across));
  // Where blocks go over the whole width, rows alone thin them out.
  const lines = spread(
    down,
    across === 1 && !isWhole
      ? Math.min(down, atLeastFour(samplePx / (widthPx * rows)))
      : wanted(down),
  );
  return lines.flatMap((j) =>
    columns.map((i) => ({
      firstCol: i * cols,
      firstRow: j * rows,
      widthPx: Math.min(cols, widthPx - i * cols),
      heightPx: Math.min(rows, heightPx - j * rows),
    })),
  );
}

const atLeastFour = (count: number) => Math.max(4, Math.ceil(count));

/** So many of the whole numbers below `all`, from the first on, evenly spread. */
function spread(all: number, wanted: number): number[] {
  return Array.from({ length: wanted }, (_, i) => Math.floor((i * all) / wanted));
}
