// Bilinear resizing with half-pixel centres and no antialiasing (OpenCV's INTER_LINEAR), aware of no-data.
import type { PixelReader } from "./median/medianSource.ts";

export type Size = { readonly widthPx: number; readonly heightPx: number };

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
  const rows = resizedRows(read, source, target);
  for (let row = 0; row < target.heightPx; row++) out.set(rows(row), row * target.widthPx);
  return out;
}

/** The same row by row, for callers that must stay interruptible. The returned array is used again. */
export function resizedRows(
  read: PixelReader,
  source: Size,
  target: Size,
): (row: number) => Float32Array {
  const columns = axisTaps(source.widthPx, target.widthPx);
  const rows = axisTaps(source.heightPx, target.heightPx);
  const line = new Float32Array(target.widthPx);
  return (row) => {
    columns.forEach((column, i) => {
      line[i] = blend(read, column, rows[row] as Tap);
    });
    return line;
  };
}

type Tap = { readonly low: number; readonly high: number; readonly fraction: number };

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
