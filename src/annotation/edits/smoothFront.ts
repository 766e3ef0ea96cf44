// Smooths a front: every vertex becomes the mean of the line around it.

import type { AxisScale } from "../../geo/projection.ts";
import { smoothPolyline } from "../../geo/smoothPolyline.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import { type Edit, frontPath } from "../document.ts";

/** `sigma` in the unit into which `scale` turns map units: metres, or map units themselves. Both ends stay. */
export function smoothFront(frontId: string, sigma: number, scale?: AxisScale): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const smooth = smoothPolyline(frontPath(front), sigma, scale);
      const vertices = front.vertices.map((vertex, i) => {
        const at = smooth[i];
        const stays = at === undefined || (at[0] === vertex.at[0] && at[1] === vertex.at[1]);
        return stays ? vertex : handVertex(front, at);
      });
      return vertices.every((vertex, i) => vertex === front.vertices[i]) ? null : vertices;
    });
}
