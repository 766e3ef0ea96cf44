// A data set as arrays for training/torch and for scores on the network's grid, made once, through the preprocessing
// that users run.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { prepareInput } from "../src/inference/preprocess/prepareInput.ts";
import { distanceTransform } from "../src/inference/raster/distanceTransform.ts";
import {
  lineOnGrid,
  padToSquare,
  resizeNearest,
  thickenFront,
} from "../src/inference/scores/networkLabel.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import type { Dataset, LabelledScene, SceneFacts } from "./datasets/labelledScene.ts";
import { isCompleteNpy, NpyWriter } from "./npy.ts";
import type { Split } from "./split.ts";
import { withoutThinZones, ZONE_UNKNOWN } from "./thinZones.ts";
import type { LabelRule } from "./trainingConfig.ts";

/** Distances are stored in 1/64 pixel, at most 1023 pixels. */
export const DISTANCE_STEPS = 64;
/** Raised when arrays made by older code can no longer be used. */
const VERSION = 2;

const ARRAYS = { intensity: "|u1", valid: "|u1", distance: "<u2", zones: "|u1" } as const;

/** What decides the prepared arrays, apart from the data set itself. */
export type PreparedBy = {
  readonly split: Split;
  readonly recipe: PreprocessingRecipe;
  readonly label: LabelRule;
};

export type PreparedScene = SceneFacts & {
  /** Ground size of a network pixel, metres: the geometric mean of its sides, which truncation makes differ a little. */
  readonly metresPerNetworkPx: number;
  /** Pixels of the front as a line one pixel wide on the network's grid, where there is data. */
  readonly linePx: number;
};

/** scenes.json: scenes in the order of the arrays. */
export type PreparedIndex = PreparedBy & {
  readonly version: number;
  readonly scenes: readonly PreparedScene[];
};

/**
 * Writes into `folder`: intensity.npy (u1, value * 255), valid.npy (u1), distance.npy (u2, exact Euclidean distance in
 * 1/64 network pixel to the nearest pixel of the target: the thickened front of a label `dilate`, the thin front of a
 * label `distance`, whose half width the trainer applies), zones.npy (u1, index into `ZONE_CHANNEL`, 255 unknown), all
 * [scenes, size, size] in the order of scenes.json, which is written last.
 */
export async function prepareDataset({
  dataset,
  split,
  recipe,
  label,
  folder,
  onScene,
}: PreparedBy & {
  readonly dataset: Dataset;
  readonly folder: string;
  readonly onScene: (done: number, total: number) => void;
}): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const index = join(folder, "scenes.json");
  rmSync(index, { force: true });
  const names = namesOf(split);
  const shape = [names.length, recipe.sizePx, recipe.sizePx];
  const writer = (name: keyof typeof ARRAYS) =>
    new NpyWriter(arrayPath(folder, name), ARRAYS[name], shape);
  const files = {
    intensity: writer("intensity"),
    valid: writer("valid"),
    distance: writer("distance"),
    zones: writer("zones"),
  };
  const scenes: PreparedScene[] = [];
  for (const name of names) {
    const { facts, ...arrays } = await prepareScene(await dataset.read(name), recipe, label);
    for (const array of ARRAY_NAMES) files[array].append(arrays[array]);
    scenes.push(facts);
    onScene(scenes.length, names.length);
  }
  for (const array of ARRAY_NAMES) files[array].close();
  const record: PreparedIndex = { version: VERSION, split, recipe, label, scenes };
  writeFileSync(index, JSON.stringify(record, null, 1));
}

/** True when the folder's arrays are complete and were made for this split, recipe and label. */
export function isPreparedFor(folder: string, { split, recipe, label }: PreparedBy): boolean {
  let index: Partial<PreparedIndex>;
  try {
    index = JSON.parse(readFileSync(join(folder, "scenes.json"), "utf8"));
  } catch {
    return false;
  }
  const wanted = { version: VERSION, split, recipe, label };
  const { scenes, ...found } = index;
  const names = namesOf(split);
  const shape = [names.length, recipe.sizePx, recipe.sizePx];
  return (
    isDeepStrictEqual(found, JSON.parse(JSON.stringify(wanted))) &&
    isDeepStrictEqual(
      scenes?.map(({ name }) => name),
      names,
    ) &&
    ARRAY_NAMES.every((name) => isCompleteNpy(arrayPath(folder, name), ARRAYS[name], shape))
  );
}

const ARRAY_NAMES = Object.keys(ARRAYS) as (keyof typeof ARRAYS)[];

function namesOf({ train, validation, test }: Split): string[] {
  return [...train, ...validation, ...test];
}

function arrayPath(folder: string, name: string): string {
  return join(folder, `${name}.npy`);
}

async function prepareScene(
  { band, front, zones, ...facts }: LabelledScene,
  recipe: PreprocessingRecipe,
  label: LabelRule,
) {
  const prepared = await prepareInput(band, facts.pixelSizeMetres, recipe);
  const { sizePx, channels, grid } = prepared;
  const intensity = new Uint8Array(sizePx * sizePx);
  for (let i = 0; i < intensity.length; i++)
    intensity[i] = Math.round(255 * (prepared.input[i * channels] as number));
  const target = label.kind === "dilate" ? thickenFront(front, band, label.widthPxAt512) : front;
  const onSquare = (values: Uint8Array, fill: number) =>
    padToSquare(resizeNearest(values, band, grid), grid, sizePx, fill);
  const known = zones && label.withoutThinZones ? withoutThinZones(zones, band) : zones;
  const square = { widthPx: sizePx, heightPx: sizePx };
  const line = lineOnGrid(front, band, grid);
  const metres = facts.pixelSizeMetres;
  const scale = (band.widthPx * band.heightPx) / (grid.widthPx * grid.heightPx);
  return {
    intensity,
    valid: padToSquare(prepared.valid, grid, sizePx, 0),
    distance: Uint16Array.from(distanceTransform(onSquare(target, 0), square), (d) =>
      Math.min(65_535, Math.round(d * DISTANCE_STEPS)),
    ),
    zones: known ? onSquare(known, ZONE_UNKNOWN) : new Uint8Array(sizePx ** 2).fill(ZONE_UNKNOWN),
    facts: {
      ...facts,
      metresPerNetworkPx: Math.sqrt(metres.x * metres.y * scale),
      linePx: line.reduce((sum, set, i) => sum + (set && prepared.valid[i] ? 1 : 0), 0),
    },
  };
}
