// A page that runs one tiny network on a backend of choice; the browser test compares what comes out.
import wasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { startBackend } from "../../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../../src/inference/engine/tfjsEngine.ts";
import { buildAttentionUnet } from "../../src/models/attentionUnet.ts";
import { sampleWeights } from "../../src/models/weights.ts";

const SIZE = 64;

async function runTinyNetwork(preference: "webgpu" | "wasm") {
  const started = await startBackend({
    preference,
    wasmFiles: {
      "tfjs-backend-wasm.wasm": wasmUrl,
      "tfjs-backend-wasm-simd.wasm": simdUrl,
      "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
    },
    threads: 2,
  });
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
  const outputs = await engine.run(input);
  engine.dispose();
  const arrays = Object.entries(outputs).map(([name, { values }]) => [name, Array.from(values)]);
  return { ...started, outputs: Object.fromEntries(arrays) as Record<string, number[]> };
}

/** Whether this browser has any graphics adapter for WebGPU, a software one counted. */
async function hasAdapter(): Promise<boolean> {
  return Boolean(await navigator.gpu?.requestAdapter());
}

Object.assign(globalThis, { runTinyNetwork, hasAdapter });
document.title = "ready";
