// The longest way through a skeleton: the line that a tree of branches stands for.
import { neighbours } from "../raster/connectedComponents.ts";
import type { GridSize } from "../raster/distanceTransform.ts";

/**
 * Pixel indices, in order, of the longest shortest path within a skeleton component, diagonal steps counting sqrt 2.
 * Two sweeps: exact on a tree; a closed ring is opened at its far side.
 */
export function longestPath(component: readonly number[], size: GridSize): number[] {
  const inside = new Set(component);
  const start = component[0];
  if (start === undefined) return [];
  const { farthest } = sweep(start, inside, size);
  const { farthest: end, parents } = sweep(farthest, inside, size);
  const path = [end];
  for (let at = parents.get(end); at !== undefined; at = parents.get(at)) path.push(at);
  return path;
}

/** Dijkstra over the component; step costs 1 and sqrt 2 keep the frontier small enough for a sorted insert. */
function sweep(start: number, inside: ReadonlySet<number>, size: GridSize) {
  const lengths = new Map([[start, 0]]);
  const parents = new Map<number, number>();
  const frontier = [start];
  let farthest = start;
  while (frontier.length) {
    const at = frontier.pop() as number;
    const length = lengths.get(at) as number;
    if (length >= (lengths.get(farthest) as number)) farthest = at;
    for (const next of neighbours(at, size)) {
      if (!inside.has(next)) continue;
      const step = isDiagonal(at, next, size.widthPx) ? Math.SQRT2 : 1;
      if (length + step >= (lengths.get(next) ?? Number.POSITIVE_INFINITY) - 1e-9) continue;
      lengths.set(next, length + step);
      parents.set(next, at);
      insert(frontier, next, lengths);
    }
  }
  return { farthest, parents };
}

function isDiagonal(a: number, b: number, widthPx: number): boolean {
  const difference = Math.abs(a - b);
  return difference !== 1 && difference !== widthPx;
}

/** Keeps the frontier sorted, nearest last. */
function insert(frontier: number[], pixel: number, lengths: ReadonlyMap<number, number>): void {
  const length = lengths.get(pixel) as number;
  let at = frontier.length;
  while (at > 0 && (lengths.get(frontier[at - 1] as number) as number) < length) at--;
  frontier.splice(at, 0, pixel);
}
