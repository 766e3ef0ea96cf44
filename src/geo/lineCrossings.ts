// Where two polylines meet, and places on a line as one number.
import type { MapXY } from "./coordinates.ts";

/** A place on a polyline: the whole part is the segment's first vertex, the rest the share of the segment. */
export type Along = number;

export type Crossing = {
  readonly at: MapXY;
  readonly alongLine: Along;
  readonly alongOther: Along;
};

/** In order along `line`. Parallel and overlapping segments do not count. */
export function lineCrossings(line: readonly MapXY[], other: readonly MapXY[]): Crossing[] {
  const found: Crossing[] = [];
  // A stroke is short, and a front may have 20,000 vertices.
  const near = segmentsNear(line, other);
  for (const [i, from] of line.entries()) {
    const to = line[i + 1];
    if (to === undefined) break;
    for (const { index, a, b } of near) {
      const met = segmentCrossing(from, to, a, b);
      if (met !== null)
        found.push({ at: met.at, alongLine: i + met.first01, alongOther: index + met.second01 });
    }
  }
  return found.sort((one, two) => one.alongLine - two.alongLine);
}

type Segment = { readonly index: number; readonly a: MapXY; readonly b: MapXY };

/** Segments of `other` that reach into the box around `line`. */
function segmentsNear(line: readonly MapXY[], other: readonly MapXY[]): Segment[] {
  const [x, y] = [spanOf(line, 0), spanOf(line, 1)];
  const near: Segment[] = [];
  for (const [index, a] of other.entries()) {
    const b = other[index + 1];
    if (b === undefined) break;
    if (meets(x, a[0], b[0]) && meets(y, a[1], b[1])) near.push({ index, a, b });
  }
  return near;
}

type Span = { readonly min: number; readonly max: number };

function spanOf(line: readonly MapXY[], axis: 0 | 1): Span {
  let [min, max] = [Infinity, -Infinity];
  for (const at of line) {
    min = Math.min(min, at[axis]);
    max = Math.max(max, at[axis]);
  }
  return { min, max };
}

const meets = ({ min, max }: Span, a: number, b: number) =>
  Math.max(a, b) >= min && Math.min(a, b) <= max;

function segmentCrossing(
  from: MapXY,
  to: MapXY,
  a: MapXY,
  b: MapXY,
): { at: MapXY; first01: number; second01: number } | null {
  const [rx, ry] = [to[0] - from[0], to[1] - from[1]];
  const [sx, sy] = [b[0] - a[0], b[1] - a[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const [qx, qy] = [a[0] - from[0], a[1] - from[1]];
  const first01 = (qx * sy - qy * sx) / cross;
  const second01 = (qx * ry - qy * rx) / cross;
  if (first01 < 0 || first01 > 1 || second01 < 0 || second01 > 1) return null;
  return { at: [from[0] + rx * first01, from[1] + ry * first01], first01, second01 };
}

/** The point at `along`; the nearest end beyond the line, null on an empty one. */
export function pointAlong(line: readonly MapXY[], along: Along): MapXY | null {
  const segment = Math.max(0, Math.min(line.length - 1, Math.floor(along)));
  const from = line[segment];
  if (from === undefined) return null;
  const to = line[segment + 1] ?? from;
  const share = Math.max(0, Math.min(1, along - segment));
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** Map length of the line between two places on it, in whichever order. */
export function lengthBetween(line: readonly MapXY[], one: Along, two: Along): number {
  const [first, last] = [Math.min(one, two), Math.max(one, two)];
  let length = 0;
  let at = pointAlong(line, first);
  for (let i = Math.floor(first) + 1; i <= last && at !== null; i++) {
    const next = line[i];
    if (next === undefined) break;
    length += Math.hypot(next[0] - at[0], next[1] - at[1]);
    at = next;
  }
  const end = pointAlong(line, last);
  return at === null || end === null ? length : length + Math.hypot(end[0] - at[0], end[1] - at[1]);
}
