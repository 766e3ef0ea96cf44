// A new prediction takes the place of the scene's last one; what a hand touched stays.
import { type Edit, type Front, isUntouched } from "../document.ts";
import { addFronts } from "./addFronts.ts";

export function replacePredictedFronts(sceneId: string, predicted: readonly Front[]): Edit {
  return (document) => {
    const kept = document.fronts.filter(
      (front) => front.sceneId !== sceneId || !isUntouched(front),
    );
    const isSame = kept.length === document.fronts.length;
    return addFronts(predicted)(isSame ? document : { ...document, fronts: kept });
  };
}
