// A training run's configuration file, checked before anything is done.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import { type SplitRule, whySplitRuleIsImpossible } from "./split.ts";

export type TrainingConfig = {
  readonly name: string;
  readonly network: {
    readonly baseWidth: number;
    readonly attention: boolean;
    /** A second output that learns CaFFe's zones, which the packaged model keeps: fronts stay where ocean and ice meet. */
    readonly zoneHead: boolean;
  };
  readonly preprocessing: PreprocessingRecipe;
  readonly label: LabelRule;
  readonly split: SplitRule;
  /** Simulated fjords added to the scenes that train; none judges. */
  readonly simulatedScenes: number;
  readonly loss: LossRule;
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
  /** Largest norm of the gradient; null leaves it. */
  readonly clipNorm: number | null;
  /** Decay of the running average of weights that is judged and kept; 0 keeps the weights themselves. */
  readonly averageDecay: number;
  readonly augmentation: AugmentationRule;
  /**
   * What chooses the best epoch, a mean over validation scenes: `dice` of the mask at its best threshold, `softDice` of
   * the probabilities (the seed paper's; distance-weighted for w above 0), or `mcc`.
   */
  readonly monitor: { readonly metric: "dice" | "softDice" | "mcc"; readonly w: number };
  /** Epochs without a better one after which training ends; null trains them all. */
  readonly patienceEpochs: number | null;
  readonly evaluateEvery: number;
  /** Every how many held-out scenes the quick check during training looks at. */
  readonly evaluateStep: number;
  /** Judges test scenes during training too, for the curves; they choose nothing. */
  readonly watchTest: boolean;
  readonly keepEpochs: readonly number[];
  /** Steps between checkpoints; null writes one an epoch. */
  readonly checkpointSteps: number | null;
  readonly precision: "float32" | "bfloat16";
  /** Processes that augment ahead of the trainer; 0 augments in the trainer itself; null chooses by machine. */
  readonly workers: number | null;
  readonly seed: number;
};

/**
 * `dilate`: the seed paper's thickening, one dilation by a square of trunc(longer side / 512 * widthPxAt512) pixels on the
 * scene's own grid. `distance`: network pixels within `halfWidthPx` of the line.
 */
export type LabelRule =
  | { readonly kind: "dilate"; readonly widthPxAt512: number }
  | { readonly kind: "distance"; readonly halfWidthPx: number };

/** Weights of the terms that are added up, networks.md 1.6 and 6.3. */
export type LossRule = {
  /** Binary cross-entropy of the distance-weighted probability. */
  readonly bce: number;
  /** 1 - Dice over the batch, of the distance-weighted probability. */
  readonly dice: number;
  /** 1 - Matthews correlation over the batch. */
  readonly mcc: number;
  /** Distance weight in pixels (seed paper, equation 2); 0 weighs all pixels alike. */
  readonly w: number;
  /** Binary cross-entropy of the zone head. */
  readonly zones: number;
};

/** Such as "Dice + BCE, w = 4". */
export function lossInWords({ bce, dice, mcc, w, zones }: LossRule): string {
  const terms = Object.entries({ Dice: dice, BCE: bce, MCC: mcc, "zone BCE": zones })
    .filter(([, weight]) => weight > 0)
    .map(([name, weight]) => (weight === 1 ? name : `${weight} ${name}`));
  return terms.join(" + ") + (w > 0 ? `, w = ${w}` : "");
}

/** All 0 (and `dihedral` true) is the seed paper's: the eight flips and quarter turns. */
export type AugmentationRule = {
  readonly dihedral: boolean;
  readonly turnDegrees: number;
  readonly stretch: number;
  readonly gamma: number;
  readonly contrast: number;
  readonly brightness: number;
  readonly illumination: number;
  readonly blurShare: number;
  readonly speckle: number;
  readonly lostDataShare: number;
  /** Share of crops whose ocean is mixed with another crop's ocean (networks.md 2.4). */
  readonly oceanMixShare: number;
};

type Checks<T> = { readonly [Field in keyof T]-?: (value: T[Field]) => boolean };

const AUGMENTATION: Checks<AugmentationRule> = {
  dihedral: isBoolean,
  turnDegrees: isNotNegative,
  stretch: isNotNegative,
  gamma: isNotNegative,
  contrast: isNotNegative,
  brightness: isNotNegative,
  illumination: isNotNegative,
  blurShare: isShareOrEnds,
  speckle: isNotNegative,
  lostDataShare: isShareOrEnds,
  oceanMixShare: isShareOrEnds,
};

const LOSS: Checks<LossRule> = {
  bce: isNotNegative,
  dice: isNotNegative,
  mcc: isNotNegative,
  w: isNotNegative,
  zones: isNotNegative,
};

const NETWORK: Checks<TrainingConfig["network"]> = {
  baseWidth: (width) => Number.isInteger(width) && width >= 2 && width % 2 === 0,
  attention: isBoolean,
  zoneHead: isBoolean,
};

/** Of the parts whose own values `FIELDS` checks, all fields there are. */
const KNOWN_FIELDS: Partial<Record<keyof TrainingConfig, readonly string[]>> = {
  preprocessing: [
    "medianAreaSquareMetres",
    "multilookMetres",
    "sizePx",
    "radiometry",
    "channels",
  ] satisfies (keyof PreprocessingRecipe)[],
  label: ["kind", "widthPxAt512", "halfWidthPx"],
  phases: ["epochs", "sizePx", "zoom"],
  learningRate: ["kind", "base", "max", "warmUpIterations", "halfCycleEpochs"],
  monitor: ["metric", "w"],
};

const FIELDS: Checks<TrainingConfig> = {
  name: (name) => /^[\w-]+$/.test(String(name)),
  network: isObject,
  preprocessing: ({ sizePx, radiometry, channels, medianAreaSquareMetres, multilookMetres }) =>
    isSize(sizePx) &&
    [medianAreaSquareMetres, multilookMetres ?? null].every((v) => v === null || isPositive(v)) &&
    ["rank", "unit255"].includes(radiometry) &&
    ["intensity", "intensity,valid"].includes(channels?.join()),
  label: (label) =>
    label.kind === "dilate"
      ? isPositive(label.widthPxAt512)
      : label.kind === "distance" && isNotNegative(label.halfWidthPx),
  split: isObject,
  simulatedScenes: (count) => Number.isInteger(count) && count >= 0,
  loss: (loss) => isObject(loss) && !(loss.bce === 0 && loss.dice === 0 && loss.mcc === 0),
  outputPrior: isShare,
  batch: isCount,
  phases: (phases) =>
    phases.length > 0 &&
    phases.every(
      ({ epochs, sizePx, zoom }) =>
        isCount(epochs) &&
        isSize(sizePx) &&
        zoom.length === 2 &&
        zoom.every(isPositive) &&
        zoom[1] >= zoom[0],
    ),
  learningRate: (rate) =>
    isPositive(rate.base) &&
    isPositive(rate.max) &&
    rate.max >= rate.base &&
    (rate.kind === "cosine"
      ? isCount(rate.warmUpIterations)
      : rate.kind === "cyclic" && isPositive(rate.halfCycleEpochs)),
  clipNorm: (value) => value === null || isPositive(value),
  averageDecay: (value) => isNotNegative(value) && value < 1,
  augmentation: isObject,
  monitor: ({ metric, w }) => ["dice", "softDice", "mcc"].includes(metric) && isNotNegative(w),
  patienceEpochs: (value) => value === null || isCount(value),
  evaluateEvery: isCount,
  evaluateStep: isCount,
  watchTest: isBoolean,
  keepEpochs: (epochs) => Array.isArray(epochs) && epochs.every(isCount),
  checkpointSteps: (value) => value === null || isCount(value),
  precision: (value) => ["float32", "bfloat16"].includes(value),
  workers: (value) => value === null || (Number.isInteger(value) && value >= 0),
  seed: (value) => Number.isInteger(value),
};

/** Throws `option-invalid` naming the file and the field that is unknown, missing or impossible. */
export function readTrainingConfig(path: string): TrainingConfig {
  let config: TrainingConfig;
  try {
    config = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path} is not a readable JSON file.`, { cause });
  }
  checkFields(path, "", config, FIELDS);
  checkFields(path, "network.", config.network, NETWORK);
  checkFields(path, "loss.", config.loss, LOSS);
  checkFields(path, "augmentation.", config.augmentation, AUGMENTATION);
  requireKnownFields(path, config);
  const splitFault = whySplitRuleIsImpossible(config.split);
  if (splitFault) throw new AppError("option-invalid", `${path}: ${splitFault}`);
  if (config.loss.zones > 0 && !config.network.zoneHead)
    throw new AppError(
      "option-invalid",
      `${path}: loss.zones is ${config.loss.zones}, but network.zoneHead is false.`,
    );
  const { patienceEpochs, evaluateEvery } = config;
  if (patienceEpochs !== null && patienceEpochs < evaluateEvery)
    throw new AppError(
      "option-invalid",
      `${path}: patienceEpochs is ${patienceEpochs}, so that training could end before evaluateEvery, ${evaluateEvery}, lets it judge.`,
    );
  return config;
}

function requireKnownFields(path: string, config: TrainingConfig): void {
  for (const [part, known] of Object.entries(KNOWN_FIELDS))
    for (const record of [config[part as keyof TrainingConfig]].flat() as object[]) {
      const unknown = Object.keys(record).find((field) => !known.includes(field));
      if (unknown !== undefined)
        throw new AppError("option-invalid", `${path}: unknown field ${part}.${unknown}.`);
    }
}

function checkFields<T extends object>(
  path: string,
  prefix: string,
  record: T,
  checks: Checks<T>,
): void {
  if (!isObject(record))
    throw new AppError("option-invalid", `${path} does not hold a configuration.`);
  const unknown = Object.keys(record).filter((field) => !Object.hasOwn(checks, field));
  if (unknown.length)
    throw new AppError("option-invalid", `${path}: unknown field ${prefix}${unknown.join(", ")}.`);
  for (const field of Object.keys(checks) as (keyof T & string)[]) {
    const value = record[field];
    if (value === undefined || !passes(() => checks[field](value)))
      throw new AppError(
        "option-invalid",
        `${path}: ${prefix}${field} is missing or impossible (${JSON.stringify(value)}).`,
      );
  }
}

/** A value of the wrong kind may make its check throw: that is a no. */
function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isNotNegative(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function isShare(value: unknown): boolean {
  return isPositive(value) && (value as number) < 1;
}

function isShareOrEnds(value: unknown): boolean {
  return isNotNegative(value) && (value as number) <= 1;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

function isSize(value: unknown): boolean {
  return isCount(value) && (value as number) % 16 === 0;
}
