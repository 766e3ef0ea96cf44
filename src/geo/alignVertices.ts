// Which vertices of a line are vertices of another one, in the same order: what was moved, added or removed shows.
import type { MapXY } from "./coordinates.ts";
import type { AxisScale } from "./projection.ts";

/** Far below a pixel of any scene, and above what formats and other programs round coordinates to. */
const SAME_PLACE = 0.05;

/** A place within `SAME_PLACE` of another, in scaled units. */
function isSamePlace(a: MapXY, b: MapXY, scale: AxisScale): boolean {
  return Math.hypot((a[0] - b[0]) * scale.x, (a[1] - b[1]) * scale.y) <= SAME_PLACE;
}

export function isSameLine(a: readonly MapXY[], b: readonly MapXY[], scale: AxisScale): boolean {
  return a.length === b.length && a.every((at, i) => isSamePlace(at, b[i] ?? at, scale));
}

/** Finds the entries that lie within `SAME_PLACE` of a place. */
export function placeIndex<T>(
  entries: Iterable<readonly [MapXY, T]>,
  scale: AxisScale,
): (at: MapXY) => T[] {
  const cellOf = ([x, y]: MapXY): [number, number] => [
    Math.floor((x * scale.x) / SAME_PLACE),
    Math.floor((y * scale.y) / SAME_PLACE),
  ];
  const cells = new Map<string, (readonly [MapXY, T])[]>();
  for (const entry of entries) {
    const key = cellOf(entry[0]).join();
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [entry]);
    else cell.push(entry);
  }
  return (at) => {
    const [column, row] = cellOf(at);
    const found: T[] = [];
    for (const x of [column - 1, column, column + 1])
      for (const y of [row - 1, row, row + 1])
        for (const [place, value] of cells.get(`${x},${y}`) ?? [])
          if (isSamePlace(at, place, scale)) found.push(value);
    return found;
  };
}

/** For each vertex of `line` the index in `written` of the vertex that it is; null where it is none of them. */
export function alignVertices(
  written: readonly MapXY[],
  line: readonly MapXY[],
  scale: AxisScale,
): (number | null)[] {
  const isSame = (a: MapXY | undefined, b: MapXY | undefined) =>
    a !== undefined && b !== undefined && isSamePlace(a, b, scale);
  // Most lines are as they were, or differ in one stretch: only that is searched.
  const shorter = Math.min(written.length, line.length);
  let head = 0;
  while (head < shorter && isSame(written[head], line[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(written.at(-1 - tail), line.at(-1 - tail))) tail++;
  const find = placeIndex(
    written.slice(head, written.length - tail).map((at, i) => [at, head + i] as const),
    scale,
  );
  const between = longestRise(line.slice(head, line.length - tail).map(find));
  return [
    ...line.slice(0, head).map((_, i) => i),
    ...between,
    ...line.slice(line.length - tail).map((_, i) => written.length - tail + i),
  ];
}

/** One candidate or none for each place, rising along the line, with as many places as can be (patience sorting). */
function longestRise(candidates: readonly (readonly number[])[]): (number | null)[] {
  type Link = { readonly place: number; readonly value: number; readonly before: Link | null };
  const ends: Link[] = [];
  // From the largest, so that one place never follows itself.
  for (const [place, values] of candidates.entries())
    for (const value of values.toSorted((a, b) => b - a)) {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle]?.value ?? 0) < value) low = middle + 1;
        else high = middle;
      }
      ends[low] = { place, value, before: ends[low - 1] ?? null };
    }
  const aligned: (number | null)[] = candidates.map(() => null);
  for (let link = ends.at(-1) ?? null; link !== null; link = link.before)
    aligned[link.place] = link.value;
  return aligned;
}
