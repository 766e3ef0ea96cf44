// A new prediction takes the place of the scene's last one; what a hand touched stays.
import {
  type AnnotationDocument,
  type Edit,
  type Front,
  frontPath,
  frontsOfScene,
  isUntouched,
} from "../document.ts";
import { addFronts } from "./addFronts.ts";
import { labelOfScene, setSceneLabel } from "./setSceneLabel.ts";

/** Where that changes lines that somebody has accepted, the scene needs review again. */
export function replacePredictedFronts(sceneId: string, predicted: readonly Front[]): Edit {
  return (document) => {
    const kept = document.fronts.filter(
      (front) => front.sceneId !== sceneId || !isUntouched(front),
    );
    const isSame = kept.length === document.fronts.length;
    const replaced = addFronts(predicted)(isSame ? document : { ...document, fronts: kept });
    if (labelOfScene(document, sceneId).review !== "accepted") return replaced;
    return hasSameLines(document, replaced, sceneId)
      ? replaced
      : setSceneLabel(sceneId, { review: "needs-review", reviewer: null })(replaced);
  };
}

function hasSameLines(before: AnnotationDocument, after: AnnotationDocument, sceneId: string) {
  const [some, others] = [before, after].map((document) =>
    frontsOfScene(document, sceneId)
      .map((front) => JSON.stringify(frontPath(front)))
      .sort(),
  );
  return some?.join() === others?.join();
}
