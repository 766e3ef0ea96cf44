// Moves several vertices of a front together.
import type { MapXY } from "../../geo/coordinates.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import type { Edit } from "../document.ts";

/** `delta` in map units, x and y. Indices that the front does not have are passed over. */
export function moveVertices(frontId: string, indices: readonly number[], delta: MapXY): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const [dx, dy] = delta;
      const moved = new Set(indices.filter((index) => front.vertices[index] !== undefined));
      if (moved.size === 0 || (dx === 0 && dy === 0)) return null;
      return front.vertices.map((vertex, index) =>
        moved.has(index) ? handVertex(front, [vertex.at[0] + dx, vertex.at[1] + dy]) : vertex,
      );
    });
}
