// The same edit to every document of a history, for what no undo may bring back.
import type { AnnotationDocument, Edit } from "./document.ts";
import type { History } from "./history.ts";

/** Steps that changed nothing but what the edit evens out are gone, so that no undo is spent on them. */
export function rewriteHistory(
  { past, present, future }: History<AnnotationDocument>,
  edit: Edit,
): History<AnnotationDocument> {
  const kept: (typeof present)[] = [];
  let presentAt = 0;
  for (const [i, { document, label }] of [...past, present, ...future].entries()) {
    const rest = edit(document);
    const last = kept.at(-1)?.document;
    if (last === undefined || !isSame(last, rest)) kept.push({ document: rest, label });
    if (i === past.length) presentAt = kept.length - 1;
  }
  return {
    past: kept.slice(0, presentAt),
    present: kept[presentAt] ?? present,
    future: kept.slice(presentAt + 1),
  };
}

function isSame(some: AnnotationDocument, other: AnnotationDocument): boolean {
  return (
    some.fronts.length === other.fronts.length &&
    some.fronts.every((front, i) => front === other.fronts[i]) &&
    some.sceneLabels.length === other.sceneLabels.length &&
    some.sceneLabels.every((label, i) => label === other.sceneLabels[i])
  );
}
