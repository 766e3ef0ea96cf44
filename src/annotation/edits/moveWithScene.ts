// Lays fronts where their scene lies now: the picture moved on the map, and what was seen in it with it.
import type { MapXY } from "../../geo/coordinates.ts";
import type { Edit } from "../document.ts";

export type MovedFront = {
  readonly id: string;
  /** As many places as the front has vertices. */
  readonly path: readonly MapXY[];
  /** As many as its line as traced has; empty without one. */
  readonly tracedPath: readonly MapXY[];
};

/** Nothing is corrected by it: who placed a vertex placed it in the picture. */
export function moveWithScene(moved: readonly MovedFront[]): Edit {
  const byId = new Map(moved.map((front) => [front.id, front]));
  return (document) => ({
    ...document,
    fronts: document.fronts.map((front) => {
      const to = byId.get(front.id);
      // A front that changed meanwhile is not the one that was moved.
      if (to === undefined || to.path.length !== front.vertices.length) return front;
      const vertices = front.vertices.map((vertex, i) => ({
        ...vertex,
        at: to.path[i] ?? vertex.at,
      }));
      const tracedPath =
        front.tracedPath?.length === to.tracedPath.length ? to.tracedPath : front.tracedPath;
      return { ...front, vertices, tracedPath };
    }),
  });
}
