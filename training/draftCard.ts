// A model card from what a run knows, before anything is measured.
import { hasDropout, type NetworkGraph } from "../src/models/graph.ts";
import type { ModelCard } from "../src/models/modelCard.ts";
import {
  describeNetwork,
  groundResolution,
  isHybrid,
  lossInWords,
  parameterCount,
  tracingOf,
} from "../src/models/trainedNetwork.ts";
import type { Dataset } from "./datasets/labelledScene.ts";
import type { Split } from "./split.ts";
import type { TrainingConfig } from "./trainingConfig.ts";

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
  const { config, dataset, metresPerNetworkPx, split } = trainedOn;
  const { preprocessing } = config;
  const { title, architecture } = describeNetwork(config);
  return {
    format: "icefront-model-card",
    version: 1,
    name: config.name,
    title,
    architecture,
    parameters: parameterCount(graph),
    weightsFile: weights.file,
    weightsSha256: weights.sha256,
    weightsBytes: weights.bytes,
    weightsDtype: "float16",
    ...(hasDropout(graph) && { dropout: true }),
    preprocessing,
    tracing: tracingOf(config.network, 0.5),
    groundResolutionMetres: groundResolution(config, metresPerNetworkPx),
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

export type TrainedOn = {
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Of the prepared training scenes, metres. */
  readonly metresPerNetworkPx: readonly number[];
};

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
