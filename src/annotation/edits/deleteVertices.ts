// Deletes several vertices of a front.
import { changeVertices, handVertex } from "../changeVertices.ts";
import { type AnnotationDocument, type Edit, FEWEST_VERTICES, frontOfId } from "../document.ts";

export function deleteVertices(frontId: string, indices: readonly number[]): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      const gone = new Set(indices.filter((index) => front.vertices[index] !== undefined));
      if (gone.size === 0) return null;
      // A stretch that joins what was apart is nobody's prediction, so its ends count as placed by hand.
      return front.vertices
        .map((vertex, i) =>
          gone.has(i - 1) || gone.has(i + 1) ? handVertex(front, vertex.at) : vertex,
        )
        .filter((_, i) => !gone.has(i));
    });
}

/** A reason to show, or null when the vertices can go. */
export function whyNotDeleteVertices(
  document: AnnotationDocument,
  frontId: string,
  indices: readonly number[],
): string | null {
  const front = frontOfId(document, frontId);
  const gone = new Set(indices.filter((index) => front?.vertices[index] !== undefined));
  if (front === undefined || gone.size === 0) return "There is no such vertex.";
  return front.vertices.length - gone.size < FEWEST_VERTICES
    ? "A front keeps at least two vertices. Delete the whole front instead."
    : null;
}
