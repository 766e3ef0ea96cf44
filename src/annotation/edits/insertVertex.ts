// Inserts a vertex into a front.
import type { MapXY } from "../../geo/coordinates.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import type { Edit } from "../document.ts";

/** The new vertex gets `index`: 0 puts it before the first, the count of vertices after the last. */
export function insertVertex(frontId: string, index: number, at: MapXY): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) =>
      Number.isInteger(index) && index >= 0 && index <= front.vertices.length
        ? front.vertices.toSpliced(index, 0, handVertex(front, at))
        : null,
    );
}
