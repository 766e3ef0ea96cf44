import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { buildAttentionUnet } from "../../models/attentionUnet.ts";
import { sampleWeights } from "../../models/weights.ts";
import { selfTest, selfTestInput } from "./selfTest.ts";
import { startBackend } from "./startBackend.ts";
import { createTfjsEngine } from "./tfjsEngine.ts";

const wasmFiles = fileURLToPath(
  new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
);
const graph = buildAttentionUnet({ sizePx: 32, inputChannels: 2, baseWidth: 4, attention: true });
const weights = sampleWeights(graph, 3);

beforeAll(async () => {
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

describe("the tfjs engine on wasm", () => {
  it("gives what PyTorch gives on the self-test network", async () => {
    await expect(selfTest()).resolves.toBeUndefined();
  });

  it("computes the same with batch norms folded and not (1e-4)", async () => {
    const folded = createTfjsEngine(graph, weights);
    const plain = createTfjsEngine(graph, weights, { fold: false });
    const [a, b] = [await folded.run(selfTestInput()), await plain.run(selfTestInput())];
    expect(Object.keys(a)).toEqual(["probability", "alpha1", "alpha2", "alpha3", "alpha4"]);
    for (const [name, { values }] of Object.entries(a)) {
      const other = b[name]?.values ?? [];
      const worst = Math.max(
        ...values.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN))),
      );
      expect(worst, name).toBeLessThan(1e-4);
      expect(Math.max(...values) - Math.min(...values), `${name} varies`).toBeGreaterThan(1e-3);
    }
    folded.dispose();
    plain.dispose();
  });

  it("leaves no tensor behind, run after run, cancelled or not", async () => {
    const before = tf.memory().numTensors;
    const engine = createTfjsEngine(graph, weights);
    const loaded = tf.memory().numTensors;
    await engine.run(selfTestInput());
    const abort = new AbortController();
    const cancelled = engine.run(selfTestInput(), {
      signal: abort.signal,
      onProgress: (done) => done === 20 && abort.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
    expect(tf.memory().numTensors).toBe(loaded);
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses weights that do not fit and names them", () => {
    const broken = new Map(weights);
    broken.delete("conv1_1.bias");
    broken.set("out.bias", { shape: [1], values: Float32Array.of(Number.NaN) });
    expect(() => createTfjsEngine(graph, broken)).toThrow(
      /conv1_1.bias is missing; out.bias holds values/,
    );
  });

  it("says why WebGPU is not used, and refuses when nothing else was allowed", async () => {
    const started = await startBackend({ preference: "auto", wasmFiles, threads: 1 });
    expect(started).toMatchObject({
      backend: "wasm",
      webgpuReason: "This browser offers no WebGPU.",
    });
    const strict = startBackend({ preference: "webgpu", wasmFiles, threads: 1 });
    await expect(strict).rejects.toMatchObject({ code: "webgpu-unavailable" });
  });
});
