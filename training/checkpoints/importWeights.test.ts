// Official checkpoints become the weights of a graph: exactly, wholly, or not at all.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { startBackend } from "../../src/inference/engine/startBackend.ts";
import { createTfjsEngine } from "../../src/inference/engine/tfjsEngine.ts";
import type { WeightSpec } from "../../src/models/graph.ts";
import { buildHybrid } from "../../src/models/hybrid.ts";
import { HYBRID_SIZES } from "../../src/models/hybridConfigs.ts";
import { writeSafetensors } from "../../src/models/safetensors.ts";
import type { Weights } from "../../src/models/weights.ts";
import { openGoldenTyrion } from "../../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { readNpy, readNpz } from "../npy.ts";
import { importWeights } from "./importWeights.ts";
import { graphWeightName } from "./officialNames.ts";
import { type ImportTarget, importTarget, planImport, type TensorFacts } from "./planImport.ts";
import { openStateDict, type StateDict } from "./stateDict.ts";
import type { StoredTensor } from "./storedTensor.ts";

const golden = sharedPath("golden/tyrion");

type Entry = {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: string;
  readonly kind: string;
  readonly used_in_forward: boolean;
};

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(golden ?? "", name), "utf8"));
}

it("names of modules become names of nodes and their parts", () => {
  const names = [
    "layers.0.blocks.1.attn.qkv.weight",
    "layers.0.blocks.1.attn.q_bias",
    "layers.2.blocks.5.attn.cpb_mlp.0.bias",
    "layers.0.blocks.1.mlp.fc1.weight",
    "layers.1.downsample.reduction.weight",
    "patch_embed.proj.weight",
    "pred_target.3.block.nin_shortcut.weight",
    "pred_target.6.bias",
  ];
  expect(names.map(graphWeightName)).toEqual([
    "layers_0_blocks_1_attn.qkv.weight",
    "layers_0_blocks_1_attn.q_bias",
    "layers_2_blocks_5_attn.cpb_mlp.0.bias",
    "layers_0_blocks_1_mlp_fc1.weight",
    "layers_1_downsample_reduction.weight",
    "patch_embed_proj.weight",
    "pred_target_3_block_nin_shortcut.weight",
    "pred_target_6.bias",
  ]);
});

// -- the small official network -----------------------------------------------------------------------------------

const caseA = golden ? openGoldenTyrion(join(golden, "case_a")) : null;
const small: ImportTarget = caseA
  ? importTarget("small", caseA.graph)
  : { name: "small", specs: [], windowAreas: new Map() };
const smallFile = (name: string) => openAsBlob(join(golden ?? "", "case_a", name));

it.skipIf(!golden)("a Lightning checkpoint gives the official weights, bit for bit", async () => {
  const tensors = await openStateDict(await smallFile("lightning_small.ckpt"));
  const imported = await importWeights(small, tensors);
  expect([imported.kind, imported.fresh]).toEqual(["network", []]);
  expect([...imported.weights.keys()]).toEqual([...(caseA?.weights.keys() ?? [])]);
  expect(differing(imported.weights, caseA?.weights ?? new Map())).toEqual([]);
  const unused = readJson<Entry[]>("case_a/manifest.json").filter(
    (e) => e.kind === "buffer" || !e.used_in_forward,
  );
  expect(imported.leftOut.map(({ name }) => name).sort()).toEqual(
    unused.map(({ name }) => `swin_unet.${name}`).sort(),
  );
  expect(imported.copies.length + imported.leftOut.length).toBe(tensors.size);
});

/** Names of those whose shape or bits are not as in `wanted`. */
function differing(weights: Weights, wanted: Weights): string[] {
  return [...weights].flatMap(([name, { shape, values }]) => {
    const other = wanted.get(name);
    const isSame = other?.shape.join() === shape.join() && raw(values).equals(raw(other.values));
    return isSame ? [] : [name];
  });
}

function raw({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

it.skipIf(!golden)("an encoder alone is a start: the decoder stays fresh", async () => {
  const tensors = await openStateDict(await smallFile("encoder_only_model_nesting.pth"));
  const imported = await importWeights(small, tensors);
  expect(imported.kind).toBe("encoder");
  expect(imported.fresh).toEqual(
    small.specs.flatMap(({ name }) => (name.startsWith("pred_target_") ? [name] : [])),
  );
  const whole = await importWeights(
    small,
    await openStateDict(await smallFile("lightning_small.ckpt")),
  );
  expect(differing(imported.weights, whole.weights)).toEqual([]);
  expect(imported.weights.size + imported.fresh.length).toBe(small.specs.length);
});

it.skipIf(!golden)("a network that reads the picture once takes the kernels' sum", async () => {
  const tensors = await openStateDict(await smallFile("lightning_small.ckpt"));
  const [input] = small.specs;
  for (const channels of [1, 2]) {
    const narrow = { ...(input as WeightSpec), shape: [8, channels, 4, 4] };
    const specs = [narrow, ...small.specs.slice(1)];
    const { weights } = await importWeights({ ...small, specs }, tensors);
    const official = await tensors.get("swin_unet.patch_embed.proj.weight")?.values();
    const got = weights.get("patch_embed_proj.weight");
    expect(got?.shape).toEqual([8, channels, 4, 4]);
    const at = (filter: number, picture: number, i: number) =>
      official?.[(filter * 3 + picture) * 16 + i] ?? Number.NaN;
    for (const [filter, i] of [
      [0, 0],
      [0, 15],
      [7, 3],
    ] as const) {
      const sum = at(filter, 0, i) + at(filter, 1, i) + at(filter, 2, i);
      expect(got?.values[filter * channels * 16 + i]).toBeCloseTo(sum, 6);
      if (channels === 2) expect(got?.values[(filter * 2 + 1) * 16 + i]).toBe(0);
    }
  }
});

it.skipIf(!golden)(
  "safetensors of the same weights, without the wrapper, give the same",
  async () => {
    const official = readNpz(join(golden ?? "", "case_a/weights.npz"));
    const weights: Weights = new Map(
      [...official].map(([name, { shape, values }]) => [
        name,
        { shape, values: Float32Array.from(values) },
      ]),
    );
    const file = new Blob([writeSafetensors(weights, "float32", {})]);
    const again = await importWeights(small, await openStateDict(file));
    const first = await openStateDict(await smallFile("lightning_small.ckpt"));
    const { weights: wanted } = await importWeights(small, first);
    expect(again.weights.size).toBe(wanted.size);
    expect(differing(again.weights, wanted)).toEqual([]);
  },
);

it.skipIf(!golden)(
  "as a network of one channel it gives the official logits, within 1e-3",
  async () => {
    if (!caseA) return;
    const one = buildHybrid({ ...caseA.hybrid, inputChannels: 1 });
    const graph = { ...one, outputs: { logits: "pred_target_6" } };
    const tensors = await openStateDict(await smallFile("lightning_small.ckpt"));
    const { weights } = await importWeights(importTarget("one channel", graph), tensors);
    const wasmFiles = fileURLToPath(
      new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
    );
    await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
    const engine = createTfjsEngine(graph, weights);
    const { logits } = await engine.run(Float32Array.from(caseA.grey));
    engine.dispose();
    const wanted = readNpy(join(golden ?? "", "case_a/logits.npy"));
    const area = 128 * 128;
    const worst = Array.from(logits?.values ?? []).reduce((most, value, i) => {
      const official = wanted.values[(i % 4) * area + Math.floor(i / 4)] ?? Number.NaN;
      return Math.max(most, Math.abs(value - official));
    }, 0);
    expect(logits?.values.length).toBe(4 * area);
    console.log(`imported, one channel: logits differ by ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(1e-3);
  },
);

// -- the full-size network ----------------------------------------------------------------------------------------

const full = importTarget(
  "hybrid-full",
  buildHybrid({ ...HYBRID_SIZES["hybrid-full"], inputChannels: 3, classes: 4 }),
);

type FullSize = {
  readonly entries: Entry[];
  readonly parameters_used_in_forward: number;
  readonly extra_in_OptSimMIM_checkpoint: Entry[];
  readonly extra_in_OptTranslator_checkpoint: Entry[];
};

function factsOf(entries: readonly Pick<Entry, "name" | "shape" | "dtype">[]) {
  return new Map<string, TensorFacts>(
    entries.map(({ name, shape, dtype }) => [
      name,
      { shape, dtype, isFloat: dtype.startsWith("float") },
    ]),
  );
}

it.skipIf(!golden)("every tensor of the full-size network has its place", () => {
  const { entries, parameters_used_in_forward } = readJson<FullSize>("full_size_state_dict.json");
  const plan = planImport(full, factsOf(entries));
  const values = plan.copies.reduce((sum, { spec }) => sum + spec.shape.reduce((a, b) => a * b), 0);
  expect(values).toBe(parameters_used_in_forward);
  expect(plan.fresh).toEqual([]);
  expect(plan.copies.length + plan.leftOut.length).toBe(entries.length);
});

it
  .skipIf(!golden)
  .each(["extra_in_OptSimMIM_checkpoint", "extra_in_OptTranslator_checkpoint"] as const)(
  "pre-trained weights are a start, the head stays fresh: %s",
  (extra) => {
    const stored = readJson<FullSize>("full_size_state_dict.json");
    const plan = planImport(full, factsOf([...stored.entries, ...stored[extra]]));
    expect(plan.kind).toBe("preTraining");
    expect(plan.fresh).toEqual(["pred_target_6.weight", "pred_target_6.bias"]);
    expect(plan.copies.length).toBe(full.specs.length - 2);
    const names = plan.leftOut.map(({ name }) => name);
    for (const { name } of stored[extra]) expect(names).toContain(name);
  },
);

it.skipIf(!golden)(
  "of the ImageNet file everything is copied that the official code copies",
  () => {
    const imagenet = readJson<{ entries: (Entry & { on_import: string })[] }>(
      "imagenet_encoder_state_dict.json",
    );
    const plan = planImport(full, factsOf(imagenet.entries));
    expect(plan.kind).toBe("encoder");
    const buffer = /relative_|attn_mask/;
    const copied = imagenet.entries.filter(
      ({ name, on_import }) => on_import === "copied" && !buffer.test(name),
    );
    expect(plan.copies.map(({ from }) => from).sort()).toEqual(
      copied.map(({ name }) => name).sort(),
    );
    expect(plan.fresh.every((name) => name.startsWith("pred_target_"))).toBe(true);
  },
);

// -- what does not fit --------------------------------------------------------------------------------------------

const tinySpecs: readonly WeightSpec[] = [
  { name: "layers_0_blocks_0_norm1.weight", shape: [2], role: "trained" },
  { name: "layers_0_blocks_0_norm1.bias", shape: [2], role: "trained" },
  { name: "pred_target_6.weight", shape: [4, 2, 1, 1], role: "trained" },
];
const tiny: ImportTarget = {
  name: "tiny",
  specs: tinySpecs,
  windowAreas: new Map([["layers_0_blocks_0_attn", 16]]),
};

function stateDict(entries: Record<string, readonly [shape: number[], value?: number]>): StateDict {
  return new Map(
    Object.entries(entries).map(([name, [shape, value = 1]]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = async () => new Float32Array(size).fill(value);
      return [name, { shape, dtype: "float32", isFloat: true, values } satisfies StoredTensor];
    }),
  );
}

it("everything that does not fit is listed at once", async () => {
  const tensors = new Map([
    ...stateDict({
      "swin_unet.layers.0.blocks.0.norm1.weight": [[3]],
      "swin_unet.pred_target.6.weight": [[4, 2, 1, 1]],
      "pred_target.6.weight": [[4, 2, 1, 1]],
      "swin_unet.surprise.weight": [[1]],
    }),
  ]);
  const error = await importWeights(tiny, tensors).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe("model-invalid");
  expect((error as AppError).message.split("\n  ")).toEqual([
    "The checkpoint does not fit tiny:",
    "swin_unet.layers.0.blocks.0.norm1.weight is 3 instead of 2",
    "layers_0_blocks_0_norm1.bias is missing",
    "swin_unet.surprise.weight has no place in the network",
    "pred_target.6.weight is there twice",
  ]);
});

it("whole numbers are no weights", () => {
  const tensors = factsOf([
    { name: "layers.0.blocks.0.norm1.weight", shape: [2], dtype: "int64" },
    { name: "layers.0.blocks.0.norm1.bias", shape: [2], dtype: "float16" },
    { name: "pred_target.6.weight", shape: [4, 2], dtype: "float64" },
  ]);
  expect(() => planImport(tiny, tensors)).toThrow(
    /fit tiny:\n {2}layers\.0\.blocks\.0\.norm1\.weight is of the type int64$/,
  );
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "a value of %d is refused by name",
  async (value) => {
    const tensors = stateDict({
      "layers.0.blocks.0.norm1.weight": [[2], value],
      "layers.0.blocks.0.norm1.bias": [[2]],
      "pred_target.6.weight": [[4, 2], value],
    });
    await expect(importWeights(tiny, tensors)).rejects.toThrow(
      /not finite in:\n {2}layers\.0\.blocks\.0\.norm1\.weight\n {2}pred_target\.6\.weight$/,
    );
  },
);

it("an encoder with a layer missing is no start", () => {
  const tensors = stateDict({ "layers.0.blocks.0.norm1.weight": [[2]], "head.weight": [[9, 2]] });
  expect(() => planImport(tiny, tensors)).toThrow(
    /fit tiny:\n {2}layers_0_blocks_0_norm1\.bias is missing$/,
  );
});

it("a network with windows of another size is refused, though every weight would fit", () => {
  const weights = [
    { name: "layers.0.blocks.0.norm1.weight", shape: [2], dtype: "float32" },
    { name: "layers.0.blocks.0.norm1.bias", shape: [2], dtype: "float32" },
    { name: "pred_target.6.weight", shape: [4, 2], dtype: "float32" },
  ];
  const index = (side: number) => ({
    name: "layers.0.blocks.0.attn.relative_position_index",
    shape: [side, side],
    dtype: "int64",
  });
  expect(() => planImport(tiny, factsOf([...weights, index(64)]))).toThrow(
    /relative_position_index is for windows of 64 pixels instead of 16$/,
  );
  expect(planImport(tiny, factsOf([...weights, index(16)])).copies).toHaveLength(3);
});
