// Leaves out predicted fronts where a hand has already set the front, so that no stretch is there twice.
import type { MapXY } from "../geo/coordinates.ts";
import { densifyPolyline, nearestOnPolyline } from "../geo/polyline.ts";
import type { AxisScale } from "../geo/projection.ts";
import { type Front, frontPath } from "./document.ts";

/** How near counts as the same place: `distance` in the units that `scale` turns map units into. */
export type Reach = { readonly distance: number; readonly scale: AxisScale };

const MOST_COVERED = 0.5;

/** Those of `fronts` of which at most half lies within reach of a line in `byHand`. */
export function withoutCovered(
  fronts: readonly Front[],
  byHand: readonly Front[],
  reach: Reach,
): readonly Front[] {
  const lines = byHand.map(frontPath);
  if (lines.length === 0) return fronts;
  return fronts.filter((front) => coveredShare01(frontPath(front), lines, reach) <= MOST_COVERED);
}

function coveredShare01(
  path: readonly MapXY[],
  lines: readonly (readonly MapXY[])[],
  { distance, scale }: Reach,
): number {
  // Vertices stand thin on straight stretches, so that counting them alone would weigh the bends.
  const points = densifyPolyline(path, distance, scale);
  const covered = points.filter((point) =>
    lines.some((line) => (nearestOnPolyline(point, line, scale)?.distance ?? Infinity) <= distance),
  );
  return covered.length / Math.max(1, points.length);
}
