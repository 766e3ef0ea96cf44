import { execFile } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { weightSpecs } from "../src/models/graph.ts";
import { GraphBuilder } from "../src/models/graphBuilder.ts";
import { readSafetensors } from "../src/models/safetensors.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import { prepareSmallDataset, python, smallConfig, TorchRun } from "../test/fixtures/torchRun.ts";
import { readTrainingConfig } from "./trainingConfig.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "icefront-train-"));
const prepared = join(folder, "prepared");
const runs: TorchRun[] = [];
afterAll(() => {
  for (const path of [folder, ...runs.map((run) => run.folder)]) rmSync(path, { recursive: true });
});

const unet = buildAttentionUnet({
  sizePx: 64,
  inputChannels: 2,
  baseWidth: 4,
  attention: true,
  zoneHead: true,
});

/** Two convolutions with a zone head, and nothing that depends on the other samples of a batch. */
function netWithoutBatchNorm() {
  const g = new GraphBuilder("plain");
  const x = g.conv("conv", g.input([64, 64, 2]), 8, 5);
  const act = g.node("act", [x], { op: "activation", fn: "leakyRelu", slope: 0.1 });
  const sigmoid = { op: "activation", fn: "sigmoid", slope: 0 } as const;
  const probability = g.node("probability", [g.conv("out", act, 1, 3)], sigmoid);
  const zones = g.node("zones", [g.conv("zones_out", act, 4, 3)], sigmoid);
  return g.finish({ probability, zones }, "probability");
}

function run(
  ...options: ConstructorParameters<typeof TorchRun> extends [string, ...infer R] ? R : never
): TorchRun {
  const made = new TorchRun(prepared, ...options);
  runs.push(made);
  return made;
}

describe.skipIf(!python)("training in PyTorch (skipped without PyTorch)", () => {
  beforeAll(() => prepareSmallDataset(prepared));

  it("learns: the loss goes down, validation is judged, weights fit the graph", async () => {
    const learning = run(unet, { phases: [{ epochs: 12, sizePx: 64, zoom: [1, 1] }] });
    await learning.train();
    const log = learning.log();
    expect(log).toHaveLength(12);
    const losses = log.map(({ loss }) => loss);
    expect(Math.min(...losses.slice(8))).toBeLessThan((losses[0] as number) - 0.1);
    expect(log.every(({ validation }) => (validation?.softDice ?? 0) > 0)).toBe(true);
    const weights = readSafetensors(learning.read("last.safetensors"));
    const shapes = new Map([...weights].map(([name, { shape }]) => [name, shape]));
    for (const { name, shape } of weightSpecs(unet)) expect(shapes.get(name), name).toEqual(shape);
    expect(readSafetensors(learning.read("epoch1.safetensors")).size).toBe(weights.size);
    expect(log.filter(({ isBest }) => isBest).length).toBeGreaterThan(0);
  });

  it("killed in the middle of an epoch and resumed: the same weights, bit for bit", async () => {
    const change = {
      checkpointSteps: 1,
      phases: [{ epochs: 4, sizePx: 64, zoom: [0.8, 1] }],
    } as const;
    const whole = run(unet, change);
    await whole.train();
    const killed = run(unet, change);
    const child = killed.start();
    const checkpoint = join(killed.folder, "checkpoint.pt");
    // The second epoch's first checkpoint is one in the middle of an epoch.
    await until(() => existsSync(join(killed.folder, "log.jsonl")));
    const atEpoch = readFileSync(checkpoint);
    await until(() => !readFileSync(checkpoint).equals(atEpoch));
    const exit = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await exit;
    expect(killed.log().length).toBeLessThan(4);
    await killed.train({ resume: true });
    for (const name of ["last.safetensors", "best.safetensors", "epoch1.safetensors"])
      expect(Buffer.compare(killed.read(name), whole.read(name)), name).toBe(0);
    const figures = (made: TorchRun) => made.log().map((line) => ({ ...line, seconds: 0 }));
    expect(figures(killed)).toEqual(figures(whole));
  });

  it("processes that augment ahead change nothing", async () => {
    const change = { augmentation: { ...smallConfig.augmentation, oceanMixShare: 0.5 } };
    const alone = run(unet, change);
    await alone.train();
    const ahead = run(unet, { ...change, workers: 2 });
    await ahead.train();
    const name = "last.safetensors";
    expect(Buffer.compare(ahead.read(name), alone.read(name))).toBe(0);
  });

  it("trains under bfloat16 autocast, and keeps float32 weights", async () => {
    const half = run(unet, { precision: "bfloat16" });
    await half.train();
    expect(half.log().every(({ loss }) => Number.isFinite(loss))).toBe(true);
    const full = run(unet);
    await full.train();
    const [a, b] = [half, full].map((made) => made.log()[0]?.loss ?? Number.NaN) as [
      number,
      number,
    ];
    // The first epoch's loss: near, but not the same arithmetic.
    expect(Math.abs(a - b)).toBeLessThan(0.05);
    expect(a).not.toBe(b);
  });

  it("Ctrl-C stops cleanly with exit code 3 and a checkpoint to go on from", async () => {
    const stopped = run(unet, { phases: [{ epochs: 500, sizePx: 64, zoom: [1, 1] }] });
    expect(await stopAfterAnEpoch(stopped)).toBe(3);
    const done = stopped.log().length;
    expect(done).toBeLessThan(500);
    expect(existsSync(join(stopped.folder, "checkpoint.pt"))).toBe(true);
  });

  it("two processes give the result of one", async () => {
    const change = {
      batch: 3,
      loss: { bce: 1, dice: 1, mcc: 0.5, w: 4, zones: 0.5 },
      clipNorm: 1,
    } as const;
    const one = run(netWithoutBatchNorm(), change);
    await one.train();
    const two = run(netWithoutBatchNorm(), change);
    await two.train({ processes: 2 });
    const [a, b] = [one, two].map((made) => readSafetensors(made.read("last.safetensors")));
    for (const [name, { values }] of a ?? []) {
      const others = b?.get(name)?.values ?? [];
      const differences = Array.from(values, (v, i) => Math.abs(v - (others[i] as number)));
      expect(Math.max(...differences), name).toBeLessThan(1e-5);
    }
    expect(two.log().map(({ loss }) => loss)).toHaveLength(3);
  });

  it("starts from another run's weights, and refuses those of another network", async () => {
    const first = run(unet, { phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1] }] });
    await first.train();
    const from = join(first.folder, "last.safetensors");
    const second = run(unet, {
      learningRate: { kind: "cosine", base: 1e-12, max: 1e-12, warmUpIterations: 1 },
      phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1] }],
    });
    await second.train({ startFrom: from });
    const kernel = (made: TorchRun) =>
      readSafetensors(made.read("last.safetensors")).get("conv1_1.weight")?.values;
    const [before, after] = [kernel(first), kernel(second)];
    expect(
      Math.max(...Array.from(before ?? [], (v, i) => Math.abs(v - (after?.[i] ?? 9)))),
    ).toBeLessThan(1e-6);
    const other = run(netWithoutBatchNorm());
    await expect(other.train({ startFrom: from })).rejects.toThrow(
      /is of another network: .* does not fit/,
    );
  });

  it("stops early when patience ends", async () => {
    const patient = run(unet, {
      phases: [{ epochs: 30, sizePx: 64, zoom: [1, 1] }],
      learningRate: { kind: "cosine", base: 1e-12, max: 1e-12, warmUpIterations: 1 },
      averageDecay: 0,
      monitor: { metric: "softDice", w: 8 },
      patienceEpochs: 2,
    });
    await patient.train();
    expect(patient.log().length).toBeLessThan(30);
    expect(
      patient.log().length - (patient.log().findLast(({ isBest }) => isBest)?.epoch ?? 0),
    ).toBe(2);
  });

  it("refuses a checkpoint of another network or other settings, and names them", async () => {
    const made = run(unet, { phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1] }] });
    await made.train();
    made.configure({ phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1] }], workers: 1 });
    await made.train({ resume: true });
    made.configure({ batch: 4 });
    await expect(made.train({ resume: true })).rejects.toThrow(
      /was trained with another batch, phases/,
    );
    writeFileSync(join(made.folder, "graph.json"), JSON.stringify(netWithoutBatchNorm()));
    await expect(made.train({ resume: true })).rejects.toThrow(
      /checkpoint.pt is of another network/,
    );
    truncateSync(join(made.folder, "checkpoint.pt"), 1000);
    await expect(made.train({ resume: true })).rejects.toThrow(
      /checkpoint.pt cannot be read: start anew/,
    );
  });

  it("names the scenes on which the loss is not finite, and leaves the checkpoint", async () => {
    const wild = run(unet, {
      learningRate: { kind: "cosine", base: 1e18, max: 1e20, warmUpIterations: 1 },
      clipNorm: null,
      checkpointSteps: 1,
    });
    await expect(wild.train()).rejects.toThrow(
      /The loss is not finite in epoch 1, step \d, on scene\d/,
    );
    expect(existsSync(join(wild.folder, "checkpoint.pt"))).toBe(true);
  });

  it("says so when the disk is full, and keeps the checkpoint before", async () => {
    const made = run(unet, { phases: [{ epochs: 500, sizePx: 64, zoom: [1, 1] }] });
    await stopAfterAnEpoch(made);
    const before = made.read("checkpoint.pt");
    // A limit on the size of files stands for a full disk: the write of the checkpoint fails half-way.
    const limit =
      "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, -1)); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')";
    await expect(made.trainThrough(limit, { resume: true })).rejects.toThrow(
      /checkpoint.pt cannot be written \(File too large\). The checkpoint before is intact/,
    );
    expect(before.length).toBeGreaterThan(2_000_000);
    expect(Buffer.compare(made.read("checkpoint.pt"), before)).toBe(0);
    expect(existsSync(join(made.folder, "checkpoint.pt.partial"))).toBe(false);
  });

  it("names a prepared file that is damaged", async () => {
    const damaged = join(folder, "damaged");
    await prepareSmallDataset(damaged);
    truncateSync(join(damaged, "distance.npy"), 5000);
    const made = new TorchRun(damaged, unet);
    runs.push(made);
    await expect(made.train()).rejects.toThrow(
      /distance.npy cannot be read: prepare the data set again/,
    );
  });
});

/** The exit code after Ctrl-C. */
async function stopAfterAnEpoch(made: TorchRun): Promise<unknown> {
  const child = made.start();
  await until(() => existsSync(join(made.folder, "log.jsonl")));
  const code = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  return code;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const golden = sharedPath("golden/losses");
describe.skipIf(!python || !golden)(
  "losses in PyTorch equal the golden ones (../shared/golden)",
  () => {
    it("distance-weighted BCE and Dice, MCC and the triangular cyclic rate", async () => {
      const script = join(root, "training/torch/print_losses.py");
      const { stdout } = await promisify(execFile)(python ?? "", [script, golden ?? ""]);
      const printed = JSON.parse(stdout);
      const expected = JSON.parse(readFileSync(join(golden ?? "", "expected.json"), "utf8"));
      for (const w of [0, 4, 8, 16])
        expected.distance_weighted[w].per_example.forEach(
          (example: { loss_bce_clip_only: number; weighted_dice: number }, i: number) => {
            expect(printed.weightedBce[w][i]).toBeCloseTo(example.loss_bce_clip_only, 9);
            expect(printed.weightedDice[w][i]).toBeCloseTo(example.weighted_dice, 9);
          },
        );
      expected.mcc.per_example.forEach(({ soft_mcc }: { soft_mcc: number }, i: number) => {
        expect(printed.mcc[i]).toBeCloseTo(soft_mcc, 9);
      });
      expect(printed.mccOfBatch).toBeCloseTo(expected.mcc.whole_batch.soft_mcc, 9);
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
    [{ averageDecay: "0.9" }, /averageDecay is missing or impossible/],
    [{ monitor: { metric: "dice", w: 0, every: 2 } }, /unknown field monitor.every/],
    [{ phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1], batch: 2 }] }, /unknown field phases.batch/],
    [
      {
        preprocessing: {
          medianAreaSquareMetres: null,
          multilookMeters: 40,
          sizePx: 256,
          radiometry: "rank",
          channels: ["intensity"],
        },
      },
      /unknown field preprocessing.multilookMeters/,
    ],
    [{ patienceEpochs: 2, evaluateEvery: 3 }, /patienceEpochs is 2, so that training could end/],
    [{ phases: [] }, /phases is missing or impossible/],
  ])("%j", (change, sentence) => {
    const file = join(folder, "bad.json");
    const good = readFileSync(join(root, "training/configs/attention-unet.json"), "utf8");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(good), ...change }));
    expect(() => readTrainingConfig(file)).toThrow(sentence);
  });
  it("accepts the shipped one", () => {
    expect(smallConfig.name).toBe("attention-unet");
  });
});
