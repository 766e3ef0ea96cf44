// Whether an open line runs across itself.
import type { MapXY } from "./coordinates.ts";

type Segment = { readonly from: MapXY; readonly to: MapXY; readonly index: number };

/** Neighbours that share a vertex do not count. Segments are swept from west to east. */
export function crossesItself(line: readonly MapXY[]): boolean {
  const segments: Segment[] = [];
  for (const [index, from] of line.entries()) {
    const to = line[index + 1];
    if (to !== undefined) segments.push({ from, to, index });
  }
  segments.sort((a, b) => west(a) - west(b));
  let open: Segment[] = [];
  for (const segment of segments) {
    open = open.filter((other) => east(other) >= west(segment));
    if (open.some((other) => Math.abs(other.index - segment.index) > 1 && cross(other, segment)))
      return true;
    open.push(segment);
  }
  return false;
}

const west = ({ from, to }: Segment) => Math.min(from[0], to[0]);
const east = ({ from, to }: Segment) => Math.max(from[0], to[0]);

function cross(a: Segment, b: Segment): boolean {
  return (
    side(a.from, a.to, b.from) * side(a.from, a.to, b.to) < 0 &&
    side(b.from, b.to, a.from) * side(b.from, b.to, a.to) < 0
  );
}

/** 1 where `at` lies left of the line through both points, -1 right of it, 0 on it. */
function side(from: MapXY, to: MapXY, at: MapXY): number {
  return Math.sign((to[0] - from[0]) * (at[1] - from[1]) - (to[1] - from[1]) * (at[0] - from[0]));
}
