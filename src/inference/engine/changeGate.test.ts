// A held gate takes the mean of what lies on each of its pixels, and keeps its own value where nothing does.
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { changeGate } from "./changeGate.ts";
import type { GateChange } from "./engine.ts";
import { startBackend } from "./startBackend.ts";

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

/** A gate of 2 x 2 in a network whose input is 4 x 4. */
async function changed(change: GateChange): Promise<number[]> {
  const alpha = tf.tensor4d([0.1, 0.2, 0.3, 0.4], [1, 2, 2, 1]);
  const out = changeGate(alpha, change, 4);
  const values = await out.data();
  alpha.dispose();
  out.dispose();
  return [...values].map((value) => Math.round(1e6 * value) / 1e6);
}

it("takes the mean of a held map under each pixel, and its own value where there is none", async () => {
  const none = Number.NaN;
  const values = Float32Array.of(
    ...[0.5, 0.7, none, none],
    ...[0.5, 0.7, none, none],
    ...[0.9, none, 0.8, 0.8],
    ...[none, none, 0.8, 0.8],
  );
  expect(await changed({ kind: "frozen", values })).toEqual([0.6, 0.2, 0.9, 0.8]);
});

it("is 1 when open and multiplied when scaled, and leaves no tensor behind", async () => {
  const before = tf.memory().numTensors;
  expect(await changed({ kind: "open" })).toEqual([1, 1, 1, 1]);
  expect(await changed({ kind: "scaled", factor: 2 })).toEqual([0.2, 0.4, 0.6, 0.8]);
  await changed({ kind: "frozen", values: new Float32Array(16) });
  expect(tf.memory().numTensors).toBe(before);
});

it("refuses a map of another size", async () => {
  const values = new Float32Array(4);
  await expect(changed({ kind: "frozen", values })).rejects.toThrow("4 values for 4 px");
});
