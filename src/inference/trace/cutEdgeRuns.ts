// A front may meet the edge of the data, but never run along it: such a line is the edge, not a front.
import { distanceTransform, type GridSize } from "../raster/distanceTransform.ts";

/** Distance in pixels from each pixel centre to the nearest pixel centre without data or outside the grid. */
export function distanceToEdge(valid: ArrayLike<number>, size: GridSize): Float64Array {
  const { widthPx, heightPx } = size;
  const stride = widthPx + 2;
  const outside = new Uint8Array(stride * (heightPx + 2)).fill(1);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++)
      if (valid[row * widthPx + col]) outside[(row + 1) * stride + col + 1] = 0;
  const padded = distanceTransform(outside, { widthPx: stride, heightPx: heightPx + 2 });
  const distances = new Float64Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++)
      distances[row * widthPx + col] = padded[(row + 1) * stride + col + 1] as number;
  return distances;
}

/**
 * The pieces of a path that are left when every stretch of more than `2 * marginPx` pixels within `marginPx` of the edge
 * is taken out. A line that crosses the margin to end at the edge keeps its end.
 */
export function cutEdgeRuns(
  path: readonly number[],
  toEdge: ArrayLike<number>,
  marginPx: number,
): number[][] {
  const pieces: number[][] = [];
  let piece: number[] = [];
  let run: number[] = [];
  const closeRun = () => {
    if (run.length <= 2 * marginPx) piece.push(...run);
    else {
      pieces.push(piece);
      piece = [];
    }
    run = [];
  };
  for (const pixel of path) {
    if ((toEdge[pixel] as number) <= marginPx) run.push(pixel);
    else {
      closeRun();
      piece.push(pixel);
    }
  }
  closeRun();
  pieces.push(piece);
  return pieces.filter((pixels) => pixels.length >= 2);
}
