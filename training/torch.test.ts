import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { weightSpecs } from "../src/models/graph.ts";
import { readSafetensors } from "../src/models/safetensors.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import type { Dataset, LabelledScene } from "./datasets/labelledScene.ts";
import { findPython } from "./findPython.ts";
import { prepareDataset } from "./prepareDataset.ts";
import { simulateFjord } from "./simulation/simulateFjord.ts";
import { splitScenes } from "./split.ts";
import { readTrainingConfig } from "./trainingConfig.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "icefront-train-"));
afterAll(() => rmSync(folder, { recursive: true }));
const python = await findPython().catch((error: Error) => {
  console.warn(`SKIPPED: ${error.message}`);
  return null;
});

/** Eight simulated scenes of two glaciers on successive days. */
function simulatedDataset(): Dataset {
  const scenes = Array.from({ length: 8 }, (_, i) => ({
    name: `scene${i}`,
    glacier: i < 6 ? "A" : "B",
    date: `2020-01-0${i + 1}`,
    sensor: "SIM",
    nominalResolutionMetres: 60,
    pixelSizeMetres: { x: 60, y: 60 },
  }));
  const read = (name: string): LabelledScene => {
    const index = scenes.findIndex((scene) => scene.name === name);
    const size = { widthPx: 64, heightPx: 64 };
    const made = simulateFjord({ ...size, pixelSizeMetres: 240, looks: 8, seed: index + 1 });
    const front = new Uint8Array(64 * 64);
    for (const [col, row] of made.front)
      if (col >= 0 && col < 64 && row >= 0 && row < 64)
        front[Math.floor(row) * 64 + Math.floor(col)] = 1;
    const band = { ...size, values: Float32Array.from(made.amplitude) };
    return { ...(scenes[index] as (typeof scenes)[number]), band, front, zones: made.zones };
  };
  return { name: "simulated", attribution: "", licence: "", scenes, read };
}

const config = {
  ...readTrainingConfig(join(root, "training/configs/attention-unet.json")),
  network: { baseWidth: 4, attention: true },
  batch: 4,
  learningRate: { kind: "cosine", base: 1e-4, max: 1e-2, warmUpIterations: 1 },
  averageDecay: 0.5,
  evaluateEvery: 2,
  evaluateStep: 1,
  keepEpochs: [1],
};
const graph = buildAttentionUnet({ sizePx: 64, inputChannels: 2, baseWidth: 4, attention: true });
const log = () =>
  readFileSync(join(folder, "log.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

async function train(epochs: number, ...more: string[]): Promise<void> {
  const phases = [{ epochs, sizePx: 64, zoom: [0.9, 1] }];
  writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, phases }));
  const files = [
    "--graph",
    "graph.json",
    "--data",
    "prepared",
    "--config",
    "config.json",
    "--out",
    ".",
  ];
  const script = join(root, "training/torch/train.py");
  await promisify(execFile)(python ?? "", [script, ...files, ...more], { cwd: folder });
}

describe.skipIf(!python)("training in PyTorch (skipped without PyTorch)", () => {
  beforeAll(async () => {
    const dataset = simulatedDataset();
    const split = splitScenes(dataset.scenes, {
      kind: "glacierAndDates",
      unseenGlacier: "B",
      lastDatesShare01: 0.3,
    });
    expect(split).toMatchObject({
      validation: ["scene4", "scene5"],
      test: ["scene6", "scene7"],
    });
    await prepareDataset(
      dataset,
      split,
      { ...config.preprocessing, sizePx: 64 },
      join(folder, "prepared"),
      () => {},
    );
    writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
    await train(8);
  });

  it("lowers the loss and writes weights that fit the graph", () => {
    const losses = log().map(({ loss }) => loss);
    expect(losses).toHaveLength(8);
    expect(Math.min(...losses.slice(4))).toBeLessThan(losses[0] - 0.05);
    const weights = readSafetensors(
      Uint8Array.from(readFileSync(join(folder, "last.safetensors"))),
    );
    const shapes = new Map([...weights].map(([name, { shape }]) => [name, shape]));
    for (const { name, shape } of weightSpecs(graph)) expect(shapes.get(name), name).toEqual(shape);
    expect(readFileSync(join(folder, "epoch1.safetensors")).length).toBeGreaterThan(1e6);
  });

  it("goes on from its checkpoint", async () => {
    await train(10, "--resume");
    expect(log().map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

const golden = sharedPath("golden/losses");
describe.skipIf(!python || !golden)(
  "losses in PyTorch equal the golden ones (../shared/golden)",
  () => {
    it("distance-weighted BCE, Dice and the triangular cyclic rate", async () => {
      const script = join(root, "training/torch/print_losses.py");
      const { stdout } = await promisify(execFile)(python ?? "", [script, golden ?? ""]);
      const printed = JSON.parse(stdout);
      const expected = JSON.parse(readFileSync(join(golden ?? "", "expected.json"), "utf8"));
      for (const w of [0, 4, 8, 16])
        expected.distance_weighted[w].per_example.forEach(
          (example: { loss_bce_clip_only: number; dice: number }, i: number) => {
            expect(printed.weightedBce[w][i]).toBeCloseTo(example.loss_bce_clip_only, 9);
            expect(printed.dice[i]).toBeCloseTo(example.dice, 9);
          },
        );
      const rates = [1e-5, 5.05e-4, 1e-3, 5.05e-4, 1e-5, 1e-3];
      printed.rates.forEach((rate: number, i: number) => {
        expect(rate).toBeCloseTo(rates[i] ?? 0, 10);
      });
    });
  },
);

describe("a configuration that cannot be is refused by field and file", () => {
  it.each([
    [{ learningRat: 1 }, /bad.json: unknown field learningRat/],
    [{ batch: 0 }, /bad.json: batch is missing or impossible \(0\)/],
    [{ loss: { bce: 0, dice: 0, mcc: 0, w: 0, zones: 0 } }, /loss is missing or impossible/],
    [{ loss: { hinge: 1 } }, /unknown field loss.hinge/],
    [{ augmentation: { zoom: 1 } }, /unknown field augmentation.zoom/],
    [{ network: { baseWidth: 3, attention: true, zoneHead: false } }, /network.baseWidth is miss/],
    [{ split: { kind: "glacierAndDates", unseenGlacier: "B" } }, /split.lastDatesShare01 is miss/],
    [{ split: { kind: "by moon" } }, /split.kind is missing or impossible/],
    [{ network: { baseWidth: 4, attention: true, zoneHead: false } }, /loss.zones is 0.5, but/],
    [{ phases: [] }, /phases is missing or impossible/],
  ])("%j", (change, sentence) => {
    const file = join(folder, "bad.json");
    const good = readFileSync(join(root, "training/configs/attention-unet.json"), "utf8");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(good), ...change }));
    expect(() => readTrainingConfig(file)).toThrow(sentence);
  });
});
