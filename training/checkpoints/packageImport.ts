// Imported weights on disk: a model folder for a whole network, start.safetensors where parts are left to training.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import type { NetworkGraph } from "../../src/models/graph.ts";
import type { ModelCard } from "../../src/models/modelCard.ts";
import { writeSafetensors } from "../../src/models/safetensors.ts";
import { sha256 } from "../../src/scene/sha256.ts";
import { type ImportedFrom, importedCard } from "./importedCard.ts";
import { type ImportedWeights, importWeights } from "./importWeights.ts";
import { importTarget } from "./planImport.ts";
import { openStateDict } from "./stateDict.ts";

export type ImportOptions = {
  readonly checkpoint: Blob;
  readonly from: ImportedFrom;
  readonly graph: NetworkGraph;
  /** The graph's name, for messages. */
  readonly network: string;
  readonly out: string;
  readonly dtype: ModelCard["weightsDtype"];
};

const WEIGHTS_FILE = "weights.safetensors";
export const START_FILE = "start.safetensors";

/** Beyond this a float16 is infinite. */
const MOST_FLOAT16 = 65_520;

/**
 * Rejects as `openStateDict` and `importWeights` do, and with `option-invalid` where `out` holds a model already; then
 * nothing is written.
 */
export async function packageImport(options: ImportOptions): Promise<ImportedWeights> {
  const { checkpoint, graph, network, out, dtype } = options;
  for (const file of ["card.json", START_FILE])
    if (existsSync(join(out, file)))
      throw new AppError("option-invalid", `${out} holds ${file} already: name another --out.`);
  const tensors = await openStateDict(checkpoint);
  const imported = await importWeights(importTarget(network, graph), tensors);
  if (dtype === "float16") requireFloat16(imported);
  if (imported.kind === "network") await writeModel(imported, options);
  else writeStart(imported, options);
  return imported;
}

function requireFloat16({ weights }: ImportedWeights): void {
  const large = [...weights].flatMap(([name, { values }]) =>
    values.some((value) => Math.abs(value) >= MOST_FLOAT16) ? [name] : [],
  );
  if (large.length)
    throw new AppError(
      "option-invalid",
      `These weights hold values that float16 has no number for; keep them as float32: ${large.join(", ")}.`,
    );
}

async function writeModel({ weights }: ImportedWeights, options: ImportOptions): Promise<void> {
  const { from, graph, out, dtype } = options;
  const bytes = writeSafetensors(weights, dtype, metadata(from));
  const card = importedCard(graph, from, {
    name: basename(resolve(out)),
    weightsFile: WEIGHTS_FILE,
    weightsSha256: await sha256(bytes),
    weightsBytes: bytes.length,
    weightsDtype: dtype,
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, WEIGHTS_FILE), bytes);
  writeFileSync(join(out, "graph.json"), JSON.stringify(graph));
  writeFileSync(join(out, "card.json"), `${JSON.stringify(card, null, 1)}\n`);
}

function writeStart({ weights }: ImportedWeights, { from, out, dtype }: ImportOptions): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, START_FILE), writeSafetensors(weights, dtype, metadata(from)));
}

function metadata({ file, sha256 }: ImportedFrom): Record<string, string> {
  return { importedFrom: file, importedSha256: sha256 };
}
