// Signs what an edit changed: edits say what is done, committing adds by whom and when.
import type { AnnotationDocument, EditMark, Front } from "./document.ts";

/** Fronts of `after` that `before` does not hold get `mark`, and so does every vertex by hand that has none yet. */
export function stampChanges(
  before: AnnotationDocument,
  after: AnnotationDocument,
  mark: EditMark,
): AnnotationDocument {
  const known = new Set(before.fronts);
  if (after.fronts.every((front) => known.has(front))) return after;
  const fronts = after.fronts.map((front) => (known.has(front) ? front : stamped(front, mark)));
  return { ...after, fronts };
}

/** What a network traced or a colleague's file brought is signed by its origin, not by whoever asked for it. */
function stamped(front: Front, mark: EditMark): Front {
  const isForeign = front.origin.kind === "predicted" || front.origin.kind === "imported";
  if (isForeign && !front.corrected) return front;
  const vertices = front.vertices.map((vertex) =>
    vertex.mark === undefined && isByHand(front, vertex.provenance) ? { ...vertex, mark } : vertex,
  );
  return { ...front, vertices, changed: mark };
}

/** A vertex that came drawn in a colleague's file was not placed by this hand. */
function isByHand({ origin }: Front, provenance: string): boolean {
  return provenance === "corrected" || (provenance === "drawn" && origin.kind !== "imported");
}
