// The files of a training run that the user hands in: its texts, and a card for every epoch whose weights are there.
import { AppError } from "../base/errors.ts";
import type { CheckedCard } from "../models/modelCard.ts";
import {
  epochCard,
  keptEpochOf,
  type RunFacts,
  readTrainedScenes,
  readTrainingRun,
  type TrainedScenes,
  whyWeightsDoNotFit,
} from "../models/trainingRun.ts";
import { sha256 } from "../scene/sha256.ts";
import type { ModelFiles } from "../workers/protocol.ts";
import { type DroppedRun, PREPARED_SCENES } from "./droppedFiles.ts";
import { type Failure, failureOf, type JobContext } from "./jobsStore.ts";
import { bytesOf } from "./readModelFiles.ts";

export type ReadEpoch = {
  readonly epoch: number;
  readonly isBest: boolean;
  readonly card: CheckedCard;
  /** Its model folder; the weights are read anew each time. */
  readonly readFiles: () => Promise<ModelFiles>;
};

type ReadRun = {
  readonly facts: RunFacts;
  readonly name: string;
  /** By epoch; empty only where every file failed. */
  readonly epochs: readonly ReadEpoch[];
  readonly missing: readonly number[];
  readonly failures: readonly Failure[];
};

/**
 * Rejects with `file-unreadable`, with `run-without-weights`, or as `readTrainingRun` does. Of the weights only sums are
 * kept, for the cards: one file at a time is in memory. A file that is damaged or of another network is told as a failure.
 */
export async function readRunFiles(
  { files, folder }: DroppedRun,
  { report, signal }: JobContext,
): Promise<ReadRun> {
  const text = async (name: string) => {
    const file = files.get(name);
    return file === undefined ? "" : new TextDecoder().decode(await bytesOf(file, name));
  };
  const graphText = await text("graph.json");
  const facts = readTrainingRun({
    config: await text("config.json"),
    graph: graphText,
    log: await text("log.jsonl"),
  });
  const scenes = readTrainedScenes(await text(PREPARED_SCENES));
  const name = folder ?? facts.config.name;
  const found = weightsOf(files, facts);
  if (found.size === 0) throw new AppError("run-without-weights", [...files.keys()].join(", "));
  const epochs: ReadEpoch[] = [];
  const failures: Failure[] = [];
  for (const [epoch, fileName] of [...found].toSorted(([a], [b]) => a - b)) {
    signal.throwIfAborted();
    report({ stage: "run", done: epochs.length + failures.length, total: found.size });
    try {
      const weights = { epoch, fileName, file: files.get(fileName) ?? new Blob() };
      epochs.push(await readEpoch({ facts, graphText, name, scenes }, weights));
    } catch (error) {
      failures.push(failureOf(`${name}, ${fileName}`, error));
    }
  }
  return { facts, name, epochs, missing: missingOf(facts, found), failures };
}

/** File names of weights by epoch; the best epoch's own file stands for it where both are there. */
function weightsOf(
  files: ReadonlyMap<string, Blob>,
  { bestEpoch }: RunFacts,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const fileName of files.keys()) {
    const kept = keptEpochOf(fileName);
    if (kept === "best" && bestEpoch !== null && !found.has(bestEpoch))
      found.set(bestEpoch, fileName);
    if (typeof kept === "number") found.set(kept, fileName);
  }
  return found;
}

/** Named in the configuration, reached by the log, and not there. */
function missingOf({ config, log }: RunFacts, found: ReadonlyMap<number, string>): number[] {
  const last = log.at(-1)?.epoch ?? 0;
  return [...new Set(config.keepEpochs)]
    .filter((epoch) => epoch <= last && !found.has(epoch))
    .toSorted((a, b) => a - b);
}

type Run = {
  readonly facts: RunFacts;
  readonly graphText: string;
  readonly name: string;
  readonly scenes: TrainedScenes | null;
};

type WeightsFile = {
  readonly epoch: number;
  readonly fileName: string;
  readonly file: Blob;
};

async function readEpoch(
  { facts, graphText, name, scenes }: Run,
  { epoch, file, fileName }: WeightsFile,
): Promise<ReadEpoch> {
  const weights = await bytesOf(file, fileName);
  const misfit = whyWeightsDoNotFit(facts.graph, weights);
  if (misfit !== null)
    throw new AppError("run-weights-foreign", `${fileName} of the run ${name}: ${misfit}`);
  const described = { epoch, file: fileName, bytes: weights.length, sha256: await sha256(weights) };
  const card = epochCard(facts, name, described, scenes);
  return {
    epoch,
    isBest: epoch === facts.bestEpoch,
    card,
    readFiles: async () => ({
      "card.json": encode(JSON.stringify(card)),
      "graph.json": encode(graphText),
      [fileName]: await bytesOf(file, fileName),
    }),
  };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
