// Moves one vertex of a front.
import type { MapXY } from "../../geo/coordinates.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import type { Edit } from "../document.ts";

export function moveVertex(frontId: string, index: number, to: MapXY): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const vertex = front.vertices[index];
      if (vertex === undefined || (vertex.at[0] === to[0] && vertex.at[1] === to[1])) return null;
      return front.vertices.with(index, handVertex(front, to));
    });
}
