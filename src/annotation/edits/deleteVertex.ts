// Deletes one vertex of a front.
import { changeVertices, handVertex } from "../changeVertices.ts";
import { type AnnotationDocument, type Edit, FEWEST_VERTICES, frontOfId } from "../document.ts";

export function deleteVertex(frontId: string, index: number): Edit {
  return (document) =>
    changeVertices(document, frontId, (front) => {
      if (front.vertices[index] === undefined) return null;
      // The stretch that now joins the neighbours is nobody's prediction, so they count as placed by hand.
      return front.vertices
        .map((vertex, i) => (Math.abs(i - index) === 1 ? handVertex(front, vertex.at) : vertex))
        .toSpliced(index, 1);
    });
}

/** A reason to show, or null when the vertex can go. */
export function whyNotDeleteVertex(
  document: AnnotationDocument,
  frontId: string,
  index: number,
): string | null {
  const front = frontOfId(document, frontId);
  if (front?.vertices[index] === undefined) return "There is no such vertex.";
  return front.vertices.length <= FEWEST_VERTICES
    ? "A front keeps at least two vertices. Delete the whole front instead."
    : null;
}
