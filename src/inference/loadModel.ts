// A model folder (card.json, graph.json, weights), checked file by file and as a whole, into a running network.
import { AppError, type ErrorCode, toAppError } from "../base/errors.ts";
import { attentionBlocks } from "../models/attentionBlocks.ts";
import {
  hasDropout,
  inferShapes,
  inputNode,
  type NetworkGraph,
  parseGraph,
} from "../models/graph.ts";
import { type ModelCard, parseModelCard } from "../models/modelCard.ts";
import { readSafetensors } from "../models/safetensors.ts";
import { requireWeights, type Weights } from "../models/weights.ts";
import { sha256 } from "../scene/sha256.ts";
import { createTfjsEngine } from "./engine/tfjsEngine.ts";
import type { Backend } from "./prediction.ts";
import type { LoadedModel } from "./predictScene.ts";

/** Reads one file of a model folder; rejects with `model-load-failed` when it is not there. */
export type ModelFileReader = (fileName: string) => Promise<Uint8Array<ArrayBuffer>>;

type CheckedModel = {
  readonly card: ModelCard;
  readonly graph: NetworkGraph;
  readonly weights: Weights;
};

/**
 * Rejects with `model-card-invalid` or `model-graph-invalid` when that file cannot be used, `model-hash-mismatch` when
 * the weights are not those the card describes, `model-weights-invalid` when they do not fit the graph,
 * `model-weights-not-finite` when they hold NaN or infinity, and `model-invalid` when card and graph disagree.
 */
export async function readModel(
  read: ModelFileReader,
  onStage: (stage: "card" | "graph" | "weights") => void = () => {},
): Promise<CheckedModel> {
  onStage("card");
  const cardText = decode(await read("card.json"));
  const card = orElse("model-card-invalid", () => parseModelCard(cardText));
  onStage("graph");
  const graphText = decode(await read("graph.json"));
  const graph = orElse("model-graph-invalid", () => parseRunnableGraph(graphText));
  requireSameInput(card, graph);
  requireTracedOutput(card, graph);
  onStage("weights");
  const bytes = await read(card.weightsFile);
  await requireHash(bytes, card);
  const weights = orElse("model-weights-invalid", () => readSafetensors(bytes));
  requireFinite(weights);
  orElse("model-weights-invalid", () => requireWeights(graph, weights));
  return { card, graph, weights };
}

/** Rejects as `readModel` does. */
export async function loadModel(
  read: ModelFileReader,
  backend: Backend,
  onStage: (stage: "card" | "graph" | "weights" | "upload") => void = () => {},
): Promise<LoadedModel> {
  const { card, graph, weights } = await readModel(read, onStage);
  onStage("upload");
  return {
    card,
    engine: createTfjsEngine(graph, weights),
    blocks: attentionBlocks(graph),
    backend,
    hasDropout: hasDropout(graph),
  };
}

/** Whatever goes wrong in `work` gets `code`, unless there was no memory for it. */
function orElse<T>(code: ErrorCode, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const error = toAppError(cause);
    if (error.code === "out-of-memory") throw error;
    throw new AppError(code, error.message, { cause });
  }
}

function parseRunnableGraph(json: string): NetworkGraph {
  const graph = parseGraph(json);
  inputNode(graph);
  if (!Object.hasOwn(graph.outputs, "probability") && !Object.hasOwn(graph.outputs, "zones"))
    throw new AppError(
      "model-graph-invalid",
      `${graph.name} has neither an output "probability" nor "zones".`,
    );
  return graph;
}

/** Channels of a softmax over zones, without and with a front class. */
const ZONE_COUNTS = [4, 5];

function requireTracedOutput({ name, tracing }: ModelCard, graph: NetworkGraph): void {
  const output = tracing.from ?? "probability";
  const node = graph.outputs[output];
  if (node === undefined)
    throw new AppError(
      "model-invalid",
      `${name}: the card traces fronts from the output "${output}", which the network lacks.`,
    );
  const channels = inferShapes(graph).get(node)?.[2] ?? 0;
  if (output === "zones" && !ZONE_COUNTS.includes(channels))
    throw new AppError(
      "model-invalid",
      `${name}: the output "zones" has ${channels} classes, not ${ZONE_COUNTS.join(" or ")}.`,
    );
}

function requireSameInput(card: ModelCard, graph: NetworkGraph): void {
  const [height, width, channels] = inputNode(graph).shape;
  const { sizePx, channels: names } = card.preprocessing;
  if (height === sizePx && width === sizePx && channels === names.length) return;
  throw new AppError(
    "model-invalid",
    `${card.name}: the card prepares ${sizePx} x ${sizePx} x ${names.length}, the network reads ${height} x ${width} x ${channels}.`,
  );
}

async function requireHash(bytes: Uint8Array<ArrayBuffer>, card: ModelCard): Promise<void> {
  const actual = await sha256(bytes);
  if (actual !== card.weightsSha256)
    throw new AppError(
      "model-hash-mismatch",
      `${card.weightsFile} has the SHA-256 ${actual}, the card says ${card.weightsSha256}.`,
    );
}

function requireFinite(weights: Weights): void {
  for (const [name, { values }] of weights)
    if (!values.every(Number.isFinite))
      throw new AppError("model-weights-not-finite", `${name} holds values that are not finite.`);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
