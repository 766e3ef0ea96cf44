// How far two sets of lines lie from each other, in metres on the ground.
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { densifyPolyline, nearestOnPolyline } from "../geo/polyline.ts";
import { type AxisScale, metresPerMapUnit } from "../geo/projection.ts";

const STEP_METRES = 30;

/**
 * Mean distance from points along either set to the nearest point of the other, both directions pooled, as in the
 * mean distance error of the CaFFe benchmark but on the lines themselves. `pixelSizeMetres`: of a scene without CRS,
 * whose lines are in its pixels. Null without either, or when a set is empty.
 */
export function meanDistanceMetres(
  some: readonly (readonly MapXY[])[],
  others: readonly (readonly MapXY[])[],
  crs: Crs,
  pixelSizeMetres: AxisScale | null = null,
): number | null {
  const start = others[0]?.[0];
  if (start === undefined) return null;
  const scale = crs.kind === "pixel" ? pixelSizeMetres : metresPerMapUnit(start, crs);
  if (scale === null) return null;
  const distances = [
    ...distancesTo(some, others, scale),
    ...distancesTo(others, some, scale),
  ].filter(Number.isFinite);
  if (distances.length === 0) return null;
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

function distancesTo(
  from: readonly (readonly MapXY[])[],
  to: readonly (readonly MapXY[])[],
  scale: AxisScale,
): number[] {
  return from
    .flatMap((line) => densifyPolyline(line, STEP_METRES, scale))
    .map((point) =>
      Math.min(
        ...to.map(
          (line) => nearestOnPolyline(point, line, scale)?.distance ?? Number.POSITIVE_INFINITY,
        ),
      ),
    );
}
