// A training run's configuration file, checked before anything is done.
import { AppError } from "../src/base/errors.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import {
  type HybridNetwork,
  isHybrid,
  type LossRule,
  type UnetNetwork,
} from "../src/models/trainedNetwork.ts";
import {
  type Checks,
  checkFields,
  isBoolean,
  isNotNegative,
  isObject,
  isPositive,
  isShare,
  isShareOrEnds,
  readConfigFile,
  requireKnownFields,
} from "./configChecks.ts";
import {
  KNOWN_OPTIMISATION_FIELDS,
  OPTIMISATION,
  type OptimisationConfig,
  requirePossiblePatience,
} from "./optimisationConfig.ts";
import { type SplitRule, whySplitRuleIsImpossible } from "./split.ts";

export type TrainingConfig = OptimisationConfig & {
  readonly network: UnetNetwork | HybridNetwork;
  readonly label: LabelRule;
  readonly split: SplitRule;
  /** Simulated fjords added to the scenes that train; none judges. */
  readonly simulatedScenes: number;
  readonly loss: LossRule;
  /** Share of front pixels: the output bias starts there. */
  readonly outputPrior: number;
  readonly augmentation: AugmentationRule;
  /**
   * What chooses the best epoch, a mean over validation scenes: `dice` of the mask at its best threshold, `softDice` of
   * the probabilities (the seed paper's; distance-weighted for w above 0), or `mcc`. Of a hybrid `zoneIou`, over all pixels.
   */
  readonly monitor: {
    readonly metric: "dice" | "softDice" | "mcc" | "zoneIou";
    readonly w: number;
  };
  /** Judges test scenes during training too, for the curves; they choose nothing. */
  readonly watchTest: boolean;
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

const KNOWN_FIELDS = {
  ...KNOWN_OPTIMISATION_FIELDS,
  label: ["kind", "widthPxAt512", "halfWidthPx", "withoutThinZones"],
  monitor: ["metric", "w"],
};

const FIELDS: Checks<TrainingConfig> = {
  ...OPTIMISATION,
  network: isObject,
  label: (label) =>
    label.kind === "dilate"
      ? isPositive(label.widthPxAt512)
      : label.kind === "distance" && isNotNegative(label.halfWidthPx),
  split: isObject,
  simulatedScenes: (count) => Number.isInteger(count) && count >= 0,
  loss: (loss) =>
    isObject(loss) && [loss.bce, loss.dice, loss.mcc, loss.centreContext ?? 0].some((v) => v !== 0),
  outputPrior: isShare,
  augmentation: isObject,
  monitor: ({ metric, w }) =>
    ["dice", "softDice", "mcc", "zoneIou"].includes(metric) && isNotNegative(w),
  watchTest: isBoolean,
};

/** Throws `option-invalid` naming the file and the field that is unknown, missing or impossible. */
export function readTrainingConfig(path: string): TrainingConfig {
  const config = readConfigFile(path) as TrainingConfig;
  checkFields(path, "", config, FIELDS);
  if (isHybrid(config.network)) checkFields(path, "network.", config.network, HYBRID);
  else checkFields(path, "network.", config.network, UNET);
  checkFields(path, "loss.", config.loss, LOSS);
  checkFields(path, "augmentation.", config.augmentation, AUGMENTATION);
  requireKnownFields(path, config, KNOWN_FIELDS);
  const splitFault = whySplitRuleIsImpossible(config.split);
  if (splitFault) throw new AppError("option-invalid", `${path}: ${splitFault}`);
  const lossFault = whyLossDoesNotFit(config);
  if (lossFault) throw new AppError("option-invalid", `${path}: ${lossFault}`);
  requirePossiblePatience(path, config);
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
