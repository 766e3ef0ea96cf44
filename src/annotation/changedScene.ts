// Which scene an undo or redo has changed, so that it can be shown.
import type { AnnotationDocument, Front } from "./document.ts";

/** The scene of the first front that only one of the documents has; null when they are equal. */
export function changedScene(before: AnnotationDocument, after: AnnotationDocument): string | null {
  const added = firstNotIn(after, before);
  return (added ?? firstNotIn(before, after))?.sceneId ?? null;
}

function firstNotIn(some: AnnotationDocument, other: AnnotationDocument): Front | undefined {
  const known = new Set(other.fronts);
  return some.fronts.find((front) => !known.has(front));
}
