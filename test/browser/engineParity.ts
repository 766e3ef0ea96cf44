// A page that runs one tiny network, or medians, by WebGPU and without; the browser test compares what comes out.
import wasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import * as tf from "@tensorflow/tfjs-core";
import type { RunOptions } from "../../src/inference/engine/engine.ts";
import { softmaxRows } from "../../src/inference/engine/softmaxRows.ts";
import { startBackend } from "../../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../../src/inference/engine/tfjsEngine.ts";
import { startGpuMedian } from "../../src/inference/preprocess/median/medianWebgpu.ts";
import { medianFilter } from "../../src/inference/preprocess/medianFilter.ts";
import { buildAttentionUnet } from "../../src/models/attentionUnet.ts";
import { parseGraph } from "../../src/models/graph.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { sampleWeights } from "../../src/models/weights.ts";

const SIZE = 64;

function start(preference: "webgpu" | "wasm") {
  return startBackend({
    preference,
    wasmFiles: {
      "tfjs-backend-wasm.wasm": wasmUrl,
      "tfjs-backend-wasm-simd.wasm": simdUrl,
      "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
    },
    threads: 2,
  });
}

/** A network handed over as text; `weights` is a safetensors file in base64. */
async function runGraph(
  preference: "webgpu" | "wasm",
  { graph, input, weights }: { graph: string; input: number[]; weights: string },
) {
  const { backend } = await start(preference);
  const bytes = Uint8Array.from(atob(weights), (byte) => byte.charCodeAt(0));
  const engine = createTfjsEngine(parseGraph(graph), readSafetensors(bytes));
  const outputs = await engine.run(Float32Array.from(input));
  engine.dispose();
  const arrays = Object.entries(outputs).map(([name, { values }]) => [name, Array.from(values)]);
  return { backend, outputs: Object.fromEntries(arrays) as Record<string, number[]> };
}

/** Softmax over more rows than tfjs-webgpu can count at once: the sums of all rows, least and largest. */
async function softmaxOfManyRows() {
  await start("webgpu");
  const rows = 98_304;
  const sums = tf.tidy(() => {
    const logits = tf.sin(tf.reshape(tf.range(0, rows * 8), [rows, 8]));
    const soft = softmaxRows(logits);
    const expected = tf.exp(tf.sub(logits, tf.logSumExp(logits, 1, true)));
    return tf.max(tf.abs(tf.sub(soft, expected)));
  });
  const [worst] = await sums.data();
  sums.dispose();
  return worst;
}

/** `changed`: with one gate open, one scaled, and one held on its left half. */
async function runTinyNetwork(preference: "webgpu" | "wasm", changed: boolean) {
  const started = await start(preference);
  const graph = buildAttentionUnet({
    sizePx: SIZE,
    inputChannels: 2,
    baseWidth: 4,
    attention: true,
  });
  const engine = createTfjsEngine(graph, sampleWeights(graph, 5));
  const input = Float32Array.from(
    { length: SIZE * SIZE * 2 },
    (_, i) => 0.5 + Math.sin(i * 0.7) / 2,
  );
  const outputs = await engine.run(input, changed ? { gates: changedGates() } : {});
  engine.dispose();
  const arrays = Object.entries(outputs).map(([name, { values }]) => [name, Array.from(values)]);
  return { ...started, outputs: Object.fromEntries(arrays) as Record<string, number[]> };
}

function changedGates(): RunOptions["gates"] {
  const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) =>
    i % SIZE < SIZE / 2 ? 0.5 + Math.cos(i * 0.3) / 2 : Number.NaN,
  );
  return {
    alpha1: { kind: "frozen", values },
    alpha2: { kind: "scaled", factor: 0.5 },
    alpha3: { kind: "open" },
  };
}

/** Whether this browser has any graphics adapter for WebGPU, a software one counted. */
async function hasAdapter(): Promise<boolean> {
  return Boolean(await navigator.gpu?.requestAdapter());
}

/**
 * Speckle in strips of few rows, with holes and a corner without data, by WebGPU (null where it failed) and by the
 * processor; whole grey levels repeat, and some values are too small for a full mantissa.
 */
async function runMedian(kernelPx: number, kind: "grey" | "tiny" | "mixed") {
  const [widthPx, heightPx] = [83, 61];
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const value = Math.sin(i * i) * 90;
    return kind === "grey" ? Math.round(Math.abs(value)) : value * (kind === "tiny" ? 1e-41 : 1);
  });
  for (let i = 0; i < values.length; i += 97) if (i % widthPx > 40) values[i] = Number.NaN;
  for (let row = 0; row < 20; row++)
    values.fill(Number.NaN, row * widthPx, row * widthPx + 20 - row);
  const valid = Uint8Array.from(values, (value) => Number(!Number.isNaN(value)));
  const source = { values, valid, widthPx, heightPx };
  const median = await startGpuMedian(kernelPx, { allowEmulated: true, stripPx: widthPx * 13 });
  const made = await median?.(source);
  return {
    webgpu: made ? Array.from(made) : null,
    processor: Array.from(medianFilter(source, { x: kernelPx, y: kernelPx })),
  };
}

/** What comes of a device that is lost once the filter is ready. */
async function medianAfterLoss() {
  const devices: GPUDevice[] = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    const device = await request.apply(this, options);
    devices.push(device);
    return device;
  };
  const median = await startGpuMedian(3, { allowEmulated: true });
  GPUAdapter.prototype.requestDevice = request;
  const values = new Float32Array(100).fill(1);
  const source = { values, valid: new Uint8Array(100).fill(1), widthPx: 10, heightPx: 10 };
  const before = await median?.(source);
  for (const device of devices) device.destroy();
  const after = await median?.(source);
  return { before: before?.length, after };
}

/** Whether an adapter that the processor emulates is used where nobody asks for it. */
async function usesEmulated(): Promise<boolean> {
  return (await startGpuMedian(3)) !== null;
}

Object.assign(globalThis, {
  runGraph,
  softmaxOfManyRows,
  runTinyNetwork,
  hasAdapter,
  runMedian,
  medianAfterLoss,
  usesEmulated,
});
document.title = "ready";
