// Lee's speckle filters: a pixel moves towards the mean of its surroundings, the more the less they vary beyond speckle.
// Lee, Digital image enhancement and noise filtering by use of local statistics, IEEE TPAMI 2(2), 1980; Lee, Refined
// filtering of image noise using local statistics, Computer Graphics and Image Processing 15(4), 1981; in the form of
// Lee and Pottier, Polarimetric Radar Imaging, 2009, section 5.2.
import type { Radiometry } from "../../scene/radiometry.ts";

/** Row-major; NaN where there is no data. */
export type Image = {
  readonly values: Float32Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
};

/**
 * Speckle's standard deviation over its mean: 1 / sqrt(L) for power of L looks, and sqrt(4 / pi - 1) / sqrt(L) for
 * amplitude (Rayleigh for one look).
 */
export function speckleVariation(
  looks: number,
  radiometry: Exclude<Radiometry, "decibel">,
): number {
  return (radiometry === "amplitude" ? Math.sqrt(4 / Math.PI - 1) : 1) / Math.sqrt(looks);
}

/**
 * x = m + b (z - m) with b = var(x) / var(z), var(x) = (var(z) - m^2 s^2) / (1 + s^2), not below 0; m and var(z) over
 * the pixels with data of a square window, cut at the image's edge; s is speckle's variation. NaN stays.
 */
export function leeFilter(
  { values, widthPx, heightPx }: Image,
  windowPx: number,
  variation: number,
): Float32Array<ArrayBuffer> {
  const half = (windowPx - 1) / 2;
  const out = new Float32Array(values.length);
  const columns = new ColumnSums(widthPx);
  for (let row = -half; row < heightPx; row++) {
    if (row + half < heightPx) columns.add(values, (row + half) * widthPx, 1);
    if (row - half - 1 >= 0) columns.add(values, (row - half - 1) * widthPx, -1);
    if (row < 0) continue;
    const window = { count: 0, sum: 0, squares: 0 };
    for (let col = -half; col < widthPx; col++) {
      columns.move(window, col + half, 1);
      columns.move(window, col - half - 1, -1);
      if (col < 0) continue;
      const at = row * widthPx + col;
      out[at] = estimate(values[at] as number, window, variation);
    }
  }
  return out;
}

type Window = { count: number; sum: number; squares: number };

/** Sums over the rows of a window, column by column, so that a window's sums change by two columns a step. */
class ColumnSums {
  readonly #counts: Int32Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(widthPx: number) {
    this.#counts = new Int32Array(widthPx);
    this.#sums = new Float64Array(widthPx);
    this.#squares = new Float64Array(widthPx);
  }

  /** A row that comes (1) or goes (-1). */
  add(values: Float32Array, first: number, sign: 1 | -1): void {
    for (let col = 0; col < this.#counts.length; col++) {
      const value = values[first + col] as number;
      if (Number.isNaN(value)) continue;
      this.#counts[col] = (this.#counts[col] as number) + sign;
      this.#sums[col] = (this.#sums[col] as number) + sign * value;
      this.#squares[col] = (this.#squares[col] as number) + sign * value * value;
    }
  }

  /** A column that comes into a window or goes. */
  move(window: Window, col: number, sign: 1 | -1): void {
    if (col < 0 || col >= this.#counts.length) return;
    window.count += sign * (this.#counts[col] as number);
    window.sum += sign * (this.#sums[col] as number);
    window.squares += sign * (this.#squares[col] as number);
  }
}

function estimate(value: number, { count, sum, squares }: Window, variation: number): number {
  if (Number.isNaN(value)) return value;
  const mean = sum / count;
  const seen = Math.max(0, squares / count - mean * mean);
  const noise = variation * variation;
  const own = Math.max(0, (seen - mean * mean * noise) / (1 + noise));
  return seen === 0 ? mean : mean + (own / seen) * (value - mean);
}

const HALF = 3;

/** A set of pixels around a pixel, by steps to the right and down. */
type Steps = { readonly across: Int32Array; readonly down: Int32Array; readonly reach: number };

function stepsOf(steps: readonly (readonly [number, number])[]): Steps {
  return {
    across: Int32Array.from(steps, ([x]) => x),
    down: Int32Array.from(steps, ([, y]) => y),
    reach: Math.max(...steps.flat().map(Math.abs)),
  };
}

function square(half: number): (readonly [number, number])[] {
  const side = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  return side.flatMap((y) => side.map((x) => [x, y] as const));
}

/** A half window: its side of a line through the pixel, the line with it; 28 of the 49 pixels. */
function halfWindow(acrossX: number, acrossY: number): Steps {
  return stepsOf(square(HALF).filter(([x, y]) => x * acrossX + y * acrossY >= 0));
}

const NINE = stepsOf(square(1));

/** The four directions across an edge. Means are numbered row by row, the middle one 4. */
const EDGES = (
  [
    [1, 0],
    [0, 1],
    [1, 1],
    [1, -1],
  ] as const
).map(([x, y]) => {
  const sideOf = ([column, row]: readonly [number, number]) => Math.sign(column * x + row * y);
  return {
    /** The side of the edge on which each mean lies: -1, 0 on the edge, 1. */
    sides: Int8Array.from(square(1), sideOf),
    /** The mean straight across, on either side, and that side's half window. */
    before: { part: 4 - x - 3 * y, window: halfWindow(-x, -y) },
    after: { part: 4 + x + 3 * y, window: halfWindow(x, y) },
  };
});

/**
 * Lee's formula over that half of a 7 x 7 window that lies on the pixel's side of the strongest edge through it, so that
 * edges stay sharp and speckle goes beside them too. The edge is the largest difference among nine means of 3 x 3 pixels,
 * two pixels apart; the pixel's side is the one whose mean is nearer to the middle mean. NaN stays.
 */
export function refinedLeeFilter(image: Image, variation: number): Float32Array<ArrayBuffer> {
  const { values, widthPx, heightPx } = image;
  const means = { values: meansOfNine(image), widthPx, heightPx };
  const out = new Float32Array(values.length);
  const nine = new Float64Array(9);
  const window = { count: 0, sum: 0, squares: 0 };
  for (let row = 0, at = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++, at++) {
      const value = values[at] as number;
      if (!Number.isNaN(value)) {
        partsAround(means, col, row, nine);
        sumOver(image, col, row, sideOfEdge(nine), window);
      }
      out[at] = estimate(value, window, variation);
    }
  return out;
}

/** Of the pixels with data among 3 x 3; NaN where there are none. */
function meansOfNine(image: Image): Float32Array<ArrayBuffer> {
  const { values, widthPx, heightPx } = image;
  const means = new Float32Array(values.length);
  const window = { count: 0, sum: 0, squares: 0 };
  for (let row = 0, at = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++, at++) {
      sumOver(image, col, row, NINE, window);
      means[at] = window.sum / window.count;
    }
  return means;
}

/** Fills `window` with the sums over the pixels with data that lie inside the image. */
function sumOver(
  { values, widthPx, heightPx }: Image,
  col: number,
  row: number,
  { across, down, reach }: Steps,
  window: Window,
): void {
  const isInside = col >= reach && row >= reach && col < widthPx - reach && row < heightPx - reach;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < across.length; i++) {
    const x = col + (across[i] as number);
    const y = row + (down[i] as number);
    if (!isInside && (x < 0 || y < 0 || x >= widthPx || y >= heightPx)) continue;
    const value = values[y * widthPx + x] as number;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  window.count = count;
  window.sum = sum;
  window.squares = squares;
}

/** Fills the nine means around a pixel; where there is none, the middle one, so that no edge is seen there. */
function partsAround(
  { values, widthPx, heightPx }: Image,
  col: number,
  row: number,
  nine: Float64Array,
): void {
  const middle = values[row * widthPx + col] as number;
  for (let i = 0; i < 9; i++) {
    const x = col + 2 * (NINE.across[i] as number);
    const y = row + 2 * (NINE.down[i] as number);
    const isInside = x >= 0 && y >= 0 && x < widthPx && y < heightPx;
    const mean = isInside ? (values[y * widthPx + x] as number) : middle;
    nine[i] = Number.isNaN(mean) ? middle : mean;
  }
}

function sideOfEdge(nine: Float64Array): Steps {
  let strongest = -1;
  let chosen = EDGES[0];
  for (const edge of EDGES) {
    let difference = 0;
    for (let i = 0; i < 9; i++) difference += (edge.sides[i] as number) * (nine[i] as number);
    if (Math.abs(difference) <= strongest) continue;
    strongest = Math.abs(difference);
    chosen = edge;
  }
  const { before, after } = chosen as (typeof EDGES)[number];
  const distance = ({ part }: typeof before) =>
    Math.abs((nine[part] as number) - (nine[4] as number));
  return (distance(before) <= distance(after) ? before : after).window;
}
