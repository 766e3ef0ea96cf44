// What a network is given of a scene, or of an area in it: the grid that it sees, and in which windows.
import type { Affine } from "../geo/coordinates.ts";
import { type GridPlan, planGrid } from "../models/gridPlan.ts";
import type { ModelCard } from "../models/modelCard.ts";
import type { Scene } from "../scene/scene.ts";
import type { PixelWindow } from "../scene/windowReader.ts";
import type { NetworkGrid, PredictStage } from "./prediction.ts";
import { type PixelArea, type PreparedGrid, prepareGrid } from "./preprocess/prepareInput.ts";

/** A part of the scene's band; NaN where the file says that there is no data. */
export type ReadPixels = PixelArea["read"];

/** Of a card, what an input is made by. */
export type InputRecipe = Pick<ModelCard, "groundResolutionMetres" | "preprocessing">;

export type PrepareSceneOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: PredictStage, done: number, total: number) => void;
  /** The part of the scene to prepare; the whole of it by default. */
  readonly area?: PixelWindow | null;
};

export type PreparedScene = PreparedGrid & {
  readonly windows: GridPlan["windows"];
  /** `grid`, from the scene's corner. */
  readonly sceneGrid: NetworkGrid;
  /** Of it all, spent on reading. */
  readonly readMilliseconds: number;
};

/** Rejects with `scene-all-no-data`, and with the signal's reason when aborted. */
export async function prepareScene(
  scene: Pick<Scene, "pixelSizeMetres" | "widthPx" | "heightPx">,
  readPixels: ReadPixels,
  recipe: InputRecipe,
  { area, onProgress, signal }: PrepareSceneOptions = {},
): Promise<PreparedScene> {
  const { pixelSizeMetres, widthPx, heightPx } = scene;
  const part = area ?? { firstCol: 0, firstRow: 0, widthPx, heightPx };
  let readMilliseconds = 0;
  onProgress?.("read", 0, 1);
  const read: ReadPixels = async (window) => {
    const before = performance.now();
    const values = await readPixels({
      ...window,
      firstCol: part.firstCol + window.firstCol,
      firstRow: part.firstRow + window.firstRow,
    });
    readMilliseconds += performance.now() - before;
    signal?.throwIfAborted();
    return values;
  };
  const plan = planGrid(part, pixelSizeMetres, recipe);
  const prepared = await prepareGrid(
    { widthPx: part.widthPx, heightPx: part.heightPx, read },
    { size: plan.grid, pixelSizeMetres, recipe: recipe.preprocessing },
    {
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.("prepare", done, total),
    },
  );
  const gridToPixel = fromCorner(prepared.grid.gridToPixel, part);
  return {
    ...prepared,
    windows: plan.windows,
    sceneGrid: { ...prepared.grid, gridToPixel },
    readMilliseconds,
  };
}

function fromCorner([a, b, c, d, e, f]: Affine, { firstCol, firstRow }: PixelWindow): Affine {
  return [a, b, c + firstCol, d, e, f + firstRow];
}
