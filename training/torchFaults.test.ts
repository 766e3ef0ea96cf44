// What may go wrong around a training run: signals, full disks, bad starts, numbers that are none.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAttentionUnet } from "../src/models/attentionUnet.ts";
import { prepareSmallDataset, python, TorchRun, trainerAfter } from "../test/fixtures/torchRun.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-faults-"));
const prepared = join(folder, "prepared");
const runs: TorchRun[] = [];
afterAll(() => {
  for (const path of [folder, ...runs.map((run) => run.folder)]) rmSync(path, { recursive: true });
});

const unet = buildAttentionUnet({
  sizePx: 64,
  inputChannels: 2,
  baseWidth: 4,
  attention: false,
  zoneHead: true,
});
const ONE_EPOCH = { phases: [{ epochs: 1, sizePx: 64, zoom: [1, 1] }] } as const;
const ENDLESS = { phases: [{ epochs: 500, sizePx: 64, zoom: [1, 1] }] } as const;

function run(change: ConstructorParameters<typeof TorchRun>[2] = {}, data = prepared): TorchRun {
  const made = new TorchRun(data, unet, change);
  runs.push(made);
  return made;
}

describe.skipIf(!python)("a training run in trouble (skipped without PyTorch)", () => {
  beforeAll(() => prepareSmallDataset(prepared));

  it("Ctrl-C stops several processes cleanly: a checkpoint that goes on", async () => {
    const stopped = run(ENDLESS);
    // The launcher's signal comes while the step is under way.
    const slow = `
import time, trainer
plain = trainer.Trainer.step
trainer.Trainer.step = lambda *all: (plain(*all), time.sleep(0.5))`;
    const child = stopped.startGroup(2, trainerAfter(slow, join(folder, "slow.py")));
    let printed = "";
    child.stdout?.on("data", (bytes) => {
      printed += bytes;
    });
    while (!existsSync(join(stopped.folder, "log.jsonl")))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 250));
    const exit = new Promise((resolve) => child.on("exit", resolve));
    process.kill(-(child.pid ?? 0), "SIGINT");
    await exit;
    expect(printed).toMatch(/Stopped in epoch \d+; --resume goes on there/);
  });

  it("several processes judge with the same batch norm statistics, the first one's", async () => {
    const seen = join(folder, "statistics");
    const lines = `
import front_task
plain = front_task.judge
def judge(net, scenes, indices, config, processes):
    total = sum(float(values.double().abs().sum()) for values in net.buffers())
    open(f"${seen}{processes.rank}", "w").write(repr(total))
    return plain(net, scenes, indices, config, processes)
front_task.judge = judge`;
    await run(ONE_EPOCH).train({ processes: 2 }, trainerAfter(lines, join(folder, "judge.py")));
    expect(readFileSync(`${seen}1`, "utf8")).toBe(readFileSync(`${seen}0`, "utf8"));
  });

  it("a gradient that is not finite stops it before the weights are spoilt", async () => {
    const made = run({ ...ONE_EPOCH, clipNorm: null, checkpointSteps: 1 });
    const spoil = `
import losses
plain = losses.Loss.__call__
def spoilt(self, outputs, batch):
    loss, terms = plain(self, outputs, batch)
    return loss + 0 * (outputs["probability"] * 0).sum().sqrt(), terms
losses.Loss.__call__ = spoilt`;
    await expect(made.train({}, trainerAfter(spoil, join(folder, "steep.py")))).rejects.toThrow(
      /The gradient is not finite in epoch 1, step 1, on scene\d/,
    );
    expect(existsSync(join(made.folder, "checkpoint.pt"))).toBe(false);
  });

  it("several processes name the scene of the one that met it", async () => {
    const made = run({ ...ONE_EPOCH, batch: 4 });
    const spoil = `
import scenes, torch
plain = scenes.Scenes.scene
def spoilt(self, index):
    scene = plain(self, index)
    return {**scene, "intensity": scene["intensity"] * (float("nan") if index == 1 else 1)}
scenes.Scenes.scene = spoilt
scenes.augment = lambda scene, *rest: scene`;
    const script = trainerAfter(spoil, join(folder, "spoilt.py"));
    const message = await made
      .train({ processes: 2 }, script)
      .catch((error: Error) => error.message);
    const sentences = String(message).match(/The loss is not finite .*?\./g) ?? [];
    expect(new Set(sentences)).toEqual(
      new Set(["The loss is not finite in epoch 1, step 1, on scene1."]),
    );
  });

  it("names the file of weights that a full disk cuts off, and leaves no part of it", async () => {
    const made = run(ONE_EPOCH);
    const limit =
      "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, -1))";
    await expect(made.train({}, trainerAfter(limit, join(folder, "full.py")))).rejects.toThrow(
      /best.safetensors: File too large/,
    );
    expect(readdirSync(made.folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("weights that cannot be started from leave the run folder as it was", async () => {
    const made = run(ONE_EPOCH);
    await made.train();
    const before = readFileSync(join(made.folder, "best.safetensors"));
    const damaged = join(folder, "damaged.safetensors");
    writeFileSync(damaged, "no weights at all");
    await expect(made.train({ startFrom: damaged })).rejects.toThrow(
      /damaged.safetensors is not a safetensors file that can be read/,
    );
    await expect(made.train({ startFrom: join(made.folder, "best.safetensors") })).rejects.toThrow(
      /lies in the run folder, which a new run empties/,
    );
    expect(readFileSync(join(made.folder, "best.safetensors")).equals(before)).toBe(true);
  });

  it("resumed without a checkpoint, it starts a new log", async () => {
    const made = run(ONE_EPOCH);
    writeFileSync(join(made.folder, "log.jsonl"), '{"epoch": 1, "of": 1, "loss": 9}\n');
    await made.train({ resume: true });
    expect(made.log().map(({ epoch }) => epoch)).toEqual([1]);
  });

  it("killed between an epoch's last step and its log: the log says the same", async () => {
    const whole = run({ ...ONE_EPOCH, checkpointSteps: 1 });
    await whole.train();
    const killed = run({ ...ONE_EPOCH, checkpointSteps: 1 });
    const kill = "import os, trainer; trainer.Trainer._end_epoch = lambda *_: os._exit(9)";
    await expect(killed.train({}, trainerAfter(kill, join(folder, "kill.py")))).rejects.toThrow();
    await killed.train({ resume: true });
    const figures = (made: TorchRun) => made.log().map((line) => ({ ...line, seconds: 0 }));
    expect(figures(killed)).toEqual(figures(whole));
  });

  it("without validation scenes the newest weights are the best", async () => {
    const alone = join(folder, "alone");
    await prepareSmallDataset(alone);
    const index = JSON.parse(readFileSync(join(alone, "scenes.json"), "utf8"));
    index.split.train.push(...index.split.validation.splice(0));
    writeFileSync(join(alone, "scenes.json"), JSON.stringify(index));
    const phases = [{ epochs: 2, sizePx: 64, zoom: [1, 1] }] as const;
    const made = run({ phases, patienceEpochs: 1 }, alone);
    await made.train();
    expect(made.log().map(({ isBest }) => isBest)).toEqual([true, true]);
    expect(made.read("best.safetensors")).toEqual(made.read("last.safetensors"));
  });
});
