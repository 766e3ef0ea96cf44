// Gives a front another course.
import type { MapXY } from "../../geo/coordinates.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import type { Edit } from "../document.ts";

/** Vertices that stand where one stood before keep their provenance; the others count as placed by hand. */
export function replaceVertices(frontId: string, path: readonly MapXY[]): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const known = new Map(front.vertices.map((vertex) => [placeKey(vertex.at), vertex]));
      const vertices = path.map((at) => known.get(placeKey(at)) ?? handVertex(front, at));
      const isSame =
        vertices.length === front.vertices.length &&
        vertices.every((vertex, index) => vertex === front.vertices[index]);
      return isSame ? null : vertices;
    });
}

const placeKey = ([x, y]: MapXY) => `${x} ${y}`;
