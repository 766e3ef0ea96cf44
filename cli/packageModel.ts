// A run's best weights as a model folder: float16 weights, graph and card, figures measured by the users' pipeline.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../src/inference/loadModel.ts";
import { parseGraph, weightSpecs } from "../src/models/graph.ts";
import type { EvaluationFigures, ModelCard } from "../src/models/modelCard.ts";
import { readSafetensors, writeSafetensors } from "../src/models/safetensors.ts";
import type { Dataset } from "../training/datasets/labelledScene.ts";
import { sceneOf, scoreScene } from "../training/evaluateScene.ts";
import type { Split } from "../training/split.ts";
import { figuresTable, mean, summariseScores } from "../training/summariseScores.ts";
import type { TrainingConfig } from "../training/trainingConfig.ts";
import { openSession } from "./openSession.ts";

export type Run = {
  readonly run: string;
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
  readonly split: Split;
};

const WEIGHTS_FILE = "weights.safetensors";
const THRESHOLDS = Array.from({ length: 17 }, (_, i) => 0.1 + i * 0.05);

/**
 * Writes RUN/model. The threshold is the one with the best mean Dice on other dates of known glaciers; the unseen
 * glacier is judged once, with that threshold.
 */
export async function packageModel({ run, config, dataset, split }: Run): Promise<void> {
  const folder = join(run, "model");
  mkdirSync(folder, { recursive: true });
  const graph = parseGraph(readFileSync(join(run, "graph.json"), "utf8"));
  const best = ["best.safetensors", "last.safetensors"].find((file) => existsSync(join(run, file)));
  const weights = readSafetensors(
    Uint8Array.from(readFileSync(join(run, best ?? "best.safetensors"))),
  );
  const bytes = writeSafetensors(weights, "float16", { attribution: dataset.attribution });
  writeFileSync(join(folder, WEIGHTS_FILE), bytes);
  writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
  const draft: ModelCard = {
    format: "icefront-model-card",
    version: 1,
    name: config.name,
    title: config.network.attention ? "Attention U-Net" : "U-Net",
    architecture: `${config.network.attention ? "Attention U-Net" : "U-Net"} of Holzmann et al. 2021 (doi:10.1109/IGARSS47720.2021.9555067), ${config.network.baseWidth} base channels, ${config.preprocessing.sizePx} px`,
    parameters: weightSpecs(graph).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    ),
    weightsFile: WEIGHTS_FILE,
    weightsSha256: await sha256(bytes),
    weightsBytes: bytes.length,
    weightsDtype: "float16",
    preprocessing: config.preprocessing,
    tracing: { threshold01: 0.5, minimumLengthMetres: 750, edgeMarginPx: 3 },
    groundResolutionMetres: { min: 30, max: 120 },
    trainedOn: {
      data: `${dataset.name}: CaFFe training scenes`,
      attribution: dataset.attribution,
      licence: dataset.licence,
      scenes: split.train.length,
      epochs: epochsOf(run),
      loss: config.loss.w ? `${config.loss.kind}, w = ${config.loss.w}` : config.loss.kind,
      heldOut: config.split,
    },
    figures: [],
    limits: [
      "Trained on the Antarctic Peninsula and Jakobshavn Isbræ only; on other glaciers expect errors of kilometres until you have checked.",
      "Not comparable with published CaFFe scores: other resolution, other test scenes.",
      "Scenes wider than about 30 km are read at coarser pixels than it was trained on.",
    ],
  };
  const write = (card: ModelCard) =>
    writeFileSync(join(folder, "card.json"), `${JSON.stringify(card, null, 1)}\n`);
  write(draft);
  const threshold01 = await chooseThreshold(folder, dataset, split.otherDates);
  const tuned = { ...draft, tracing: { ...draft.tracing, threshold01 } };
  write(tuned);
  const figures = await measure(folder, dataset, split);
  write({ ...tuned, figures });
  console.log(`Wrote ${folder}, threshold ${threshold01}.\n${figuresTable(figures)}`);
}

async function chooseThreshold(
  folder: string,
  dataset: Dataset,
  names: readonly string[],
): Promise<number> {
  const { session, model } = await openSession(folder, "wasm");
  const dice = THRESHOLDS.map((): number[] => []);
  for (const name of names) {
    const label = dataset.read(name);
    const scene = sceneOf(label, label.band);
    const prediction = await session.predict(model.card.name, scene, async () => label.band);
    THRESHOLDS.forEach((threshold, i) => {
      dice[i]?.push(scoreScene(label, scene, prediction, threshold).dice);
    });
  }
  const means = dice.map(mean);
  const best = THRESHOLDS[means.indexOf(Math.max(...means))] ?? 0.5;
  return Math.round(best * 100) / 100;
}

async function measure(
  folder: string,
  dataset: Dataset,
  split: Split,
): Promise<EvaluationFigures[]> {
  const { session, model } = await openSession(folder, "wasm");
  const figures: EvaluationFigures[] = [];
  for (const part of ["otherDates", "unseenGlacier"] as const) {
    const scores = [];
    for (const name of split[part]) {
      const label = dataset.read(name);
      const scene = sceneOf(label, label.band);
      const prediction = await session.predict(model.card.name, scene, async () => label.band);
      scores.push(scoreScene(label, scene, prediction));
    }
    if (scores.length) figures.push(summariseScores(part, scores));
  }
  return figures;
}

function epochsOf(run: string): number {
  const lines = readFileSync(join(run, "log.jsonl"), "utf8").trim().split("\n");
  return JSON.parse(lines.at(-1) ?? "{}").epoch ?? 0;
}
