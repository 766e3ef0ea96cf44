// Bilinear resizing with half-pixel centres and no antialiasing (OpenCV's INTER_LINEAR), aware of no-data.
import type { PixelReader } from "./median/medianSource.ts";

export type Size = { readonly widthPx: number; readonly heightPx: number };

/** Which pixels of the source each cell of an axis is made of. */
export type Tap = { readonly low: number; readonly high: number; readonly fraction: number };

export type GridTaps = { readonly cols: readonly Tap[]; readonly rows: readonly Tap[] };

/**
 * src = (dst + 0.5) * source / target - 0.5, clamped. Pixels without data carry no weight; the result is NaN where less
 * than half of the weight has data. Row-major.
 */
export function resizeBilinear(
  read: PixelReader,
  source: Size,
  target: Size,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(target.widthPx * target.heightPx);
  const taps = gridTaps(source, target);
  for (let row = 0; row < target.heightPx; row++)
    out.set(resizedRow(read, taps, row), row * target.widthPx);
  return out;
}

export function gridTaps(source: Size, target: Size): GridTaps {
  return {
    cols: axisTaps(source.widthPx, target.widthPx),
    rows: axisTaps(source.heightPx, target.heightPx),
  };
}

/** First and last pixel that the taps ask for. */
export function tapRange(taps: readonly Tap[]): [number, number] {
  return [taps[0]?.low ?? 0, taps.at(-1)?.high ?? 0];
}

/** One row of the result, for callers that must stay interruptible. */
export function resizedRow(
  read: PixelReader,
  { cols, rows }: GridTaps,
  row: number,
): Float32Array<ArrayBuffer> {
  const line = new Float32Array(cols.length);
  for (let i = 0; i < cols.length; i++) line[i] = blend(read, cols[i] as Tap, rows[row] as Tap);
  return line;
}

function axisTaps(source: number, target: number): Tap[] {
  return Array.from({ length: target }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * source) / target - 0.5, 0), source - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, source - 1), fraction: position - low };
  });
}

function blend(read: PixelReader, column: Tap, row: Tap): number {
  let sum = 0;
  let weight = 0;
  const take = (col: number, line: number, share: number) => {
    if (share === 0) return;
    const value = read(col, line);
    if (Number.isNaN(value)) return;
    sum += value * share;
    weight += share;
  };
  const { fraction: fx } = column;
  const { fraction: fy } = row;
  take(column.low, row.low, (1 - fx) * (1 - fy));
  take(column.high, row.low, fx * (1 - fy));
  take(column.low, row.high, (1 - fx) * fy);
  take(column.high, row.high, fx * fy);
  return weight < 0.5 ? Number.NaN : sum / weight;
}
