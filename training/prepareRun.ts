// What a run needs before PyTorch starts: prepared arrays, the graph and the checked configuration.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { AppError } from "../src/base/errors.ts";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import type { NetworkGraph } from "../src/models/graph.ts";
import { buildHybrid } from "../src/models/hybrid.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import { isHybrid } from "../src/models/trainedNetwork.ts";
import type { Dataset } from "./datasets/labelledScene.ts";
import type { OptimisationConfig } from "./optimisationConfig.ts";
import { isPreparedFor, prepareDataset } from "./prepareDataset.ts";
import type { Split } from "./split.ts";
import type { TrainingConfig } from "./trainingConfig.ts";

export type RunFiles = {
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Run folder. */
  readonly folder: string;
  /** Folder of the arrays, which runs with one recipe, label and split can share; used again when it fits. */
  readonly prepared: string;
  readonly onScene: (done: number, total: number) => void;
};

/** Settings that do not change the weights; training/torch/checkpoint.py has the same. */
const FREE_ON_RESUME = ["workers", "checkpointSteps", "patienceEpochs"];

/** Throws `option-invalid` when `folder` holds a run already: a new one would delete it. */
export function requireNoRun(folder: string): void {
  if (existsSync(join(folder, "checkpoint.pt")))
    throw new AppError(
      "option-invalid",
      `${folder} holds a run already: go on with --resume, or name another folder as --out.`,
    );
}

/**
 * Throws `option-invalid` naming the fields in which `config` differs from that of the folder's checkpoint, where there is
 * one: before its configuration is written over or its arrays are made anew.
 */
export function requireSameConfig(folder: string, config: OptimisationConfig): void {
  const [checkpoint, path] = [join(folder, "checkpoint.pt"), join(folder, "config.json")];
  if (!existsSync(checkpoint) || !existsSync(path)) return;
  const trained = JSON.parse(readFileSync(path, "utf8"));
  const wanted = JSON.parse(JSON.stringify(config));
  const differing = Object.keys(wanted).filter(
    (field) => !FREE_ON_RESUME.includes(field) && !isDeepStrictEqual(wanted[field], trained[field]),
  );
  if (differing.length)
    throw new AppError(
      "option-invalid",
      `${checkpoint} was trained with another ${differing.join(", ")}: restore the setting, or train anew.`,
    );
}

export async function prepareRun(run: RunFiles): Promise<void> {
  const { config, dataset, split, folder, prepared, onScene } = run;
  mkdirSync(folder, { recursive: true });
  const by = { split, recipe: config.preprocessing, label: config.label };
  if (!isPreparedFor(prepared, by))
    await prepareDataset({ ...by, dataset, folder: prepared, onScene });
  writeFileSync(join(folder, "config.json"), JSON.stringify(config, null, 1));
  writeFileSync(join(folder, "graph.json"), JSON.stringify(graphOf(config)));
}

export function graphOf({ network, preprocessing }: TrainingConfig): NetworkGraph {
  const inputChannels = preprocessing.channels.length;
  if (isHybrid(network)) {
    const { hybrid, classes } = network;
    const { sizePx } = preprocessing;
    return buildHybrid({ ...HYBRID_SIZES[hybrid], sizePx, inputChannels, classes });
  }
  return buildAttentionUnet({
    ...network,
    sizePx: preprocessing.sizePx,
    inputChannels,
  });
}
