// Says something else of a scene: glacier, date, image, review.
import type { AnnotationDocument, Edit } from "../document.ts";
import { emptySceneLabel, type SceneLabel } from "../label.ts";

/** What is said of a scene; an empty label where nothing was said yet. */
export function labelOfScene(document: AnnotationDocument, sceneId: string): SceneLabel {
  return (
    document.sceneLabels.find((label) => label.sceneId === sceneId) ?? emptySceneLabel(sceneId)
  );
}

export function setSceneLabel(sceneId: string, change: Partial<Omit<SceneLabel, "sceneId">>): Edit {
  return (document) => {
    const before = labelOfScene(document, sceneId);
    const label: SceneLabel = { ...before, ...change };
    if (JSON.stringify(label) === JSON.stringify(before)) return document;
    const others = document.sceneLabels.filter((other) => other.sceneId !== sceneId);
    return { ...document, sceneLabels: [...others, label] };
  };
}
