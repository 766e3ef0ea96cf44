// Finds what of a front lies near a place without looking at every vertex: boxes around runs of segments, made once.
import type { Front } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";

type Box = [minX: number, minY: number, maxX: number, maxY: number];

type FrontIndex = { readonly whole: Box; readonly runs: readonly Box[] };

/** Segments in a run. */
const RUN = 64;

// A front is never changed, only replaced, so what was computed for it stays true.
const known = new WeakMap<Front, FrontIndex>();

function indexOf(front: Front): FrontIndex {
  const made = known.get(front);
  if (made !== undefined) return made;
  const { vertices } = front;
  const runs: Box[] = [];
  const whole = emptyBox();
  for (let first = 0; first < vertices.length; first += RUN) {
    const box = emptyBox();
    // With the next run's first vertex, to which the last segment leads.
    for (let i = first; i <= first + RUN && i < vertices.length; i++) {
      const at = vertices[i]?.at;
      if (at !== undefined) include(box, at);
    }
    include(whole, [box[0], box[1]]);
    include(whole, [box[2], box[3]]);
    runs.push(box);
  }
  const index = { whole, runs };
  known.set(front, index);
  return index;
}

const emptyBox = (): Box => [Infinity, Infinity, -Infinity, -Infinity];

function include(box: Box, [x, y]: MapXY): void {
  box[0] = Math.min(box[0], x);
  box[1] = Math.min(box[1], y);
  box[2] = Math.max(box[2], x);
  box[3] = Math.max(box[3], y);
}

const isNear = ([minX, minY, maxX, maxY]: Box, [x, y]: MapXY, reach: number) =>
  x >= minX - reach && x <= maxX + reach && y >= minY - reach && y <= maxY + reach;

export type NearVertex = { readonly index: number; readonly distance: number };

/** The nearest vertex within `reach` (map units); null when there is none. */
export function vertexNear(front: Front, at: MapXY, reach: number): NearVertex | null {
  let nearest: NearVertex | null = null;
  eachNear(front, at, reach, (i, x, y) => {
    const distance = Math.hypot(x - at[0], y - at[1]);
    if (distance <= (nearest?.distance ?? reach)) nearest = { index: i, distance };
  });
  return nearest;
}

export type NearSegment = { readonly segment: number; readonly distance: number };

/** The nearest segment within `reach` (map units); null when there is none. */
export function segmentNear(front: Front, at: MapXY, reach: number): NearSegment | null {
  let nearest: NearSegment | null = null;
  eachNear(front, at, reach, (i, x, y, next) => {
    if (next === undefined) return;
    const distance = distanceToSegment(at, [x, y], next);
    if (distance <= (nearest?.distance ?? reach)) nearest = { segment: i, distance };
  });
  return nearest;
}

function eachNear(
  front: Front,
  at: MapXY,
  reach: number,
  visit: (index: number, x: number, y: number, next: MapXY | undefined) => void,
): void {
  const { whole, runs } = indexOf(front);
  if (!isNear(whole, at, reach)) return;
  for (const [run, box] of runs.entries()) {
    if (!isNear(box, at, reach)) continue;
    for (let i = run * RUN; i < (run + 1) * RUN; i++) {
      const vertex = front.vertices[i];
      if (vertex === undefined) return;
      visit(i, vertex.at[0], vertex.at[1], front.vertices[i + 1]?.at);
    }
  }
}

function distanceToSegment([px, py]: MapXY, [x, y]: MapXY, [endX, endY]: MapXY): number {
  const [dx, dy] = [endX - x, endY - y];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : ((px - x) * dx + (py - y) * dy) / square;
  const t = Math.max(0, Math.min(1, share));
  return Math.hypot(px - x - dx * t, py - y - dy * t);
}
