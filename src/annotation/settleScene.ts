// A scene laid onto another grid: its fronts are in that grid's coordinates from now on, and an undo must not bring back
// coordinates of the former one, which would lie elsewhere on Earth.
import { type AnnotationDocument, frontsOfScene } from "./document.ts";
import type { History } from "./history.ts";
import { rewriteHistory } from "./rewriteHistory.ts";

/** Every document has the scene's fronts as they are now; labels of the scene, and all of other scenes, stay as they were. */
export function settleScene(
  history: History<AnnotationDocument>,
  sceneId: string,
): History<AnnotationDocument> {
  const settled = frontsOfScene(history.present.document, sceneId);
  return rewriteHistory(history, (document) => ({
    ...document,
    fronts: [...document.fronts.filter((front) => front.sceneId !== sceneId), ...settled],
  }));
}
