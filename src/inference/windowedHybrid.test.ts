// A real hybrid over many windows: what it holds, and what it says of a scene without data.
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { buildHybrid } from "../models/hybrid.ts";
import { HYBRID_SIZES } from "../models/hybridConfigs.ts";
import { sampleWeights } from "../models/weights.ts";
import { startBackend } from "./engine/startBackend.ts";
import { createTfjsEngine } from "./engine/tfjsEngine.ts";
import { runWindows } from "./runWindows.ts";

const graph = buildHybrid({ ...HYBRID_SIZES["hybrid-tiny"], inputChannels: 2, classes: 4 });
const card = { ...shippedCard(), preprocessing: { ...shippedCard().preprocessing, sizePx: 64 } };
const grid = {
  widthPx: 208,
  heightPx: 172,
  gridToPixel: [1, 0, 0, 0, 1, 0],
  pixelSizeMetres: null,
} as const;
const windows = [0, 36, 72, 108].flatMap((row) =>
  [0, 36, 72, 108, 144].map((col) => [col, row] as const),
);

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

it("leaves no tensor behind over 20 windows, attention read or not, dropout or not", async () => {
  const before = tf.memory().numTensors;
  const engine = createTfjsEngine(graph, sampleWeights(graph, 2));
  const loaded = tf.memory().numTensors;
  const intensity = Float32Array.from({ length: 208 * 172 }, (_, i) => (i % 89) / 89);
  const prepared = { grid, intensity, valid: new Uint8Array(intensity.length).fill(1) };
  expect(windows).toHaveLength(20);
  const { zones } = await runWindows(prepared, windows, { card, engine });
  expect(zones).toHaveLength(4);
  for (let i = 0; i < intensity.length; i += 997)
    expect(zones?.reduce((sum, zone) => sum + (zone[i] as number), 0)).toBeCloseTo(1, 4);
  expect(tf.memory().numTensors).toBe(loaded);
  await runWindows(prepared, windows.slice(0, 2), { card, engine }, { dropoutSeed: 3 });
  await engine.run(new Float32Array(64 * 64 * 2), { onAttention: () => undefined });
  const thrown = engine.run(new Float32Array(64 * 64 * 2), {
    onAttention: () => {
      throw new Error("the listener's own");
    },
  });
  await expect(thrown).rejects.toThrow("the listener's own");
  expect(tf.memory().numTensors).toBe(loaded);
  engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it("drops values by the seed alone", async () => {
  const engine = createTfjsEngine(graph, sampleWeights(graph, 2));
  const input = Float32Array.from({ length: 64 * 64 * 2 }, (_, i) => (i % 31) / 31);
  const zones = async (dropoutSeed?: number) =>
    (await engine.run(input, dropoutSeed === undefined ? {} : { dropoutSeed })).zones?.values;
  const plain = await zones();
  const first = await zones(1);
  expect(first).not.toEqual(plain);
  expect(await zones(1)).toEqual(first);
  expect(await zones(2)).not.toEqual(first);
  engine.dispose();
});
