// A closed scene leaves the history too: undo could bring back its fronts, but never its file.
import type { AnnotationDocument } from "./document.ts";
import { deleteScene } from "./edits/deleteScene.ts";
import type { History } from "./history.ts";
import { rewriteHistory } from "./rewriteHistory.ts";

export function forgetScene(
  history: History<AnnotationDocument>,
  sceneId: string,
): History<AnnotationDocument> {
  return rewriteHistory(history, deleteScene(sceneId));
}
