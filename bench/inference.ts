// npm run bench: preprocessing and inference on wasm, as ratios against peers on the same machine in the same run.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import * as ort from "onnxruntime-web";
import type { Engine } from "../src/inference/engine/engine.ts";
import { startBackend } from "../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../src/inference/engine/tfjsEngine.ts";
import { prepareInput } from "../src/inference/preprocess/prepareInput.ts";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { foldBatchNorm } from "../src/models/foldBatchNorm.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import { sampleWeights } from "../src/models/weights.ts";
import { graphToOnnx } from "../training/onnx/graphToOnnx.ts";
import { simulateFjord } from "../training/simulation/simulateFjord.ts";
import { medianMilliseconds } from "./medianMilliseconds.ts";

type Row = {
  readonly what: string;
  readonly ms: number;
  readonly peerMs: number;
  readonly ratio: number;
};

/** The width that public/models ships. */
const BASE_WIDTH = 16;

async function main(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const wasmFiles = `${dirname(resolve("@tensorflow/tfjs-backend-wasm"))}/`;
  const threads = availableParallelism();
  const started = await startBackend({ preference: "wasm", wasmFiles, threads });
  ort.env.wasm.numThreads = started.threads;
  ort.env.logLevel = "error";
  const rows: Row[] = [];
  for (const sizePx of [256, 512]) rows.push(await inferenceRow(sizePx));
  for (const sizePx of [256, 512]) rows.push(await preprocessingRow(sizePx));
  console.log(
    `wasm with ${started.threads} thread(s) on ${cpus()[0]?.model ?? "?"}; a ratio above 1 is slower than the peer`,
  );
  for (const { what, ms, peerMs, ratio } of rows)
    console.log(
      `${what.padEnd(64)} ${ms.toFixed(0).padStart(6)} ms  peer ${peerMs.toFixed(0).padStart(6)} ms  ratio ${ratio.toFixed(2)}`,
    );
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(
    "bench/results/inference.json",
    JSON.stringify({ threads: started.threads, rows }, null, 1),
  );
}

/** The same network and weights on tfjs and on ONNX Runtime Web, interleaved run by run. */
async function inferenceRow(sizePx: number): Promise<Row> {
  const graph = buildAttentionUnet({
    sizePx,
    inputChannels: 2,
    baseWidth: BASE_WIDTH,
    attention: true,
  });
  const weights = sampleWeights(graph, 1);
  const engine: Engine = createTfjsEngine(graph, weights);
  const folded = foldBatchNorm(graph, weights);
  const session = await ort.InferenceSession.create(graphToOnnx(folded.graph, folded.weights));
  const input = Float32Array.from({ length: sizePx * sizePx * 2 }, (_, i) => Math.abs(Math.sin(i)));
  const tensor = new ort.Tensor("float32", input, [1, 2, sizePx, sizePx]);
  const { ms, peerMs } = await medianMilliseconds(
    () => engine.run(input),
    () => session.run({ input: tensor }),
  );
  engine.dispose();
  await session.release();
  return {
    what: `Attention U-Net, ${BASE_WIDTH} channels, ${sizePx} px (peer: onnxruntime-web)`,
    ms,
    peerMs,
    ratio: ms / peerMs,
  };
}

/** Filter, resize and ranks of a 1280 x 1024 scene; the peer is the network that the result is made for. */
async function preprocessingRow(sizePx: number): Promise<Row> {
  const scene = simulateFjord({
    widthPx: 1280,
    heightPx: 1024,
    pixelSizeMetres: 10,
    looks: 4,
    seed: 1,
  });
  const band = { ...scene, values: Float32Array.from(scene.amplitude) };
  const recipe: PreprocessingRecipe = {
    medianAreaSquareMetres: 2500,
    sizePx,
    radiometry: "rank",
    channels: ["intensity", "valid"],
  };
  const graph = buildAttentionUnet({
    sizePx,
    inputChannels: 2,
    baseWidth: BASE_WIDTH,
    attention: true,
  });
  const engine = createTfjsEngine(graph, sampleWeights(graph, 1));
  const { input } = await prepareInput(band, { x: 10, y: 10 }, recipe);
  const { ms, peerMs } = await medianMilliseconds(
    () => prepareInput(band, { x: 10, y: 10 }, recipe),
    () => engine.run(input),
  );
  engine.dispose();
  return {
    what: `preprocessing 1280 x 1024 px to ${sizePx} px (peer: that network)`,
    ms,
    peerMs,
    ratio: ms / peerMs,
  };
}

await main();
process.exit(0);
