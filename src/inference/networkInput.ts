// What a network is given of a scene, to be looked at: the same preparing as for a prediction, without a network.
import type { Scene } from "../scene/scene.ts";
import type { NetworkInput } from "./prediction.ts";
import {
  type InputRecipe,
  type PrepareSceneOptions,
  prepareScene,
  type ReadPixels,
} from "./prepareScene.ts";

/** Rejects as `prepareScene` does. */
export async function networkInput(
  scene: Pick<Scene, "pixelSizeMetres" | "widthPx" | "heightPx">,
  readPixels: ReadPixels,
  recipe: InputRecipe,
  options: PrepareSceneOptions = {},
): Promise<NetworkInput> {
  const { intensity, sceneGrid, valid } = await prepareScene(scene, readPixels, recipe, options);
  // Without data the network is given 0.
  const values = intensity.map((value) => (Number.isNaN(value) ? 0 : value));
  return { grid: sceneGrid, values, valid };
}
