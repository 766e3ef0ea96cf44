// A run's best weights as a model folder: float16 weights, graph and card, figures measured by the users' pipeline.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { areaOfBand } from "../src/inference/preprocess/prepareInput.ts";
import { type NetworkGraph, weightSpecs } from "../src/models/graph.ts";
import type { ModelCard } from "../src/models/modelCard.ts";
import { readSafetensors, writeSafetensors } from "../src/models/safetensors.ts";
import { bestEpochOf, readRunLog } from "../src/models/trainingRun.ts";
import { requireWeights, type Weights } from "../src/models/weights.ts";
import { sha256 } from "../src/scene/sha256.ts";
import type { Dataset } from "../training/datasets/labelledScene.ts";
import { draftCard } from "../training/draftCard.ts";
import { chooseThreshold, evaluateModel, type Predict } from "../training/evaluateModel.ts";
import { readPreparedIndex } from "../training/preparedScenes.ts";
import { graphOf } from "../training/prepareRun.ts";
import type { Split } from "../training/split.ts";
import { figuresTable } from "../training/summariseScores.ts";
import type { TrainingConfig } from "../training/trainingConfig.ts";
import { openSession } from "./openSession.ts";

export type Run = {
  readonly run: string;
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
  readonly split: Split;
};

const WEIGHTS_FILE = "weights.safetensors";

/**
 * Writes RUN/model. The weights and the threshold are those with the best mean Dice on the validation scenes; the test
 * scenes choose nothing and are judged with them.
 */
export async function packageModel({ run, config, dataset, split }: Run): Promise<void> {
  const folder = join(run, "model");
  mkdirSync(folder, { recursive: true });
  const graph = graphOf(config);
  const best = join(run, "best.safetensors");
  if (!existsSync(best))
    throw new AppError("option-invalid", `${run} holds no best.safetensors: has it been trained?`);
  const weights = weightsOf(graph, best);
  const bytes = writeSafetensors(weights, "float16", { attribution: dataset.attribution });
  writeFileSync(join(folder, WEIGHTS_FILE), bytes);
  writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
  const index = readPreparedIndex(join(run, "prepared", "scenes.json"));
  const trained = new Set(split.train);
  const metresPerNetworkPx = index.scenes.flatMap((scene) =>
    trained.has(scene.name) ? [scene.metresPerNetworkPx] : [],
  );
  const draft = draftCard({ config, dataset, split, metresPerNetworkPx }, graph, {
    file: WEIGHTS_FILE,
    sha256: await sha256(bytes),
    bytes: bytes.length,
    epochs: bestEpoch(run),
  });
  const write = (card: ModelCard) =>
    writeFileSync(join(folder, "card.json"), `${JSON.stringify(card, null, 1)}\n`);
  write(draft);
  const hasThreshold = draft.tracing.from !== "zones" && split.validation.length > 0;
  const threshold01 = hasThreshold
    ? await withModel(folder, (predict) =>
        chooseThreshold(predict, dataset, split.validation, progress("Choosing the threshold")),
      )
    : draft.tracing.threshold01;
  const tuned = { ...draft, tracing: { ...draft.tracing, threshold01 } };
  write(tuned);
  const { figures } = await withModel(folder, (predict) =>
    evaluateModel(
      predict,
      dataset,
      { split, rule: config.split },
      { onScene: progress("Judging") },
    ),
  );
  write({ ...tuned, figures });
  console.log(`Wrote ${folder}, threshold ${threshold01}.\n${figuresTable(figures)}`);
}

function progress(what: string): (done: number, total: number) => void {
  return (done, total) =>
    process.stderr.write(`\r${what}: scene ${done}/${total} ${done === total ? "\n" : ""}`);
}

/** Those of the file that the graph has. Throws `model-invalid` when one is missing. */
function weightsOf(graph: NetworkGraph, path: string): Weights {
  const all = readSafetensors(Uint8Array.from(readFileSync(path)));
  const names = new Set(weightSpecs(graph).map(({ name }) => name));
  const weights = new Map([...all].filter(([name]) => names.has(name)));
  requireWeights(graph, weights);
  return weights;
}

/** Runs `work` with the packaged model, and frees it. */
async function withModel<T>(folder: string, work: (predict: Predict) => Promise<T>): Promise<T> {
  const { predict, dispose } = await openSession(folder, "wasm");
  try {
    return await work((scene, band) => predict(scene, areaOfBand(band).read));
  } finally {
    dispose();
  }
}

/** The epoch of best.safetensors. */
function bestEpoch(run: string): number {
  return bestEpochOf(readRunLog(readFileSync(join(run, "log.jsonl"), "utf8"))) ?? 0;
}
