// What a network is given of a scene, to be looked at: the same preparing as for a prediction, without a network.
import type { PreprocessingRecipe } from "../models/modelCard.ts";
import type { Band, Scene } from "../scene/scene.ts";
import type { NetworkInput } from "./prediction.ts";
import type { PredictOptions } from "./predictScene.ts";
import { prepareInput } from "./preprocess/prepareInput.ts";

/** Rejects as `prepareInput` does. */
export async function networkInput(
  scene: Pick<Scene, "pixelSizeMetres">,
  readBand: () => Promise<Band>,
  recipe: PreprocessingRecipe,
  { signal, onProgress }: PredictOptions = {},
): Promise<NetworkInput> {
  onProgress?.("read", 0, 1);
  const band = await readBand();
  signal?.throwIfAborted();
  const { channels, grid, input, sizePx, valid } = await prepareInput(
    band,
    scene.pixelSizeMetres,
    recipe,
    {
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.("prepare", done, total),
    },
  );
  const values = new Float32Array(grid.widthPx * grid.heightPx);
  for (let row = 0, to = 0; row < grid.heightPx; row++)
    for (let col = 0; col < grid.widthPx; col++, to++)
      values[to] = input[(row * sizePx + col) * channels] as number;
  return { grid, values, valid };
}
