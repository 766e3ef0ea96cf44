// A training run's configuration file, checked before anything is done.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import { HYBRID_SIZES, type HybridName } from "../src/models/hybridConfigs.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import { type SplitRule, whySplitRuleIsImpossible } from "./split.ts";

export type TrainingConfig = {
  readonly name: string;
  readonly network: UnetNetwork | HybridNetwork;
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
   * the probabilities (the seed paper's; distance-weighted for w above 0), or `mcc`. Of a hybrid `zoneIou`, over all pixels.
   */
  readonly monitor: {
    readonly metric: "dice" | "softDice" | "mcc" | "zoneIou";
    readonly w: number;
  };
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

export type UnetNetwork = {
  readonly baseWidth: number;
  readonly attention: boolean;
  /** A second output that learns CaFFe's zones, which the packaged model keeps: fronts stay where ocean and ice meet. */
  readonly zoneHead: boolean;
};

export type UnetConfig = TrainingConfig & { readonly network: UnetNetwork };

/** Throws `option-invalid` for a configuration of another network. */
export function requireUnet(config: TrainingConfig): UnetConfig {
  const { network } = config;
  if (isHybrid(network))
    throw new AppError(
      "option-invalid",
      `${config.name} is no U-Net: name a U-Net's configuration.`,
    );
  return { ...config, network };
}

export type HybridNetwork = {
  /** Its size; the network's side is that of `preprocessing`. */
  readonly hybrid: HybridName;
  /** 5: zones and, over them, the front as a class of its own, as wide as the label (Herrmann et al. 2023). */
  readonly classes: 4 | 5;
};

export function isHybrid(network: TrainingConfig["network"]): network is HybridNetwork {
  return "hybrid" in network;
}

/**
 * `dilate`: the seed paper's thickening, one dilation by a square of trunc(longer side / 512 * widthPxAt512) pixels on the
 * scene's own grid. `distance`: network pixels within `halfWidthPx` of the line.
 */
export type LabelRule = (
  | { readonly kind: "dilate"; readonly widthPxAt512: number }
  | { readonly kind: "distance"; readonly halfWidthPx: number }
) & {
  /** Zones no wider than a pixel, such as resampled labels have between others, count as unknown. */
  readonly withoutThinZones?: boolean;
};

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
  /** Of a hybrid, and its only term: cross-entropy and Dice of the zones, of the whole and of its centre (networks.md 2.5). */
  readonly centreContext?: number;
};

/** Such as "Dice + BCE, w = 4". */
export function lossInWords({ bce, dice, mcc, w, zones, centreContext = 0 }: LossRule): string {
  const all = {
    Dice: dice,
    BCE: bce,
    MCC: mcc,
    "zone BCE": zones,
    "CE + Dice of zones, whole and centre": centreContext,
  };
  const terms = Object.entries(all)
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
  /** Share of crops whose ocean is mixed with another crop's ocean (networks.md 2.5). */
  readonly oceanMixShare: number;
  /** Share of crops with noise like that of few photons (networks.md 2.5). */
  readonly poissonShare?: number;
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
  poissonShare: (share = 0) => isShareOrEnds(share),
};

const LOSS: Checks<LossRule> = {
  bce: isNotNegative,
  dice: isNotNegative,
  mcc: isNotNegative,
  w: isNotNegative,
  zones: isNotNegative,
  centreContext: (weight = 0) => isNotNegative(weight),
};

const HYBRID: Checks<HybridNetwork> = {
  hybrid: (name) => Object.hasOwn(HYBRID_SIZES, name),
  classes: (classes) => classes === 4 || classes === 5,
};

const UNET: Checks<UnetNetwork> = {
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
  label: ["kind", "widthPxAt512", "halfWidthPx", "withoutThinZones"],
  phases: ["epochs", "sizePx", "zoom"],
  learningRate: ["kind", "base", "max", "warmUpIterations", "halfCycleEpochs"],
  monitor: ["metric", "w"],
};

const FIELDS: Checks<TrainingConfig> = {
  name: (name) => /^[\w-]+$/.test(name ?? ""),
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
  loss: (loss) =>
    isObject(loss) && [loss.bce, loss.dice, loss.mcc, loss.centreContext ?? 0].some((v) => v !== 0),
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
  monitor: ({ metric, w }) =>
    ["dice", "softDice", "mcc", "zoneIou"].includes(metric) && isNotNegative(w),
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
  if (isHybrid(config.network)) checkFields(path, "network.", config.network, HYBRID);
  else checkFields(path, "network.", config.network, UNET);
  checkFields(path, "loss.", config.loss, LOSS);
  checkFields(path, "augmentation.", config.augmentation, AUGMENTATION);
  requireKnownFields(path, config);
  const splitFault = whySplitRuleIsImpossible(config.split);
  if (splitFault) throw new AppError("option-invalid", `${path}: ${splitFault}`);
  const lossFault = whyLossDoesNotFit(config);
  if (lossFault) throw new AppError("option-invalid", `${path}: ${lossFault}`);
  const { patienceEpochs, evaluateEvery } = config;
  if (patienceEpochs !== null && patienceEpochs < evaluateEvery)
    throw new AppError(
      "option-invalid",
      `${path}: patienceEpochs is ${patienceEpochs}, so that training could end before evaluateEvery, ${evaluateEvery}, lets it judge.`,
    );
  return config;
}

/** What the network cannot learn by the loss or be judged by; null where it can. */
function whyLossDoesNotFit({ network, loss, monitor }: TrainingConfig): string | null {
  const { bce, dice, mcc, zones, centreContext = 0 } = loss;
  if (isHybrid(network)) {
    if (bce || dice || mcc || zones || centreContext === 0)
      return "a hybrid learns by loss.centreContext alone.";
    return monitor.metric === "zoneIou" ? null : "a hybrid is judged by monitor.metric zoneIou.";
  }
  if (centreContext || monitor.metric === "zoneIou")
    return "loss.centreContext and the metric zoneIou are for a hybrid.";
  if (zones > 0 && !network.zoneHead)
    return `loss.zones is ${zones}, but network.zoneHead is false.`;
  return null;
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
    if (!passes(() => checks[field](value)))
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
