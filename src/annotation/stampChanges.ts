// Signs what an edit changed: edits say what is done, committing adds by whom and when.
import type { AnnotationDocument, EditMark, Front, FrontVertex } from "./document.ts";

/**
 * Fronts of `after` that `before` does not hold get `mark`, and so does every vertex by hand that has none yet. Left as
 * they are: what a network traced or a colleague's file brought, until a hand changes it; fronts that come with a mark
 * of their own; and fronts whose mark the edit took back.
 */
export function stampChanges(
  before: AnnotationDocument,
  after: AnnotationDocument,
  mark: EditMark,
): AnnotationDocument {
  const known = new Set(before.fronts);
  if (after.fronts.every((front) => known.has(front))) return after;
  const byId = new Map(before.fronts.map((front) => [front.id, front]));
  // The parts of a front share its origin, while a front that comes in brings its own.
  const byOrigin = new Map(before.fronts.map((front) => [front.origin, front]));
  const marks = new Set(before.fronts.map(({ changed }) => changed));
  const fronts = after.fronts.map((front) => {
    if (known.has(front)) return front;
    const source = byId.get(front.id) ?? byOrigin.get(front.origin);
    const isSigned = front.changed !== null && !marks.has(front.changed);
    const isTakenBack = front.changed === null && source !== undefined && source.changed !== null;
    const isForeign = source === undefined && !front.corrected && isFromElsewhere(front);
    const changed = isSigned || isTakenBack || isForeign ? front.changed : mark;
    return { ...front, vertices: stampedVertices(front, mark), changed };
  });
  return { ...after, fronts };
}

function isFromElsewhere({ origin }: Front): boolean {
  return origin.kind === "predicted" || origin.kind === "imported";
}

function stampedVertices(front: Front, mark: EditMark): readonly FrontVertex[] {
  const isUnsigned = (vertex: FrontVertex) =>
    vertex.mark === undefined && isByHand(front, vertex.provenance);
  if (!front.vertices.some(isUnsigned)) return front.vertices;
  return front.vertices.map((vertex) => (isUnsigned(vertex) ? { ...vertex, mark } : vertex));
}

/** A vertex that came drawn in a colleague's file was not placed by this hand. */
function isByHand({ origin }: Front, provenance: string): boolean {
  return provenance === "corrected" || (provenance === "drawn" && origin.kind !== "imported");
}
