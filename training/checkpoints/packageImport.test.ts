// What an import writes: a model folder that the app's own checks accept, or a start for training; else nothing.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type NetworkGraph, parseGraph } from "../../src/models/graph.ts";
import { parseModelCard } from "../../src/models/modelCard.ts";
import { readSafetensors, writeSafetensors } from "../../src/models/safetensors.ts";
import { requireWeights, type Weights } from "../../src/models/weights.ts";
import { sha256 } from "../../src/scene/sha256.ts";
import { packageImport } from "./packageImport.ts";

/** Named as the official network, of two layers. */
function tinyGraph(inputChannels: number): NetworkGraph {
  const conv = { op: "conv2d", stride: 1 } as const;
  return {
    format: "icefront-graph",
    version: 1,
    name: "tiny-hybrid",
    nodes: [
      { id: "input", op: "input", inputs: [], shape: [8, 8, inputChannels] },
      { id: "patch_embed_proj", ...conv, inputs: ["input"], filters: 2, kernel: 4 },
      { id: "pred_target_6", ...conv, inputs: ["patch_embed_proj"], filters: 4, kernel: 1 },
    ],
    outputs: { zones: "pred_target_6" },
    primaryOutput: "zones",
  };
}

const encoder: Weights = new Map([
  ["patch_embed.proj.weight", filled([2, 3, 4, 4], 0.1)],
  ["patch_embed.proj.bias", filled([2], 70_000)],
]);
const network: Weights = new Map([
  ...encoder,
  ["pred_target.6.weight", filled([4, 2, 1, 1], 1 / 3)],
  ["pred_target.6.bias", filled([4], 0)],
]);

function filled(shape: number[], value: number) {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, values: new Float32Array(size).fill(value) };
}

function options(weights: Weights, out: string, dtype: "float16" | "float32" = "float32") {
  const checkpoint = new Blob([writeSafetensors(weights, "float32", {})]);
  const from = { file: "official.ckpt", sha256: "ab".repeat(32) };
  return { checkpoint, from, graph: tinyGraph(1), network: "tiny", out, dtype };
}

function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), "icefront-import-")), "imported");
}

it("a whole network becomes a model folder whose card says where it is from", async () => {
  const out = newFolder();
  await packageImport(options(network, out));
  const card = parseModelCard(readFileSync(join(out, "card.json"), "utf8"));
  const bytes = Uint8Array.from(readFileSync(join(out, card.weightsFile)));
  const graph = parseGraph(readFileSync(join(out, "graph.json"), "utf8"));
  expect(graph).toEqual(tinyGraph(1));
  expect(card.weightsSha256).toBe(await sha256(bytes));
  requireWeights(graph, readSafetensors(bytes));
  expect(card).toMatchObject({ name: "imported", figures: [], weightsDtype: "float32" });
  expect(card.preprocessing).toMatchObject({ sizePx: 8, channels: ["intensity"] });
  expect(card.trainedOn.data).toContain(`imported from official.ckpt (SHA-256 ${"ab".repeat(32)})`);
  expect(card.parameters).toBe(2 * 16 + 2 + 8 + 4);
  await expect(packageImport(options(network, out))).rejects.toThrow(/holds card.json already/);
});

it("an encoder becomes a start for training, and no model", async () => {
  const out = newFolder();
  await packageImport(options(encoder, out));
  expect(readdirSync(out)).toEqual(["start.safetensors"]);
  const start = readSafetensors(Uint8Array.from(readFileSync(join(out, "start.safetensors"))));
  expect([...start.keys()]).toEqual(["patch_embed_proj.weight", "patch_embed_proj.bias"]);
  expect(start.get("patch_embed_proj.weight")?.shape).toEqual([2, 1, 4, 4]);
  await expect(packageImport(options(encoder, out))).rejects.toThrow(/start.safetensors already/);
});

it("what cannot be imported leaves nothing behind", async () => {
  const out = newFolder();
  const short = new Map([...network].slice(0, 3));
  await expect(packageImport(options(short, out))).rejects.toThrow(/pred_target_6.bias is missing/);
  await expect(packageImport(options(network, out, "float16"))).rejects.toThrow(
    /no number for; keep them as float32: patch_embed_proj\.bias\./,
  );
  const threeChannels = { ...options(network, out), graph: tinyGraph(3) };
  await expect(packageImport(threeChannels)).rejects.toThrow(/reads 3 channels/);
  expect(existsSync(out)).toBe(false);
});
