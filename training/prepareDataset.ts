// A data set as arrays for training/torch, made once, through the preprocessing that users run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareInput } from "../src/inference/preprocess/prepareInput.ts";
import { distanceTransform } from "../src/inference/raster/distanceTransform.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import type { Dataset, LabelledScene } from "./datasets/labelledScene.ts";
import { NpyWriter } from "./npy.ts";
import type { Split } from "./split.ts";

/** Distances are stored in 1/64 pixel, at most 1023 pixels. */
const DISTANCE_STEPS = 64;
const ZONE_UNKNOWN = 255;

/**
 * Writes into `folder`: intensity.npy (u1, value * 255), valid.npy (u1), distance.npy (u2, Euclidean distance in 1/64
 * network pixel to the nearest front pixel), zones.npy (u1, index into `ZONES`, 255 unknown), all [scenes, size, size] in the order of scenes.json.
 */
export async function prepareDataset(
  dataset: Dataset,
  split: Split,
  recipe: PreprocessingRecipe,
  folder: string,
  onScene: (done: number, total: number) => void,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const names = [...split.train, ...split.validation, ...split.test];
  const shape = [names.length, recipe.sizePx, recipe.sizePx];
  const intensity = new NpyWriter(join(folder, "intensity.npy"), "|u1", shape);
  const valid = new NpyWriter(join(folder, "valid.npy"), "|u1", shape);
  const distance = new NpyWriter(join(folder, "distance.npy"), "<u2", shape);
  const zones = new NpyWriter(join(folder, "zones.npy"), "|u1", shape);
  for (const [i, name] of names.entries()) {
    const arrays = await prepareScene(dataset.read(name), recipe);
    intensity.append(arrays.intensity);
    valid.append(arrays.valid);
    distance.append(arrays.distance);
    zones.append(arrays.zones);
    onScene(i + 1, names.length);
  }
  for (const file of [intensity, valid, distance, zones]) file.close();
  const facts = new Map(dataset.scenes.map((scene) => [scene.name, scene]));
  const scenes = names.map((name) => facts.get(name));
  writeFileSync(join(folder, "scenes.json"), JSON.stringify({ split, scenes, recipe }, null, 1));
}

async function prepareScene(scene: LabelledScene, recipe: PreprocessingRecipe) {
  const prepared = await prepareInput(scene.band, scene.pixelSizeMetres, recipe);
  const { sizePx, channels, grid } = prepared;
  const area = sizePx * sizePx;
  const intensity = new Uint8Array(area);
  const valid = new Uint8Array(area);
  const front = new Uint8Array(area);
  const zones = new Uint8Array(area).fill(ZONE_UNKNOWN);
  for (let i = 0; i < area; i++)
    intensity[i] = Math.round(255 * (prepared.input[i * channels] as number));
  for (let row = 0; row < grid.heightPx; row++)
    for (let col = 0; col < grid.widthPx; col++) {
      const at = row * sizePx + col;
      valid[at] = prepared.valid[row * grid.widthPx + col] as number;
      const source = sourceIndex(scene, grid, col, row);
      front[at] = scene.front[source] as number;
      if (scene.zones) zones[at] = scene.zones[source] as number;
    }
  const toFront = distanceTransform(front, { widthPx: sizePx, heightPx: sizePx });
  const distance = Uint16Array.from(toFront, (d) =>
    Math.min(65_535, Math.round(d * DISTANCE_STEPS)),
  );
  return { intensity, valid, distance, zones };
}

/**
 * The label pixel under a network pixel's centre: half-pixel centres as in the picture's resize, so that both stay in
 * place.
 */
function sourceIndex(
  { band }: LabelledScene,
  grid: { readonly widthPx: number; readonly heightPx: number },
  col: number,
  row: number,
): number {
  const sourceCol = Math.floor(((col + 0.5) * band.widthPx) / grid.widthPx);
  const sourceRow = Math.floor(((row + 0.5) * band.heightPx) / grid.heightPx);
  return sourceRow * band.widthPx + sourceCol;
}
