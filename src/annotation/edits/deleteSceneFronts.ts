// Deletes all fronts of a scene, when the scene is closed.
import type { Edit } from "../document.ts";

export function deleteSceneFronts(sceneId: string): Edit {
  return (document) => {
    const fronts = document.fronts.filter((front) => front.sceneId !== sceneId);
    return fronts.length === document.fronts.length ? document : { fronts };
  };
}
