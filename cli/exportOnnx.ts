// npm run export-onnx: a shipped model as one ONNX file.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { parseGraph } from "../src/models/graph.ts";
import { parseModelCard } from "../src/models/modelCard.ts";
import { readSafetensors } from "../src/models/safetensors.ts";
import { graphToOnnx } from "../training/onnx/graphToOnnx.ts";
import { failWithSentence, readArguments } from "./arguments.ts";
import { modelFolder } from "./openSession.ts";

const USAGE = `Usage: npm run export-onnx -- MODEL OUT.onnx
MODEL is a model of public/models or a model folder. Input [1, C, H, W] float32 prepared as the model's card says;
outputs [1, c, h, w]: probability, alpha1..alpha4 and zones, as the network has them.`;

async function main(): Promise<void> {
  const { files } = readArguments(process.argv.slice(2), [], USAGE);
  const [model, out] = files;
  if (model === undefined || out === undefined) throw new AppError("option-invalid", USAGE);
  const folder = modelFolder(model);
  const read = (file: string) => {
    const path = join(folder, file);
    if (!existsSync(path)) throw new AppError("model-load-failed", `${path} is missing.`);
    return readFileSync(path);
  };
  const card = parseModelCard(read("card.json").toString());
  const graph = parseGraph(read("graph.json").toString());
  const bytes = graphToOnnx(graph, readSafetensors(Uint8Array.from(read(card.weightsFile))));
  writeFileSync(out, bytes);
  console.log(`Wrote ${out}, ${(bytes.length / 1e6).toFixed(1)} MB.`);
}

main().catch(failWithSentence);
