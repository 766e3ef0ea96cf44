// How zones are learned in PyTorch: the authors' loss, fused labels, what is not known, and runs that go on alike.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildHybrid } from "../src/models/hybrid.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import { writeSafetensors } from "../src/models/safetensors.ts";
import { openGoldenTyrion } from "../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import {
  inPython,
  prepareSmallDataset,
  python,
  smallConfig,
  TorchRun,
} from "../test/fixtures/torchRun.ts";
import type { TrainingConfig } from "./trainingConfig.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-zones-"));
afterAll(() => rmSync(folder, { recursive: true }));
const golden = sharedPath("golden/tyrion/case_a");

describe.skipIf(!python)("zones in PyTorch (skipped without PyTorch)", () => {
  it.skipIf(!golden)("loss and five steps of the official training", async () => {
    const { graph, weights } = openGoldenTyrion(golden ?? "");
    writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
    writeFileSync(join(folder, "w.safetensors"), writeSafetensors(weights, "float32", {}));
    const [found, wanted] = (await inPython(`
import json, numpy as np, torch
from graph_net import GraphNet
from losses import Loss
from safetensors_io import read_safetensors
folder, golden = ${JSON.stringify(folder)}, ${JSON.stringify(golden)}
net = GraphNet(json.load(open(folder + "/graph.json"))).eval()
with torch.no_grad():
    net.load_weights(read_safetensors(folder + "/w.safetensors"))
x = torch.tensor(np.load(golden + "/input.npy")).repeat(3, 1, 1)[None]
zones = torch.tensor(np.load(golden + "/zones.npy"))[None, None].float()
batch = {"zones": zones, "known": zones >= 0, "target": torch.zeros_like(zones)}
sgd = json.load(open(golden + "/finetune_loss.json"))["sgd"]
optimiser = torch.optim.SGD(net.parameters(), lr=sgd["lr"], momentum=0.9, weight_decay=1e-4)
losses = []
for _ in range(5):
    loss, _ = Loss({"bce": 0, "dice": 0, "mcc": 0, "w": 0, "zones": 0, "centreContext": 1})(net(x), batch)
    losses.append(float(loss))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
print(json.dumps([losses, sgd["loss_before_step"]]))`)) as [number[], number[]];
    found.forEach((loss, i) => {
      expect(Math.abs(loss - (wanted[i] ?? 0))).toBeLessThan(i < 2 ? 1e-4 : 1e-3);
    });
    expect(found).toHaveLength(5);
  });

  it("what is unknown teaches nothing; the fused label has the front over the zones", async () => {
    const [gradient, target, known, counts] = (await inPython(`
import json, torch
from zone_losses import centre_context_of_sums, centre_context_sums, confusion, zone_target
zones = torch.tensor([[[[0., 1, 2, 3], [255, 255, 2, 3], [2, 2, 3, 3], [1, 1, 1, 1]]]])
front = torch.zeros(1, 1, 4, 4)
front[0, 0, 1, 1] = 1
batch = {"zones": zones, "known": zones >= 0, "target": front}
logits = torch.zeros(1, 4, 4, 4, requires_grad=True)
p = logits.softmax(1)
centre_context_of_sums(centre_context_sums(p, *zone_target(batch, 4))).backward()
target, known = zone_target(batch, 5)
five = torch.zeros(1, 5, 4, 4)
five[:, 2] = 1
print(json.dumps([logits.grad.abs().sum(1)[0].tolist(), target[0, 0].tolist(), known[0, 0].tolist(),
  confusion(five, target, known).tolist()]))`)) as [
      number[][],
      number[][],
      boolean[][],
      number[][],
    ];
    expect(gradient[1]?.[0]).toBe(0);
    expect(gradient[1]?.[1]).toBe(0);
    expect(gradient[0]?.[0]).toBeGreaterThan(0);
    expect(target[1]?.[1]).toBe(4);
    expect(known[1]).toEqual([false, true, true, true]);
    // Everything is called glacier: of 14 known zone pixels 4 are; the front counts for none.
    expect(counts.map((row) => row[2])).toEqual([1, 5, 4, 4]);
  });

  it("noise of few photons keeps the mean and the range", async () => {
    const [mean, least, largest, change] = (await inPython(`
import json, torch
from augment import _poisson_speckle
x = torch.full((1, 200, 200), 0.5)
made = _poisson_speckle(x, torch.Generator().manual_seed(4))
print(json.dumps([made.mean().item(), made.min().item(), made.max().item(), (made - x).abs().mean().item()]))`)) as number[];
    expect(mean).toBeCloseTo(0.5, 1);
    expect(least).toBeGreaterThanOrEqual(0);
    expect(largest).toBeLessThanOrEqual(1);
    expect(change).toBeGreaterThan(0.02);
  });

  describe("a run of the hybrid", () => {
    const prepared = join(folder, "prepared");
    const graph = buildHybrid({ ...HYBRID_SIZES["hybrid-tiny"], inputChannels: 2, classes: 4 });
    const change: Partial<TrainingConfig> = {
      network: { hybrid: "hybrid-tiny", classes: 4 },
      loss: { ...smallConfig.loss, bce: 0, dice: 0, zones: 0, centreContext: 1 },
      monitor: { metric: "zoneIou", w: 0 },
      phases: [
        { epochs: 1, sizePx: 32, zoom: [0.9, 1] },
        { epochs: 2, sizePx: 64, zoom: [0.9, 1] },
      ],
    };
    beforeAll(() => prepareSmallDataset(prepared));

    it("goes on after a stop as if it never had been, dropout included, over crops of two sizes", async () => {
      const whole = new TorchRun(prepared, graph, change);
      await whole.train();
      const [first, , last] = whole.log();
      expect(last?.loss).toBeLessThan(first?.loss ?? 0);
      expect(last?.validation).toHaveProperty("zoneIou");
      const stopped = new TorchRun(prepared, graph, { ...change, checkpointSteps: 1 });
      const line = `
import sys, runpy
sys.path.insert(0, sys.argv[1].rsplit("/", 1)[0]); sys.argv = sys.argv[1:]
import trainer
step = trainer.Trainer.step
def stopping(self, model, batch):
    step(self, model, batch)
    self.stop = self.place["epoch"] == 1
trainer.Trainer.step = stopping
runpy.run_path(sys.argv[0], run_name="__main__")`;
      await stopped.trainThrough(line).catch(() => undefined);
      expect(stopped.log()).toHaveLength(1);
      await stopped.train({ resume: true });
      expect(stopped.read("last.safetensors")).toEqual(whole.read("last.safetensors"));
    });
  });
});
