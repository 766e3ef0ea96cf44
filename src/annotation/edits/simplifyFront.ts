// Leaves out vertices that a front does not need.
import { simplifyPolyline } from "../../geo/polyline.ts";
import type { AxisScale } from "../../geo/projection.ts";
import { changeVertices } from "../changeVertices.ts";
import {
  type AnnotationDocument,
  type Edit,
  type Front,
  frontOfId,
  frontPath,
} from "../document.ts";

/**
 * No vertex left out lies farther than `tolerance` from the line, in the unit into which `scale` turns map units. The
 * others keep their provenance, and an untouched prediction stays one: within the tolerance the course is still the one
 * it was. Both ends stay.
 */
export function simplifyFront(frontId: string, tolerance: number, scale?: AxisScale): Edit {
  const thinned = (front: Front) => {
    // Simplifying keeps the points themselves, so that they tell which vertices stay.
    const kept = new Set(simplifyPolyline(frontPath(front), tolerance, scale));
    const vertices = front.vertices.filter(({ at }) => kept.has(at));
    return vertices.length === front.vertices.length ? null : vertices;
  };
  return (document) => changeVertices(document, frontId, thinned, true);
}

export function whyNotSimplifyFront(
  document: AnnotationDocument,
  frontId: string,
  tolerance: number,
  scale?: AxisScale,
): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return "Select the front to simplify first.";
  return simplifyPolyline(frontPath(front), tolerance, scale).length === front.vertices.length
    ? "Every vertex is needed at this tolerance."
    : null;
}
