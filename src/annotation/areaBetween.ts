// The area that two lines enclose, counted positive on either side of where they cross.
import type { MapXY } from "../geo/coordinates.ts";

type Line = readonly MapXY[];
/** A place on both lines, as vertex number plus share of the segment behind it. */
type Crossing = { readonly at: MapXY; readonly onFirst: number; readonly onSecond: number };

/** In squared units of the coordinates. The ends are joined straight; a line that runs the other way is turned. */
export function areaBetween(first: Line, second: Line): number {
  const other = runsAlong(first, second) ? second : second.toReversed();
  const crossings = crossingsOf(first, other).sort((a, b) => a.onFirst - b.onFirst);
  const marks: (Crossing | null)[] = [null, ...crossings, null];
  let area = 0;
  for (const [i, from] of marks.entries()) {
    if (i === marks.length - 1) break;
    const to = marks[i + 1] ?? null;
    const there = piece(first, from, to, "onFirst");
    const back = piece(other, from, to, "onSecond");
    area += Math.abs(shoelace([...there, ...back.toReversed()]));
  }
  return area;
}

function runsAlong(first: Line, second: Line): boolean {
  const [a0, a1, b0, b1] = [first[0], first.at(-1), second[0], second.at(-1)];
  if (!a0 || !a1 || !b0 || !b1) return true;
  return distance(a0, b0) + distance(a1, b1) <= distance(a0, b1) + distance(a1, b0);
}

function piece(
  line: Line,
  from: Crossing | null,
  to: Crossing | null,
  place: "onFirst" | "onSecond",
): MapXY[] {
  const start = from?.[place] ?? -1;
  const end = to?.[place] ?? line.length;
  // Where the second line comes back on itself between crossings, the piece runs backwards.
  const [low, high] = start <= end ? [start, end] : [end, start];
  const inner = line.filter((_, i) => i > low && i < high);
  const ordered = start <= end ? inner : inner.toReversed();
  return [...(from === null ? [] : [from.at]), ...ordered, ...(to === null ? [] : [to.at])];
}

function crossingsOf(first: Line, second: Line): Crossing[] {
  const found: Crossing[] = [];
  for (const [i, a] of first.entries()) {
    const b = first[i + 1];
    if (b === undefined) break;
    for (const [k, c] of second.entries()) {
      const d = second[k + 1];
      if (d === undefined) break;
      const crossing = crossingOf(a, b, c, d);
      if (crossing !== null)
        found.push({ at: crossing.at, onFirst: i + crossing.s, onSecond: k + crossing.t });
    }
  }
  return found;
}

/** Where two segments cross; half open, so that a shared vertex counts once. Null for parallel ones. */
function crossingOf(a: MapXY, b: MapXY, c: MapXY, d: MapXY) {
  const minX = Math.min(a[0], b[0]);
  if (Math.max(c[0], d[0]) < minX || Math.min(c[0], d[0]) > Math.max(a[0], b[0])) return null;
  const [rx, ry, qx, qy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const cross = rx * qy - ry * qx;
  if (cross === 0) return null;
  const s = ((c[0] - a[0]) * qy - (c[1] - a[1]) * qx) / cross;
  const t = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  if (s < 0 || s >= 1 || t < 0 || t >= 1) return null;
  const at: MapXY = [a[0] + rx * s, a[1] + ry * s];
  return { at, s, t };
}

function shoelace(ring: readonly MapXY[]): number {
  const [ox, oy] = ring[0] ?? [0, 0];
  let twice = 0;
  for (const [i, [x, y]] of ring.entries()) {
    const [nx, ny] = ring[(i + 1) % ring.length] ?? [x, y];
    // From the first vertex, or the large numbers of map coordinates would eat the digits.
    twice += (x - ox) * (ny - oy) - (nx - ox) * (y - oy);
  }
  return twice / 2;
}

function distance(a: MapXY, b: MapXY): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
