// Makes a front longer at one of its ends.
import type { MapXY } from "../../geo/coordinates.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import type { Edit } from "../document.ts";

export type FrontEnd = "start" | "end";

export function extendFront(frontId: string, end: FrontEnd, to: MapXY): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const last = front.vertices.at(end === "start" ? 0 : -1)?.at;
      if (last === undefined || (last[0] === to[0] && last[1] === to[1])) return null;
      const added = handVertex(front, to);
      return end === "start" ? [added, ...front.vertices] : [...front.vertices, added];
    });
}
