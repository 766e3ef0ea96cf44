// Medians near missing data, which code that takes every pixel for a value gets wrong.
import { isWhole } from "../validMask.ts";
import type { KernelSize, MedianSource, PixelReader } from "./medianSource.ts";

/** Where a kernel holds a pixel without data its median is of the others. */
export function mendNearMissing(
  { valid, widthPx, heightPx }: MedianSource,
  kernel: KernelSize,
  read: PixelReader,
  out: Float32Array,
): void {
  if (isWhole(valid)) return;
  const [halfX, halfY] = [(kernel.x - 1) / 2, (kernel.y - 1) / 2];
  const rowsWithout = new Uint8Array(heightPx);
  for (let row = 0; row < heightPx; row++)
    rowsWithout[row] = Number(valid.subarray(row * widthPx, (row + 1) * widthPx).includes(0));
  const near = new Uint8Array(widthPx);
  for (let row = 0; row < heightPx; row++) {
    const [first, last] = [Math.max(0, row - halfY), Math.min(heightPx - 1, row + halfY)];
    if (!rowsWithout.subarray(first, last + 1).includes(1)) continue;
    near.fill(0);
    for (let other = first; other <= last; other++) {
      if (!rowsWithout[other]) continue;
      markNear(valid.subarray(other * widthPx, (other + 1) * widthPx), halfX, near);
    }
    for (let col = near.indexOf(1); col !== -1; col = near.indexOf(1, col + 1))
      out[row * widthPx + col] = read(col, row);
  }
}

/** Marks columns within `half` of one without data. */
function markNear(valid: Uint8Array, half: number, near: Uint8Array): void {
  for (let col = valid.indexOf(0); col !== -1; col = valid.indexOf(0, col + 1))
    near.fill(1, Math.max(0, col - half), col + half + 1);
}
