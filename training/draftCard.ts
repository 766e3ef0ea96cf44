// A model card from what a run knows, before anything is measured.
import { hasDropout, type NetworkGraph, weightSpecs } from "../src/models/graph.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import type { ModelCard } from "../src/models/modelCard.ts";
import type { Dataset } from "./datasets/labelledScene.ts";
import type { Split } from "./split.ts";
import { isHybrid, lossInWords, type TrainingConfig } from "./trainingConfig.ts";

/** Of a few tried, the smallest errors on validation scenes (docs/weights.md). */
const ZONE_RULE = { ocean01: 0.3, glacier01: 0.5, reachPx: 20 };

export type TrainedWeights = {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly epochs: number;
};

/** Threshold 0.5, no figures. */
export function draftCard(
  trainedOn: TrainedOn,
  graph: NetworkGraph,
  weights: TrainedWeights,
): ModelCard {
  const { config, dataset, split } = trainedOn;
  const { preprocessing } = config;
  const { title, architecture, zoneRule } = describeNetwork(config);
  return {
    format: "icefront-model-card",
    version: 1,
    name: config.name,
    title,
    architecture,
    parameters: weightSpecs(graph).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    ),
    weightsFile: weights.file,
    weightsSha256: weights.sha256,
    weightsBytes: weights.bytes,
    weightsDtype: "float16",
    ...(hasDropout(graph) && { dropout: true }),
    preprocessing,
    tracing: {
      threshold01: 0.5,
      minimumLengthMetres: 750,
      edgeMarginPx: 3,
      zones: zoneRule,
      ...(isHybrid(config.network) && { from: "zones" as const }),
    },
    groundResolutionMetres: groundResolution(trainedOn),
    trainedOn: {
      data: dataset.name,
      attribution: dataset.attribution,
      licence: dataset.licence,
      scenes: split.train.length,
      epochs: weights.epochs,
      loss: lossInWords(config.loss),
      split: config.split,
    },
    figures: [],
    limits: limits(trainedOn),
  };
}

function describeNetwork({ network, preprocessing }: TrainingConfig) {
  const { sizePx } = preprocessing;
  if (isHybrid(network)) {
    const { embedChannels, depths } = HYBRID_SIZES[network.hybrid];
    const front = network.classes === 5 ? " and the front" : "";
    return {
      title: "Hybrid, Swin Transformer and CNN",
      architecture: `Swin Transformer V2 encoder and residual CNN decoder of Gourmelon et al. 2025 (doi:10.1109/TGRS.2025.3580945) for zones${front}, ${embedChannels} channels, ${depths.join("-")} blocks, ${sizePx} px`,
      zoneRule: null,
    };
  }
  const title = network.attention ? "Attention U-Net" : "U-Net";
  return {
    title,
    architecture: `${title} of Holzmann et al. 2021 (doi:10.1109/IGARSS47720.2021.9555067), ${network.baseWidth} base channels, ${sizePx} px${network.zoneHead ? ", with a second output for zones" : ""}`,
    zoneRule: network.zoneHead ? ZONE_RULE : null,
  };
}

export type TrainedOn = {
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Of the prepared training scenes, metres. */
  readonly metresPerNetworkPx: readonly number[];
};

/** Ground size of network pixels that training showed: prepared pixels times the zoom of each phase. */
function groundResolution({ config, metresPerNetworkPx }: TrainedOn) {
  const { sizePx } = config.preprocessing;
  const factors = config.phases.flatMap((phase) =>
    phase.zoom.map((zoom) => (zoom * sizePx) / phase.sizePx),
  );
  return {
    min: Math.max(1, Math.round(Math.min(...metresPerNetworkPx) * Math.min(...factors))),
    max: Math.max(1, Math.round(Math.max(...metresPerNetworkPx) * Math.max(...factors))),
  };
}

function limits({ config, dataset, split }: TrainedOn): string[] {
  const trained = new Set(split.train);
  const glaciers = dataset.scenes
    .filter(({ name, glacier }) => trained.has(name) && glacier !== "simulated")
    .map(({ glacier }) => glacier);
  const names = [...new Set(glaciers)].sort().join(", ") || "simulated scenes";
  const chosen = isHybrid(config.network) ? "epoch" : "threshold";
  const validation = `The ${chosen} was chosen on the validation scenes, so their figures are somewhat optimistic; the test scenes chose nothing.`;
  return [
    ...(split.validation.length ? [validation] : [`No validation scene chose the ${chosen}.`]),
    `Trained on ${names} only; on other glaciers expect errors of kilometres until you have checked.`,
    ...(dataset.name.includes("caffe256")
      ? ["Not comparable with published CaFFe scores: other resolution, other test scenes."]
      : []),
    `Pixels coarser or finer on the ground than it was trained on are a guess; a scene wider than ${config.preprocessing.sizePx} of them is read at coarser ones.`,
  ];
}
