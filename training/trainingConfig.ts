// A training run's configuration file, checked before anything is done.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import type { SplitRule } from "./split.ts";

export type TrainingConfig = {
  readonly name: string;
  readonly network: { readonly baseWidth: number; readonly attention: boolean };
  readonly preprocessing: PreprocessingRecipe;
  readonly split: SplitRule;
  /** Simulated fjords added to the scenes that train; none judges. */
  readonly simulatedScenes: number;
  /** `w` is the distance weight in pixels; 0 leaves the plain loss. */
  readonly loss: { readonly kind: "bce" | "wbce" | "dice+bce"; readonly w: number };
  /** Share of front pixels: the output bias starts there. */
  readonly outputPrior: number;
  readonly batch: number;
  /** Trained one after another; `zoom` is the range of the scene's share seen per side (below 1 magnifies). */
  readonly phases: readonly {
    readonly epochs: number;
    readonly sizePx: number;
    readonly zoom: readonly [number, number];
  }[];
  readonly learningRate:
    | {
        readonly kind: "cosine";
        readonly base: number;
        readonly max: number;
        readonly warmUpIterations: number;
      }
    | {
        readonly kind: "cyclic";
        readonly base: number;
        readonly max: number;
        readonly halfCycleEpochs: number;
      };
  readonly clipNorm: number;
  /** Decay of the running average of weights that is kept and shipped. */
  readonly averageDecay: number;
  readonly augmentation: Readonly<Record<string, number>>;
  readonly evaluateEvery: number;
  /** Every how many held-out scenes the quick check during training looks at. */
  readonly evaluateStep: number;
  readonly keepEpochs: readonly number[];
  readonly seed: number;
};

const FIELDS: Readonly<
  Record<keyof TrainingConfig, (value: never, config: TrainingConfig) => boolean>
> = {
  name: (name: unknown) => /^[\w-]+$/.test(String(name)),
  network: ({ baseWidth, attention }: TrainingConfig["network"]) =>
    Number.isInteger(baseWidth) &&
    baseWidth >= 2 &&
    baseWidth % 2 === 0 &&
    typeof attention === "boolean",
  preprocessing: ({ sizePx, radiometry, channels }: PreprocessingRecipe) =>
    sizePx % 16 === 0 && ["rank", "unit255"].includes(radiometry) && channels.length === 2,
  split: ({ unseenGlacier, lastDatesShare01 }: SplitRule) =>
    typeof unseenGlacier === "string" && lastDatesShare01 >= 0 && lastDatesShare01 < 1,
  simulatedScenes: (count: number) => Number.isInteger(count) && count >= 0,
  loss: ({ kind, w }: TrainingConfig["loss"]) =>
    ["bce", "wbce", "dice+bce"].includes(kind) && w >= 0,
  outputPrior: isShare,
  batch: isCount,
  phases: (phases: TrainingConfig["phases"]) =>
    phases.length > 0 &&
    phases.every(
      ({ epochs, sizePx, zoom }) =>
        epochs > 0 && sizePx % 16 === 0 && zoom[0] > 0 && zoom[1] >= zoom[0],
    ),
  learningRate: ({ kind, base, max }: TrainingConfig["learningRate"]) =>
    ["cosine", "cyclic"].includes(kind) && base > 0 && max >= base,
  clipNorm: (value: number) => value > 0,
  averageDecay: (value: number) => value >= 0 && value < 1,
  augmentation: (value: object) =>
    Object.values(value).every((n) => typeof n === "number" && n >= 0),
  evaluateEvery: isCount,
  evaluateStep: isCount,
  keepEpochs: (epochs: unknown) => Array.isArray(epochs),
  seed: (value: unknown) => Number.isInteger(value),
};

/** Throws `option-invalid` naming the file and the field that is unknown, missing or impossible. */
export function readTrainingConfig(path: string): TrainingConfig {
  let config: TrainingConfig;
  try {
    config = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path} is not a readable JSON file.`, { cause });
  }
  const unknown = Object.keys(config).filter((field) => !Object.hasOwn(FIELDS, field));
  if (unknown.length)
    throw new AppError("option-invalid", `${path}: unknown field ${unknown.join(", ")}.`);
  for (const [field, holds] of Object.entries(FIELDS)) {
    const value = config[field as keyof TrainingConfig];
    if (value === undefined || value === null || !holds(value as never, config))
      throw new AppError(
        "option-invalid",
        `${path}: ${field} is missing or impossible (${JSON.stringify(value)}).`,
      );
  }
  return config;
}

function isShare(value: number): boolean {
  return value > 0 && value < 1;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
