// What a training run's configuration tells of its network, for the cards that are written and made from it.
import { type NetworkGraph, weightSpecs } from "./graph.ts";
import { HYBRID_SIZES, type HybridName } from "./hybridConfigs.ts";
import type { ModelCard, PreprocessingRecipe, TracingRecipe } from "./modelCard.ts";

export type UnetNetwork = {
  readonly baseWidth: number;
  readonly attention: boolean;
  /** A second output that learns CaFFe's zones, which the packaged model keeps: fronts stay where ocean and ice meet. */
  readonly zoneHead: boolean;
};

export type HybridNetwork = {
  /** Its size; the network's side is that of `preprocessing`. */
  readonly hybrid: HybridName;
  /** 5: zones and, over them, the front as a class of its own, as wide as the label (Herrmann et al. 2023). */
  readonly classes: 4 | 5;
};

export function isHybrid(network: UnetNetwork | HybridNetwork): network is HybridNetwork {
  return "hybrid" in network;
}

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
  readonly centreContext?: number | undefined;
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

/** What of a configuration is needed here. */
export type NetworkConfig = {
  readonly network: UnetNetwork | HybridNetwork;
  readonly preprocessing: PreprocessingRecipe;
};

export function describeNetwork({ network, preprocessing }: NetworkConfig) {
  const { sizePx } = preprocessing;
  if (isHybrid(network)) {
    const { embedChannels, depths } = HYBRID_SIZES[network.hybrid];
    const front = network.classes === 5 ? " and the front" : "";
    return {
      title: "Hybrid, Swin Transformer and CNN",
      architecture: `Swin Transformer V2 encoder and residual CNN decoder of Gourmelon et al. 2025 (doi:10.1109/TGRS.2025.3580945) for zones${front}, ${embedChannels} channels, ${depths.join("-")} blocks, ${sizePx} px`,
    };
  }
  const title = network.attention ? "Attention U-Net" : "U-Net";
  return {
    title,
    architecture: `${title} of Holzmann et al. 2021 (doi:10.1109/IGARSS47720.2021.9555067), ${network.baseWidth} base channels, ${sizePx} px${network.zoneHead ? ", with a second output for zones" : ""}`,
  };
}

/** Of a few tried, the smallest errors on validation scenes (docs/weights.md). */
const ZONE_RULE = { ocean01: 0.3, glacier01: 0.5, reachPx: 20 };

/** How the fronts of a trained network are traced, with a threshold of one's own. */
export function tracingOf(
  network: UnetNetwork | HybridNetwork,
  threshold01: number,
): TracingRecipe {
  const hasZoneHead = !isHybrid(network) && network.zoneHead;
  return {
    threshold01,
    minimumLengthMetres: 750,
    edgeMarginPx: 3,
    zones: hasZoneHead ? ZONE_RULE : null,
    ...(isHybrid(network) && { from: "zones" as const }),
  };
}

type Phases = readonly { readonly sizePx: number; readonly zoom: readonly [number, number] }[];

/** Ground size of network pixels that training showed: prepared pixels, metres, times the zoom of each phase. */
export function groundResolution(
  { phases, preprocessing }: NetworkConfig & { readonly phases: Phases },
  metresPerNetworkPx: readonly number[],
): ModelCard["groundResolutionMetres"] {
  const factors = phases.flatMap((phase) =>
    phase.zoom.map((zoom) => (zoom * preprocessing.sizePx) / phase.sizePx),
  );
  return {
    min: Math.max(1, Math.round(Math.min(...metresPerNetworkPx) * Math.min(...factors))),
    max: Math.max(1, Math.round(Math.max(...metresPerNetworkPx) * Math.max(...factors))),
  };
}

/** All weights of the network, the statistics of batch norms too. */
export function parameterCount(graph: NetworkGraph): number {
  return weightSpecs(graph).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
