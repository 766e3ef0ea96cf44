// Lines in pixel coordinates as a mask on the pixel grid.
import type { PixelXY } from "./coordinates.ts";

type Grid = { readonly widthPx: number; readonly heightPx: number };

/** Steps along a line, pixels: no pixel is crossed by more than a corner without being met. */
const STEP_PX = 0.5;

/** 1 on the pixels that the lines pass through, 0 elsewhere; row-major. Parts outside the grid are left out. */
export function rasteriseLines(
  lines: readonly (readonly PixelXY[])[],
  grid: Grid,
): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(grid.widthPx * grid.heightPx);
  for (const line of lines)
    for (const [i, from] of line.entries()) drawSegment(mask, grid, from, line[i + 1] ?? from);
  return mask;
}

function drawSegment(mask: Uint8Array, grid: Grid, from: PixelXY, to: PixelXY): void {
  const [start01, end01] = insideRange(from, to, grid);
  if (start01 > end01) return;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) * (end01 - start01);
  const pieces = Math.max(1, Math.ceil(length / STEP_PX));
  for (let i = 0; i <= pieces; i++) {
    const t = start01 + ((end01 - start01) * i) / pieces;
    const [col, row] = [Math.floor(from[0] + dx * t), Math.floor(from[1] + dy * t)];
    if (col >= 0 && row >= 0 && col < grid.widthPx && row < grid.heightPx)
      mask[row * grid.widthPx + col] = 1;
  }
}

/** The part of a segment within the grid, from 0 at its start to 1 at its end (slabs); start above end when none is. */
function insideRange(from: PixelXY, to: PixelXY, { widthPx, heightPx }: Grid): [number, number] {
  let [start01, end01] = [0, 1];
  const slabs = [
    [from[0], to[0] - from[0], widthPx],
    [from[1], to[1] - from[1], heightPx],
  ] as const;
  for (const [origin, step, size] of slabs) {
    if (step === 0) {
      if (origin < 0 || origin > size) return [1, 0];
      continue;
    }
    const [a, b] = [-origin / step, (size - origin) / step];
    start01 = Math.max(start01, Math.min(a, b));
    end01 = Math.min(end01, Math.max(a, b));
  }
  return [start01, end01];
}
