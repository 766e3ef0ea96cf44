// One graph, one set of weights, one input: PyTorch, tfjs on wasm and ONNX Runtime must agree.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as ort from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  SELF_TEST_EXPECTED,
  SELF_TEST_GRAPH,
  SELF_TEST_SEED,
  selfTestInput,
} from "../src/inference/engine/selfTest.ts";
import { startBackend } from "../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../src/inference/engine/tfjsEngine.ts";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { foldBatchNorm } from "../src/models/foldBatchNorm.ts";
import { inferShapes, inputNode } from "../src/models/graph.ts";
import { buildHybrid } from "../src/models/hybrid.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import { readSafetensors, writeSafetensors } from "../src/models/safetensors.ts";
import { sampleWeights, type Weights } from "../src/models/weights.ts";
import { python } from "../test/fixtures/torchRun.ts";
import { graphToOnnx } from "./onnx/graphToOnnx.ts";

const TOLERANCE = 1e-4;
const folder = mkdtempSync(join(tmpdir(), "icefront-parity-"));
afterAll(() => rmSync(folder, { recursive: true }));

const graph = buildAttentionUnet({
  sizePx: 64,
  inputChannels: 2,
  baseWidth: 4,
  attention: true,
  zoneHead: true,
});
const plain = buildAttentionUnet({ sizePx: 64, inputChannels: 2, baseWidth: 4, attention: false });
const hybrid = buildHybrid({ ...HYBRID_SIZES["hybrid-tiny"], inputChannels: 2, classes: 5 });
const input = Float32Array.from(
  { length: 64 * 64 * 2 },
  (_, i) => 0.5 + Math.sin(i * 0.7) * Math.cos(i * 0.013),
);
type Outputs = Record<string, ArrayLike<number>>;

function worstDifference(a: Outputs, b: Outputs): number {
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  return Math.max(
    ...Object.entries(a).flatMap(([name, values]) => {
      expect(values.length, name).toBe(b[name]?.length);
      return Array.from(values, (value, i) => Math.abs(value - (b[name]?.[i] ?? Number.NaN)));
    }),
  );
}

async function onWasm(which: typeof graph): Promise<Outputs> {
  const engine = createTfjsEngine(which, sampleWeights(which, 11));
  const outputs = await engine.run(input);
  engine.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, { values }]) => [name, values]));
}

/** ONNX has channels first: the input goes there, the outputs come back. */
async function onOnnxRuntime(model: Uint8Array): Promise<Outputs> {
  const session = await ort.InferenceSession.create(model);
  const planar = Float32Array.from(
    input,
    (_, i) => input[(i % 4096) * 2 + Math.floor(i / 4096)] as number,
  );
  const results = await session.run({ input: new ort.Tensor("float32", planar, [1, 2, 64, 64]) });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => [
      name,
      channelsLast(data as Float32Array, dims[1] ?? 1),
    ]),
  );
}

function channelsLast(planar: Float32Array<ArrayBufferLike>, channels: number): Float32Array {
  const area = planar.length / channels;
  return planar.map((_, i) => planar[(i % channels) * area + Math.floor(i / channels)] as number);
}

async function onPyTorch(
  which: typeof graph,
  weights: Weights,
  image: Float32Array,
): Promise<Outputs> {
  const script = fileURLToPath(new URL("torch/run_graph.py", import.meta.url));
  const tensors = (arrays: Weights) => writeSafetensors(arrays, "float32", {});
  const array = { shape: inputNode(which).shape, values: image };
  writeFileSync(join(folder, "graph.json"), JSON.stringify(which));
  writeFileSync(join(folder, "weights.safetensors"), tensors(weights));
  writeFileSync(join(folder, "input.safetensors"), tensors(new Map([["input", array]])));
  await promisify(execFile)(python ?? "", [script, folder]);
  const bytes = Uint8Array.from(readFileSync(join(folder, "outputs.safetensors")));
  return Object.fromEntries(
    [...readSafetensors(bytes)].map(([name, { values }]) => [name, values]),
  );
}

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

describe("one graph, same numbers", () => {
  it("uses every node type", () => {
    const folded = foldBatchNorm(graph, sampleWeights(graph, 11)).graph;
    const all = [...graph.nodes, ...folded.nodes, ...hybrid.nodes];
    expect(new Set(all.map(({ op }) => op)).size).toBe(17);
    const activations = all.flatMap((node) => (node.op === "activation" ? [node.fn] : []));
    expect(new Set(activations).size).toBe(6);
    expect(inferShapes(folded).size).toBeLessThan(inferShapes(graph).size);
  });

  it.each([
    ["attention", graph],
    ["plain", plain],
    ["hybrid", hybrid],
  ])("%s: ONNX Runtime equals tfjs-wasm, folded and not", async (_, which) => {
    const wasm = await onWasm(which);
    const weights = sampleWeights(which, 11);
    expect(worstDifference(await onOnnxRuntime(graphToOnnx(which, weights)), wasm)).toBeLessThan(
      TOLERANCE,
    );
    const folded = foldBatchNorm(which, weights);
    const foldedModel = graphToOnnx(folded.graph, folded.weights);
    expect(worstDifference(await onOnnxRuntime(foldedModel), wasm)).toBeLessThan(TOLERANCE);
  });

  it.skipIf(!python)("PyTorch equals tfjs-wasm", async () => {
    for (const which of [graph, plain, hybrid]) {
      const torch = await onPyTorch(which, sampleWeights(which, 11), input);
      expect(worstDifference(torch, await onWasm(which))).toBeLessThan(TOLERANCE);
    }
  });

  it.skipIf(!python)("the self-test expects what PyTorch computes", async () => {
    const weights = sampleWeights(SELF_TEST_GRAPH, SELF_TEST_SEED);
    const torch = await onPyTorch(SELF_TEST_GRAPH, weights, selfTestInput());
    for (const [name, points] of Object.entries(SELF_TEST_EXPECTED))
      for (const [index, value] of points) expect(torch[name]?.[index], name).toBeCloseTo(value, 5);
  });
});
