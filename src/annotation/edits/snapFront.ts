// Lays a front onto other fronts where it runs close to them.
import { nearestOnPolyline } from "../../geo/polyline.ts";
import type { AxisScale } from "../../geo/projection.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import {
  type AnnotationDocument,
  type Edit,
  type Front,
  type FrontVertex,
  frontOfId,
  frontPath,
} from "../document.ts";

/** `reach` in the unit into which `scale` turns map units. Vertices within it move to the nearest point of `others`. */
export function snapFront(
  frontId: string,
  others: readonly string[],
  reach: number,
  scale?: AxisScale,
): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const vertices = snapped(document, front, others, { reach, scale });
      return vertices.every((vertex, i) => vertex === front.vertices[i]) ? null : vertices;
    });
}

export function whyNotSnapFront(
  document: AnnotationDocument,
  frontId: string,
  others: readonly string[],
  reach: number,
  scale?: AxisScale,
): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return "Select the front to snap first.";
  if (others.length === 0) return "There is no other front in this scene to snap to.";
  const vertices = snapped(document, front, others, { reach, scale });
  return vertices.every((vertex, i) => vertex === front.vertices[i])
    ? `No other front lies within ${Math.round(reach)} ${scale === undefined ? "map units" : "m"}.`
    : null;
}

type Near = { readonly reach: number; readonly scale: AxisScale | undefined };

function snapped(
  document: AnnotationDocument,
  front: Front,
  others: readonly string[],
  { reach, scale }: Near,
): FrontVertex[] {
  const lines = others
    .filter((id) => id !== front.id)
    .flatMap((id) => frontOfId(document, id) ?? [])
    .map(frontPath);
  return front.vertices.map((vertex) => {
    let nearest = { at: vertex.at, distance: Infinity };
    for (const line of lines) {
      const found = nearestOnPolyline(vertex.at, line, scale);
      if (found !== null && found.distance < nearest.distance) nearest = found;
    }
    return nearest.distance > 0 && nearest.distance <= reach
      ? handVertex(front, nearest.at)
      : vertex;
  });
}
