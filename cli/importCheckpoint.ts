// npm run import-checkpoint: an official Tyrion or SwinV2 checkpoint as a model folder, or as a start for training.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { type NetworkGraph, parseGraph } from "../src/models/graph.ts";
import { buildHybrid } from "../src/models/hybrid.ts";
import { HYBRID_SIZES, type HybridName } from "../src/models/hybridConfigs.ts";
import type { ModelCard } from "../src/models/modelCard.ts";
import type { ImportedWeights } from "../training/checkpoints/importWeights.ts";
import { packageImport, START_FILE } from "../training/checkpoints/packageImport.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { fileAsBlob } from "./fileAsBlob.ts";

const USAGE = `Usage: npm run import-checkpoint -- FILE --model NAME --out DIR [--dtype float16] [--valid-channel]
  FILE     PyTorch checkpoint (.ckpt, .pth, .pt) or safetensors of an official network; nothing in it is run
  --model  ${Object.keys(HYBRID_SIZES).join(", ")}; or the graph.json of a hybrid network
  --out    a whole network becomes a model folder; an encoder or pre-trained weights ${START_FILE}, for
           npm run train -- --start-from
  --valid-channel  the network also reads where there are data (recipes with the channels intensity, valid)
  --dtype  float32 (default: the very values) or float16 (half the size, rounded)`;

async function main(): Promise<void> {
  const { options, files, flags } = readArguments(
    process.argv.slice(2),
    ["model", "out", "dtype"],
    USAGE,
    ["valid-channel"],
  );
  const [file] = files;
  if (file === undefined || files.length > 1) throw new AppError("option-invalid", USAGE);
  const network = requiredOption(options, "model", USAGE);
  const graph = graphFor(network, flags.has("valid-channel") ? 2 : 1);
  const out = requiredOption(options, "out", USAGE);
  const checkpoint = await fileAsBlob(file);
  const from = { file: basename(file), sha256: await sha256Of(checkpoint) };
  const dtype = readDtype(options.dtype);
  console.log(report(await packageImport({ checkpoint, from, graph, network, out, dtype }), out));
}

/** By the name of a size, or from a graph.json, which has its own channels. */
function graphFor(network: string, inputChannels: number): NetworkGraph {
  if (isHybridName(network))
    return buildHybrid({ ...HYBRID_SIZES[network], inputChannels, classes: 4 });
  if (!existsSync(network))
    throw new AppError(
      "option-invalid",
      `--model: "${network}" is neither a hybrid network nor a file.\n${USAGE}`,
    );
  return parseGraph(readFileSync(network, "utf8"));
}

function isHybridName(name: string): name is HybridName {
  return Object.hasOwn(HYBRID_SIZES, name);
}

function readDtype(text = "float32"): ModelCard["weightsDtype"] {
  if (text === "float32" || text === "float16") return text;
  throw new AppError("option-invalid", `--dtype must be float32 or float16, not "${text}".`);
}

/** Read as a stream: checkpoints with their optimiser pass a gigabyte. */
async function sha256Of(file: Blob): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of file.stream()) hash.update(chunk);
  return hash.digest("hex");
}

const WHY_START = {
  preTraining:
    "Pre-trained weights: the head is not among them and starts fresh, so this is a start for training, not a model.",
  encoder:
    "An encoder alone: the decoder starts fresh, so this is a start for training, not a model.",
};

function report({ kind, weights, fresh, leftOut }: ImportedWeights, out: string): string {
  const values = [...weights.values()].reduce((sum, weight) => sum + weight.values.length, 0);
  const reasons = [...new Set(leftOut.map(({ why }) => why))];
  const lines = [
    `${weights.size} weights (${values} values) imported.`,
    ...reasons.map((why) => {
      const names = leftOut.flatMap((tensor) => (tensor.why === why ? [tensor.name] : []));
      return `Left out, ${why}: ${names.join(", ")}.`;
    }),
  ];
  if (kind === "network") return [...lines, `Wrote the model folder ${out}.`].join("\n");
  const start = join(out, START_FILE);
  return [
    ...lines,
    `${WHY_START[kind]} Fresh: ${fresh.join(", ")}.`,
    `Wrote ${start}: npm run train -- --start-from ${start}`,
  ].join("\n");
}

main().catch(failWithSentence);
