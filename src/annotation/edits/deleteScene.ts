// Deletes a scene's fronts and what is said of it, when the scene leaves the project.
import type { Edit } from "../document.ts";

export function deleteScene(sceneId: string): Edit {
  return (document) => {
    const fronts = document.fronts.filter((front) => front.sceneId !== sceneId);
    const sceneLabels = document.sceneLabels.filter((label) => label.sceneId !== sceneId);
    const isSame =
      fronts.length === document.fronts.length &&
      sceneLabels.length === document.sceneLabels.length;
    return isSame ? document : { fronts, sceneLabels };
  };
}
