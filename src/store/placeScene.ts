// A scene placed anew, or laid onto another grid, and what lies on it with it.
import { type Front, frontPath, frontsOfScene } from "../annotation/document.ts";
import { moveWithScene } from "../annotation/edits/moveWithScene.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import { placementChoiceOf } from "../scene/scene.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { SceneAccess } from "./sceneAccess.ts";
import type { OpenScene } from "./scenesStore.ts";

type Context = Pick<ActionsContext, "documentStore" | "rasters" | "scenesStore"> & {
  readonly access: SceneAccess;
};

type Request = {
  readonly placement: PlacementChoice;
  /** They go along with the picture. In another coordinate system nothing can stay where it is. */
  readonly movesFronts: boolean;
  readonly signal: AbortSignal;
};

/** What was predicted on the scene's former grid is gone. Answers what has happened, as a sentence. */
export async function placeScene(
  { access, documentStore, rasters, scenesStore }: Context,
  { scene, trueFronts }: OpenScene,
  { movesFronts, placement, signal }: Request,
): Promise<string> {
  const { id } = scene;
  const isOtherChoice = (placement.grid ?? null) !== (placementChoiceOf(scene)?.grid ?? null);
  const fronts = movesFronts || isOtherChoice ? frontsOfScene(documentStore.committed(), id) : [];
  const ofFronts = fronts.flatMap(linesOf);
  const paths = [...ofFronts, ...(isOtherChoice ? trueFronts : [])];
  const placed = await access.place(id, { placement, paths }, signal);
  // The grid by the points' place may be the very one that was chosen by name.
  const isOtherGrid = isOtherChoice && placed.scene.crs.code !== scene.crs.code;
  rasters.drop(id);
  // The statistics are of the band that is shown.
  const { statistics } = scenesStore.find(id)?.scene ?? placed.scene;
  scenesStore.change(id, {
    scene: { ...placed.scene, statistics },
    prediction: null,
    ...(isOtherGrid && { area: null }),
    ...(isOtherChoice && { trueFronts: placed.paths.slice(ofFronts.length) }),
  });
  if (fronts.length > 0)
    documentStore.commit(
      "Move fronts with their scene",
      moveWithScene(moved(fronts, placed.paths)),
    );
  if (isOtherGrid) documentStore.settleScene(id);
  return told(fronts.length > 0, isOtherGrid);
}

/** As it is and as it was traced: both lines belong to the picture. */
const linesOf = (front: Front): (readonly MapXY[])[] => [frontPath(front), front.tracedPath ?? []];

const moved = (fronts: readonly Front[], paths: readonly (readonly MapXY[])[]) =>
  fronts.map(({ id }, i) => ({
    id,
    path: paths[2 * i] ?? [],
    tracedPath: paths[2 * i + 1] ?? [],
  }));

function told(isMoved: boolean, isOtherGrid: boolean): string {
  if (!isMoved) return "The scene is placed anew.";
  const undone = isOtherGrid
    ? "To go back, choose the former grid: undo does not reach behind this."
    : "Undo takes the fronts back, but not the scene.";
  return `The scene is placed anew, and its fronts with it. ${undone}`;
}
