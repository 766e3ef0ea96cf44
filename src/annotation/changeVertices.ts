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

/**
 * The same document when the front is gone, the change is null, or too few vertices would be left. `keepsCourse`: the
 * line runs as it did, so an untouched prediction is not a corrected one afterwards.
 */
export function changeVertices(
  document: AnnotationDocument,
  frontId: string,
  change: (front: Front) => readonly FrontVertex[] | null,
  keepsCourse = false,
): AnnotationDocument {
  const front = frontOfId(document, frontId);
  const vertices = front === undefined ? null : change(front);
  if (front === undefined || vertices === null || vertices.length < FEWEST_VERTICES)
    return document;
  const corrected = keepsCourse ? front.corrected : front.origin.kind !== "drawn";
  const changed: Front = { ...front, vertices, corrected };
  return {
    ...document,
    fronts: document.fronts.map((other) => (other === front ? changed : other)),
  };
}
