// The list of the models beside the page, and the files of one that the user hands in, into bytes for the inference worker.
import { AppError, toAppError } from "../base/errors.ts";
import { type CheckedCard, type ModelCard, parseModelCard } from "../models/modelCard.ts";
import type { ModelFiles } from "../workers/protocol.ts";
import { DEFAULT_MODEL_ID } from "./modelsStore.ts";

/** `json` is models/index.json. Cards that cannot be used are left out; the default model comes first. */
export function readIndex(json: string): { folder: string; card: CheckedCard }[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list))
    throw new AppError("model-load-failed", "models/index.json is no list.");
  const read = list.flatMap(({ blocks, card, folder }) => {
    try {
      return [
        { folder: String(folder), card: { ...parseModelCard(JSON.stringify(card)), blocks } },
      ];
    } catch {
      return [];
    }
  });
  const isDefault = ({ folder }: { folder: string }) => folder === DEFAULT_MODEL_ID;
  return [...read.filter(isDefault), ...read.filter((entry) => !isDefault(entry))];
}

/**
 * `files` by their names. Rejects with `model-card-missing`, `model-card-invalid`, `model-graph-missing`,
 * `model-weights-missing`, `file-unreadable`, or `model-hash-mismatch` when the weights have not the size that the card
 * says; then they are not read at all.
 */
export async function readModelFiles(files: ReadonlyMap<string, Blob>): Promise<ModelFiles> {
  const cardFile = files.get("card.json");
  if (!cardFile) throw new AppError("model-card-missing", listOf(files));
  const cardBytes = await bytesOf(cardFile, "card.json");
  const card = readCard(new TextDecoder().decode(cardBytes));
  const graph = files.get("graph.json");
  if (!graph) throw new AppError("model-graph-missing", listOf(files));
  const weights = files.get(card.weightsFile);
  if (!weights)
    throw new AppError("model-weights-missing", `${card.weightsFile}. ${listOf(files)}`);
  if (weights.size !== card.weightsBytes)
    throw new AppError(
      "model-hash-mismatch",
      `${card.weightsFile} has ${weights.size} bytes, the card says ${card.weightsBytes}.`,
    );
  return {
    "card.json": cardBytes,
    "graph.json": await bytesOf(graph, "graph.json"),
    [card.weightsFile]: await bytesOf(weights, card.weightsFile),
  };
}

function readCard(json: string): ModelCard {
  try {
    return parseModelCard(json);
  } catch (cause) {
    throw new AppError("model-card-invalid", toAppError(cause).message, { cause });
  }
}

/** Rejects with `file-unreadable`. */
export async function bytesOf(file: Blob, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = await file.arrayBuffer().catch((cause: unknown) => {
    throw new AppError("file-unreadable", `${name} cannot be read.`, { cause });
  });
  return new Uint8Array(buffer);
}

function listOf(files: ReadonlyMap<string, Blob>): string {
  return `There were: ${[...files.keys()].join(", ") || "no files"}.`;
}
