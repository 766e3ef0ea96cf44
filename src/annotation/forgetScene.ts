// A closed scene leaves the history too: undo could bring back its fronts, but never its file.
import type { AnnotationDocument } from "./document.ts";
import { deleteScene } from "./edits/deleteScene.ts";
import type { History } from "./history.ts";

/** Steps that changed nothing but this scene are gone, so that no undo is spent on them. */
export function forgetScene(
  { past, present, future }: History<AnnotationDocument>,
  sceneId: string,
): History<AnnotationDocument> {
  const forget = deleteScene(sceneId);
  const kept: (typeof present)[] = [];
  let presentAt = 0;
  for (const [i, { document, label }] of [...past, present, ...future].entries()) {
    const rest = forget(document);
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
