// Prepared arrays scene by scene, as the network and the losses see them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import { NpyReader } from "./npy.ts";
import { DISTANCE_STEPS, type PreparedIndex, type PreparedScene } from "./prepareDataset.ts";
import type { Split } from "./split.ts";
import type { LabelRule } from "./trainingConfig.ts";

export type PreparedSample = {
  readonly facts: PreparedScene;
  /** Row-major [size, size, channels], 0..1. */
  readonly input: Float32Array<ArrayBuffer>;
  /** Intensity, 0..1. */
  readonly intensity: Float32Array<ArrayBuffer>;
  /** 1 where there is data, 0 on padding. */
  readonly valid: ArrayLike<number>;
  /** 1 on the target that the loss sees, where there is data. */
  readonly target: Uint8Array<ArrayBuffer>;
  /** Pixels to the nearest target pixel. */
  readonly distancePx: Float32Array<ArrayBuffer>;
};

export class PreparedScenes {
  readonly index: PreparedIndex;
  readonly sizePx: number;
  readonly #arrays: Readonly<Record<"intensity" | "valid" | "distance", NpyReader>>;

  /** Throws `file-unreadable` when `folder` holds no prepared arrays. */
  constructor(folder: string) {
    this.index = readPreparedIndex(join(folder, "scenes.json"));
    this.sizePx = this.index.recipe.sizePx;
    const open = (name: string) => new NpyReader(join(folder, `${name}.npy`));
    this.#arrays = {
      intensity: open("intensity"),
      valid: open("valid"),
      distance: open("distance"),
    };
  }

  /** Of one part, in the order of the split. Throws `internal` for a scene that was not prepared. */
  *samples(part: keyof Split): Generator<PreparedSample> {
    for (const name of this.index.split[part]) yield this.sample(name);
  }

  sample(name: string): PreparedSample {
    const at = this.index.scenes.findIndex((scene) => scene.name === name);
    const facts = this.index.scenes[at];
    if (!facts) throw new AppError("internal", `${name} was not prepared`);
    const { intensity, valid, distance } = this.#arrays;
    return sampleOf(facts, this.index, {
      intensity: intensity.item(at),
      valid: valid.item(at),
      distance: distance.item(at),
    });
  }
}

/** The same rule as training/torch/scenes.py. */
function sampleOf(
  facts: PreparedScene,
  { recipe, label }: { readonly recipe: PreprocessingRecipe; readonly label: LabelRule },
  arrays: Readonly<Record<"intensity" | "valid" | "distance", ArrayLike<number>>>,
): PreparedSample {
  const { intensity, valid, distance } = arrays;
  const area = valid.length;
  const half = label.kind === "distance" ? label.halfWidthPx : 0;
  const reach = label.kind === "distance" ? label.halfWidthPx : 0.25;
  const grey = new Float32Array(area);
  const target = new Uint8Array(area);
  const distancePx = new Float32Array(area);
  const input = new Float32Array(area * recipe.channels.length);
  for (let i = 0; i < area; i++) {
    const d = (distance[i] as number) / DISTANCE_STEPS;
    grey[i] = ((intensity[i] as number) * (valid[i] as number)) / 255;
    target[i] = valid[i] && d <= reach ? 1 : 0;
    distancePx[i] = Math.max(0, d - half);
    recipe.channels.forEach((channel, c) => {
      const value = channel === "valid" ? (valid[i] as number) : (grey[i] as number);
      input[i * recipe.channels.length + c] = value;
    });
  }
  return { facts, input, intensity: grey, valid, target, distancePx };
}

/** Throws `file-unreadable`. */
export function readPreparedIndex(path: string): PreparedIndex {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} cannot be read: prepare the data set again.`, {
      cause,
    });
  }
}
