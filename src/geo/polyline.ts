// Geometry of open polylines on the map: denser, simpler, nearest. Lengths are in map units times `scale`.
import type { MapXY } from "./coordinates.ts";
import type { AxisScale } from "./projection.ts";

/** Map units count as they are: for pixel coordinates. */
const UNIT_SCALE: AxisScale = { x: 1, y: 1 };

export type NearestPoint = {
  readonly at: MapXY;
  /** Distance to `at`, in scaled units. */
  readonly distance: number;
  /** The segment from vertex `segment` to `segment + 1`; 0 for a single vertex. */
  readonly segment: number;
  /** Where on the segment, 0 at its first vertex, 1 at its second. */
  readonly along01: number;
};

/** The same line with no segment longer than `maxLength`; every given vertex is kept. */
export function densifyPolyline(
  vertices: readonly MapXY[],
  maxLength: number,
  scale: AxisScale = UNIT_SCALE,
): MapXY[] {
  const dense: MapXY[] = [];
  let previous: MapXY | undefined;
  for (const vertex of vertices) {
    if (previous !== undefined) {
      const [x, y] = previous;
      const length = Math.hypot((vertex[0] - x) * scale.x, (vertex[1] - y) * scale.y);
      const pieces = Math.max(1, Math.ceil(length / maxLength));
      for (let i = 1; i < pieces; i++) {
        const t = i / pieces;
        dense.push([x + (vertex[0] - x) * t, y + (vertex[1] - y) * t]);
      }
    }
    dense.push(vertex);
    previous = vertex;
  }
  return dense;
}

/**
 * Douglas and Peucker (1973): the fewest of the given vertices such that none left out is farther than `tolerance`
 * from the line. With `scale` from `metresPerMapUnit` the tolerance is in metres. The ends stay.
 */
export function simplifyPolyline(
  vertices: readonly MapXY[],
  tolerance: number,
  scale: AxisScale = UNIT_SCALE,
): MapXY[] {
  if (vertices.length < 3) return [...vertices];
  const isKept = new Uint8Array(vertices.length);
  isKept[0] = 1;
  isKept[vertices.length - 1] = 1;
  // A stack of its own: recursion would overflow on a traced line of many thousand vertices.
  const spans: [first: number, last: number][] = [[0, vertices.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [first, last] = span;
    const farthest = farthestFromChord(vertices, first, last, scale);
    if (farthest === null || farthest.distance <= tolerance) continue;
    isKept[farthest.index] = 1;
    spans.push([first, farthest.index], [farthest.index, last]);
  }
  return vertices.filter((_, index) => isKept[index] === 1);
}

function farthestFromChord(
  vertices: readonly MapXY[],
  first: number,
  last: number,
  scale: AxisScale,
): { index: number; distance: number } | null {
  const from = vertices[first];
  const to = vertices[last];
  if (from === undefined || to === undefined) return null;
  let farthest: { index: number; distance: number } | null = null;
  for (let index = first + 1; index < last; index++) {
    const vertex = vertices[index];
    if (vertex === undefined) continue;
    const { distance } = nearestOnSegment(vertex, from, to, scale);
    if (farthest === null || distance > farthest.distance) farthest = { index, distance };
  }
  return farthest;
}

/** The point of the line that is nearest to `to`; null for an empty line. */
export function nearestOnPolyline(
  to: MapXY,
  vertices: readonly MapXY[],
  scale: AxisScale = UNIT_SCALE,
): NearestPoint | null {
  let nearest: NearestPoint | null = null;
  for (const [index, vertex] of vertices.entries()) {
    const next = vertices[index + 1];
    if (next === undefined && nearest !== null) break;
    const found = nearestOnSegment(to, vertex, next ?? vertex, scale);
    if (nearest === null || found.distance < nearest.distance)
      nearest = { ...found, segment: index };
  }
  return nearest;
}

function nearestOnSegment(
  to: MapXY,
  from: MapXY,
  end: MapXY,
  scale: AxisScale,
): { at: MapXY; distance: number; along01: number } {
  const dx = (end[0] - from[0]) * scale.x;
  const dy = (end[1] - from[1]) * scale.y;
  const px = (to[0] - from[0]) * scale.x;
  const py = (to[1] - from[1]) * scale.y;
  const square = dx * dx + dy * dy;
  const along01 = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
  const at: MapXY = [
    from[0] + (end[0] - from[0]) * along01,
    from[1] + (end[1] - from[1]) * along01,
  ];
  return { at, along01, distance: Math.hypot(px - dx * along01, py - dy * along01) };
}
