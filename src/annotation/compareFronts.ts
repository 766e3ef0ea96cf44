// How far two annotators' fronts of one scene lie apart: distances, area between, overlap; in metres on the ground.
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { densifyPolyline, nearestOnPolyline } from "../geo/polyline.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import { areaBetween } from "./areaBetween.ts";

export type Lines = readonly (readonly MapXY[])[];

export type Comparison = {
  /** Mean of nearest distances, both directions pooled (the mean distance error of CaFFe, on lines). */
  readonly meanDistanceMetres: number;
  /** The larger of both directions' 95th percentiles of nearest distance. */
  readonly hausdorff95Metres: number;
  /** Enclosed between the lines, counted positive on either side. */
  readonly areaBetweenM2: number;
  /** That area by the mean length of the two. */
  readonly meanWidthMetres: number;
  /** Of the stretches that both cover along their common direction, in what either covers. */
  readonly overlap01: number;
  /** From points of either to the nearest point of the other, for the map. */
  readonly gaps: readonly Gap[];
};

type Gap = { readonly from: MapXY; readonly to: MapXY; readonly metres: number };

const STEP_METRES = 30;
/** Longer lines are measured at so many points, or a comparison would take minutes. */
const MOST_POINTS = 2000;

/** Null without CRS or when a side is empty. */
export function compareFronts(some: Lines, others: Lines, crs: Crs): Comparison | null {
  const start = some[0]?.[0];
  const scale = start === undefined ? null : metresPerMapUnit(start, crs);
  if (scale === null || others.length === 0) return null;
  const inMetres = (lines: Lines): Lines =>
    lines.map((line) => line.map(([x, y]): MapXY => [x * scale.x, y * scale.y]));
  const [a, b] = [inMetres(some), inMetres(others)];
  const [there, back] = [gapsTo(a, b), gapsTo(b, a)];
  const distances = [...there, ...back].map(({ metres }) => metres);
  if (there.length === 0 || back.length === 0) return null;
  const areaBetweenM2 = areaOfSets(a, b);
  const meanLength = (lengthOf(a) + lengthOf(b)) / 2;
  return {
    meanDistanceMetres: distances.reduce((sum, d) => sum + d, 0) / distances.length,
    hausdorff95Metres: Math.max(percentile95(there), percentile95(back)),
    areaBetweenM2,
    meanWidthMetres: areaBetweenM2 / meanLength,
    overlap01: overlap(a.flat(), b.flat()),
    gaps: [...there, ...back].map(({ from, to, metres }) => ({
      from: [from[0] / scale.x, from[1] / scale.y],
      to: [to[0] / scale.x, to[1] / scale.y],
      metres,
    })),
  };
}

function gapsTo(from: Lines, to: Lines): Gap[] {
  const step = Math.max(STEP_METRES, lengthOf(from) / MOST_POINTS);
  return from
    .flatMap((line) => densifyPolyline(line, step))
    .flatMap((at) => {
      const nearest = to
        .flatMap((line) => nearestOnPolyline(at, line) ?? [])
        .reduce<{ at: MapXY; distance: number } | null>(
          (best, one) => (best === null || one.distance < best.distance ? one : best),
          null,
        );
      return nearest === null ? [] : [{ from: at, to: nearest.at, metres: nearest.distance }];
    });
}

/** Nearest rank: the smallest distance that 95 % of all do not exceed. */
function percentile95(gaps: readonly Gap[]): number {
  const sorted = gaps.map(({ metres }) => metres).sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN;
}

function lengthOf(lines: Lines): number {
  let total = 0;
  for (const line of lines)
    for (const [i, [x, y]] of line.entries()) {
      const [px, py] = line[i - 1] ?? [x, y];
      total += Math.hypot(x - px, y - py);
    }
  return total;
}

/** Each line of the first with that of the second which is nearest to it. */
function areaOfSets(a: Lines, b: Lines): number {
  return a.reduce((sum, line) => {
    const distanceTo = (other: readonly MapXY[]) =>
      line.reduce((all, at) => all + (nearestOnPolyline(at, other)?.distance ?? 0), 0);
    const nearest = b.reduce((best, other) =>
      distanceTo(other) < distanceTo(best) ? other : best,
    );
    return sum + areaBetween(line, nearest);
  }, 0);
}

/** Extents along the longer side of both together: the common part of the whole. */
function overlap(a: readonly MapXY[], b: readonly MapXY[]): number {
  const axis = mainAxis([...a, ...b]);
  const extent = (points: readonly MapXY[]) => {
    const along = points.map(([x, y]) => x * axis[0] + y * axis[1]);
    return [
      along.reduce((m, v) => Math.min(m, v), Number.POSITIVE_INFINITY),
      along.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY),
    ] as const;
  };
  const [[a0, a1], [b0, b1]] = [extent(a), extent(b)];
  const whole = Math.max(a1, b1) - Math.min(a0, b0);
  return whole === 0 ? 1 : Math.max(0, Math.min(a1, b1) - Math.max(a0, b0)) / whole;
}

/** Direction of largest spread of the points, of length 1. */
function mainAxis(points: readonly MapXY[]): readonly [number, number] {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (y - my);
    yy += (y - my) ** 2;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  return [Math.cos(angle), Math.sin(angle)];
}
