// The one way in which an edit changes a front's vertices: provenance and the corrected mark follow by themselves.
import type { MapXY } from "../geo/coordinates.ts";
import {
  type AnnotationDocument,
  FEWEST_VERTICES,
  type Front,
  type FrontVertex,
  frontOfId,
} from "./document.ts";

/** A vertex placed by hand on this front. */
export function handVertex(front: Front, at: MapXY): FrontVertex {
  return { at, provenance: front.origin.kind === "drawn" ? "drawn" : "corrected" };
}

/** The same document when the front is gone, the change is null, or too few vertices would be left. */
export function changeVertices(
  document: AnnotationDocument,
  frontId: string,
  change: (front: Front) => readonly FrontVertex[] | null,
): AnnotationDocument {
  const front = frontOfId(document, frontId);
  const vertices = front === undefined ? null : change(front);
  if (front === undefined || vertices === null || vertices.length < FEWEST_VERTICES)
    return document;
  const changed: Front = { ...front, vertices, corrected: front.origin.kind !== "drawn" };
  return {
    ...document,
    fronts: document.fronts.map((other) => (other === front ? changed : other)),
  };
}
