// What a training run left in its folder: configuration, graph, log and the weights of kept epochs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { AppError, toAppError } from "../src/base/errors.ts";
import { type NetworkGraph, parseGraph } from "../src/models/graph.ts";
import { readSafetensors } from "../src/models/safetensors.ts";
import { parameterCount } from "../src/models/trainedNetwork.ts";
import {
  bestEpochOf,
  type EpochRecord,
  keptEpochOf,
  readRunLog,
} from "../src/models/trainingRun.ts";
import { requireWeights, type Weights } from "../src/models/weights.ts";
import { readTrainingConfig, type TrainingConfig } from "./trainingConfig.ts";

const BEST = "best.safetensors";

export type KeptWeights = {
  /** "best" or the epoch. */
  readonly title: string;
  readonly epoch: number;
  readonly path: string;
};

export type RunFolder = {
  readonly name: string;
  readonly folder: string;
  readonly config: TrainingConfig;
  readonly graph: NetworkGraph;
  readonly log: readonly EpochRecord[];
  readonly bestEpoch: number;
  /** Kept epochs in order, then the best. */
  readonly kept: readonly KeptWeights[];
  readonly parameters: number;
};

/** Throws `option-invalid` when the folder holds no run, or one that has not finished an epoch. */
export function readRunFolder(folder: string): RunFolder {
  const missing = ["config.json", "graph.json", "log.jsonl"].find(
    (name) => !existsSync(join(folder, name)),
  );
  if (missing)
    throw new AppError(
      "option-invalid",
      `${folder} holds no training run: it lacks ${missing}. Name the folder that "npm run train" was given as --out.`,
    );
  const graph = parseGraph(readFileSync(join(folder, "graph.json"), "utf8"));
  const log = readLog(join(folder, "log.jsonl"));
  const bestEpoch = bestEpochOf(log) ?? 0;
  return {
    name: basename(resolve(folder)),
    folder,
    config: readTrainingConfig(join(folder, "config.json")),
    graph,
    log,
    bestEpoch,
    kept: keptWeights(folder, bestEpoch),
    parameters: parameterCount(graph),
  };
}

/** Trained to the last epoch, or to the end of patience. */
export function isCompleteRun({
  log,
  bestEpoch,
  config,
}: Pick<RunFolder, "log" | "bestEpoch" | "config">): boolean {
  const last = log.at(-1);
  if (!last) return false;
  const { patienceEpochs } = config;
  return (
    last.epoch === last.of || (patienceEpochs !== null && last.epoch - bestEpoch >= patienceEpochs)
  );
}

/** Throws `option-invalid` when the run has no best epoch yet. */
export function bestWeights({ folder, kept }: RunFolder): KeptWeights {
  const best = kept.at(-1);
  if (!best?.path.endsWith(BEST))
    throw new AppError("option-invalid", `${folder} has no ${BEST} yet: train it further.`);
  return best;
}

/** Throws `option-invalid` naming the file when its weights are not the graph's. */
export function readRunWeights(run: RunFolder, { path }: KeptWeights): Weights {
  const weights = readSafetensors(Uint8Array.from(readFileSync(path)));
  try {
    requireWeights(run.graph, weights);
  } catch (cause) {
    throw new AppError(
      "option-invalid",
      `${path} does not fit ${join(run.folder, "graph.json")}: it is of another network.`,
      { cause },
    );
  }
  return weights;
}

function readLog(path: string): readonly EpochRecord[] {
  try {
    return readRunLog(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path}: ${toAppError(cause).message}`, { cause });
  }
}

function keptWeights(folder: string, bestEpoch: number): KeptWeights[] {
  const kept = readdirSync(folder).flatMap((name): KeptWeights[] => {
    const epoch = keptEpochOf(name);
    if (epoch === null) return [];
    const path = join(folder, name);
    return epoch === "best"
      ? [{ title: `best (${bestEpoch})`, epoch: bestEpoch, path }]
      : [{ title: `epoch ${epoch}`, epoch, path }];
  });
  const isBest = ({ path }: KeptWeights) => Number(path.endsWith(BEST));
  return kept.toSorted((a, b) => isBest(a) - isBest(b) || a.epoch - b.epoch);
}
