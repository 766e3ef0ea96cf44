// A model folder (card.json, graph.json, weights) into a running network, its bytes checked against the card.
import { AppError } from "../base/errors.ts";
import { parseGraph } from "../models/graph.ts";
import { type ModelCard, parseModelCard } from "../models/modelCard.ts";
import { readSafetensors } from "../models/safetensors.ts";
import { createTfjsEngine } from "./engine/tfjsEngine.ts";
import type { Backend } from "./prediction.ts";
import type { LoadedModel } from "./predictScene.ts";

/** Reads one file of a model folder; rejects with `model-load-failed` when it is not there. */
export type ModelFileReader = (fileName: string) => Promise<Uint8Array<ArrayBuffer>>;

/**
 * Rejects with `model-hash-mismatch` when the weights are not those the card describes, and `model-invalid` when the
 * folder does not fit together.
 */
export async function loadModel(
  read: ModelFileReader,
  backend: Backend,
  onStage: (stage: "card" | "graph" | "weights" | "upload") => void = () => {},
): Promise<LoadedModel> {
  onStage("card");
  const card = parseModelCard(decode(await read("card.json")));
  onStage("graph");
  const graph = parseGraph(decode(await read("graph.json")));
  onStage("weights");
  const bytes = await read(card.weightsFile);
  await requireHash(bytes, card);
  onStage("upload");
  const engine = createTfjsEngine(graph, readSafetensors(bytes));
  const [height, width, channels] = engine.inputShape;
  const { sizePx, channels: names } = card.preprocessing;
  if (height !== sizePx || width !== sizePx || channels !== names.length) {
    engine.dispose();
    throw new AppError(
      "model-invalid",
      `${card.name}: the card prepares ${sizePx} x ${sizePx} x ${names.length}, the network reads ${height} x ${width} x ${channels}.`,
    );
  }
  return { card, engine, backend };
}

/** Hex SHA-256. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
}

async function requireHash(bytes: Uint8Array<ArrayBuffer>, card: ModelCard): Promise<void> {
  const actual = await sha256(bytes);
  if (actual !== card.weightsSha256)
    throw new AppError(
      "model-hash-mismatch",
      `${card.weightsFile} has the SHA-256 ${actual}, the card says ${card.weightsSha256}.`,
    );
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
