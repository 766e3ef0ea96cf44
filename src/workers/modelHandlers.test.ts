// Models over a real channel, from bytes that are handed over: what is checked, what is refused, and that it then runs.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeTinyModel } from "../../test/fixtures/tinyModel.ts";
import { InferenceSession } from "../inference/inferenceSession.ts";
import { readModel } from "../inference/loadModel.ts";
import { inputNode, parseGraph } from "../models/graph.ts";
import { GraphBuilder } from "../models/graphBuilder.ts";
import { writeSafetensors } from "../models/safetensors.ts";
import { sampleWeights } from "../models/weights.ts";
import { sha256 } from "../scene/sha256.ts";
import { createModelHandlers } from "./modelHandlers.ts";
import type { Handlers, InferenceCalls, ModelFiles } from "./protocol.ts";
import { serve } from "./serve.ts";
import { WorkerClient } from "./workerClient.ts";

type ModelCalls = Pick<InferenceCalls, "checkModel" | "loadModel">;

const wasmFiles = fileURLToPath(
  new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "icefront-model-"));
const session = new InferenceSession();
const { port1, port2 } = new MessageChannel();
const client = new WorkerClient<ModelCalls>(port1);

beforeAll(async () => {
  await writeTinyModel(folder);
  await session.start({ preference: "wasm", wasmFiles, threads: 1 });
  const handlers: Handlers<ModelCalls> = createModelHandlers({
    check: async (read) => (await readModel(read)).card,
    load: async (name, read, options) => (await session.load(name, read, options)).card,
  });
  serve<ModelCalls>(port2, handlers);
});
afterAll(() => {
  session.dispose();
  port1.close();
});

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const read = (name: string) => Uint8Array.from(readFileSync(join(folder, name)));
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));

function files(changed: ModelFiles = {}): ModelFiles {
  return {
    "card.json": read("card.json"),
    "graph.json": read("graph.json"),
    "weights.safetensors": read("weights.safetensors"),
    ...changed,
  };
}

/** A folder whose card vouches for `weights`. */
async function filesWith(weights: Uint8Array<ArrayBuffer>): Promise<ModelFiles> {
  const card = { ...json("card.json"), weightsSha256: await sha256(weights) };
  return files({ "card.json": text(card), "weights.safetensors": weights });
}

function network() {
  return parseGraph(readFileSync(join(folder, "graph.json"), "utf8"));
}

function tracedFrom(from: string) {
  const card = json("card.json");
  return { ...card, tracing: { ...card.tracing, from } };
}

function check(given: ModelFiles) {
  const transfer = Object.values(given).map(({ buffer }) => buffer);
  return client.call("checkModel", { files: given }, { transfer });
}

function load(modelName: string, given: ModelFiles) {
  return client.call("loadModel", { modelName, source: { kind: "handed", files: given } });
}

it("checks a sound model without keeping a tensor, and takes the bytes over", async () => {
  const before = tf.memory().numTensors;
  const given = files();
  await expect(check(given)).resolves.toMatchObject({ name: "tiny" });
  expect(given["weights.safetensors"]?.byteLength).toBe(0);
  expect(tf.memory().numTensors).toBe(before);
});

it("refuses each kind of unsound model with a code of its own", async () => {
  const graph = network();
  const weights = sampleWeights(graph, 1);
  const [first = ""] = weights.keys();
  const damaged = read("weights.safetensors");
  damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
  const broken = new Map(weights);
  broken.delete(first);
  const diverged = new Map(weights);
  const { shape = [], values = new Float32Array() } = weights.get(first) ?? {};
  diverged.set(first, { shape, values: values.map(() => Number.NaN) });
  const card = json("card.json");
  const preprocessing = { ...card.preprocessing, sizePx: 128 };
  const cases: readonly (readonly [string, ModelFiles])[] = [
    ["model-card-invalid", files({ "card.json": text({}) })],
    ["model-graph-invalid", files({ "graph.json": text({ format: "other" }) })],
    ["model-graph-invalid", files({ "graph.json": text({ ...graph, outputs: undefined }) })],
    ["model-graph-invalid", files({ "graph.json": text({ ...graph, outputs: {} }) })],
    ["model-hash-mismatch", files({ "weights.safetensors": damaged })],
    ["model-weights-invalid", await filesWith(text("no tensors"))],
    ["model-weights-invalid", await filesWith(writeSafetensors(broken, "float16", {}))],
    ["model-weights-not-finite", await filesWith(writeSafetensors(diverged, "float32", {}))],
    ["model-invalid", files({ "card.json": text({ ...card, preprocessing }) })],
    ["model-invalid", files({ "card.json": text(tracedFrom("zones")) })],
    ["model-card-invalid", files({ "card.json": text(tracedFrom("afar")) })],
    ["model-load-failed", { "card.json": read("card.json") }],
  ];
  for (const [code, given] of cases)
    await expect(check(given), code).rejects.toMatchObject({ code });
});

it("takes a network that has zones alone, with a card that traces them", async () => {
  const given = async (classes: number) => {
    const builder = new GraphBuilder("zones");
    const input = builder.input(inputNode(network()).shape);
    const zones = builder.conv("zones", input, classes, 1);
    const graph = builder.finish({ zones }, "zones");
    const bytes = writeSafetensors(sampleWeights(graph, 1), "float16", {});
    const card = { ...tracedFrom("zones"), weightsSha256: await sha256(bytes) };
    return files({
      "card.json": text(card),
      "graph.json": text(graph),
      "weights.safetensors": bytes,
    });
  };
  await expect(check(await given(4))).resolves.toMatchObject({ tracing: { from: "zones" } });
  await expect(check(await given(5))).resolves.toMatchObject({ name: "tiny" });
  await expect(check(await given(3))).rejects.toMatchObject({ code: "model-invalid" });
});

it("loads from handed-over bytes, one model at a time, and keeps the old one when the next is unsound", async () => {
  const before = tf.memory().numTensors;
  await expect(load("one", files())).resolves.toMatchObject({ name: "tiny" });
  const loaded = tf.memory().numTensors;
  expect(loaded).toBeGreaterThan(before);
  await load("two", files());
  expect(tf.memory().numTensors).toBe(loaded);
  const bad = files({ "weights.safetensors": Uint8Array.of(1) });
  await expect(load("three", bad)).rejects.toMatchObject({ code: "model-hash-mismatch" });
  expect(tf.memory().numTensors).toBe(loaded);
  await expect(load("two", {})).resolves.toMatchObject({ name: "tiny" });
});

it("a load that is cancelled does not take the place of the model in use", async () => {
  await load("kept", files());
  const loaded = tf.memory().numTensors;
  const abort = new AbortController();
  const source = { kind: "handed", files: files() } as const;
  const cancelled = client.call(
    "loadModel",
    { modelName: "late", source },
    { signal: abort.signal, onProgress: () => abort.abort() },
  );
  await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
  await expect(load("kept", {})).resolves.toMatchObject({ name: "tiny" });
  await expect.poll(() => tf.memory().numTensors).toBe(loaded);
});
