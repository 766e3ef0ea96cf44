// From a chain of pixels to a smooth line along the ridge of probability.
import type { GridSize } from "../raster/distanceTransform.ts";

/** Column and row in the network's grid, corner space: the centre of the first pixel is (0.5, 0.5). */
export type GridXY = readonly [x: number, y: number];

const REACH_PX = 2;
const SMOOTHING_PX = 2;

/**
 * Moves each pixel of a path to the probability-weighted mean of its 5 x 5 neighbourhood, then averages along the path
 * (binomial weights over 5 points; the ends stay). Sub-pixel positions in grid coordinates.
 */
export function refineRidge(
  path: readonly number[],
  probability: ArrayLike<number>,
  size: GridSize,
): GridXY[] {
  const onRidge = path.map((pixel) => ridgePoint(pixel, probability, size));
  return onRidge.map((point, i) => {
    const reach = Math.min(SMOOTHING_PX, i, onRidge.length - 1 - i);
    if (reach === 0) return point;
    const weights = reach === 1 ? [1, 2, 1] : [1, 4, 6, 4, 1];
    let [x, y, total] = [0, 0, 0];
    weights.forEach((weight, k) => {
      const [px, py] = onRidge[i + k - reach] as GridXY;
      x += weight * px;
      y += weight * py;
      total += weight;
    });
    return [x / total, y / total] as const;
  });
}

function ridgePoint(pixel: number, probability: ArrayLike<number>, size: GridSize): GridXY {
  const { widthPx, heightPx } = size;
  const col = pixel % widthPx;
  const row = (pixel - col) / widthPx;
  let [x, y, total] = [0, 0, 0];
  for (let r = Math.max(0, row - REACH_PX); r <= Math.min(heightPx - 1, row + REACH_PX); r++)
    for (let c = Math.max(0, col - REACH_PX); c <= Math.min(widthPx - 1, col + REACH_PX); c++) {
      const weight = (probability[r * widthPx + c] as number) ** 2;
      x += weight * (c + 0.5);
      y += weight * (r + 0.5);
      total += weight;
    }
  return total > 0 ? [x / total, y / total] : [col + 0.5, row + 0.5];
}
