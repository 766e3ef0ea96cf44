// How far the fronts of several predictions lie from a point of their common one.
import { nearestOnPolyline } from "../../geo/polyline.ts";
import type { PixelMetres } from "../trace/gridFront.ts";
import type { GridXY } from "../trace/refineRidge.ts";

type Line = readonly GridXY[];

/** Farther than so many network pixels a prediction's front is not that of the same place: it counts as this far. */
const REACH_PX = 24;

/**
 * Root mean square over the predictions of the distance from the point to the nearest place on a prediction's fronts, in
 * the unit of `step`. A prediction without a front within 24 pixels counts with those 24.
 */
export function frontOffset(
  point: GridXY,
  predictions: readonly (readonly Line[])[],
  step: PixelMetres,
): number {
  const reach = REACH_PX * ((step.x + step.y) / 2);
  const squares = predictions.map((lines) => {
    const distances = lines.map((line) => nearestOnPolyline(point, line, step)?.distance ?? reach);
    return Math.min(reach, ...distances) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length));
}
