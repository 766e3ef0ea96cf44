// Parts of training/torch on their own: what a whole run reaches only rarely.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inPython, prepareSmallDataset, python } from "../test/fixtures/torchRun.ts";

describe.skipIf(!python)("parts of the trainer in PyTorch (skipped without PyTorch)", () => {
  it("Matthews correlation has a gradient where a batch holds no front", async () => {
    const gradient = await inPython(`
import json, torch
from losses import Loss
p = torch.full((2, 1, 4, 4), 0.3, requires_grad=True)
rule = {"bce": 1, "dice": 0, "mcc": 1, "w": 0, "zones": 0}
nothing = torch.zeros(2, 1, 4, 4)
loss, _ = Loss(rule)({"probability": p}, {"target": nothing, "distance": nothing + 9})
loss.backward()
print(json.dumps(p.grad.flatten().tolist()))`);
    expect(gradient).toHaveLength(32);
    for (const slope of gradient as number[]) expect(slope).toBeGreaterThan(0);
  });

  it("under bfloat16 an output does not round to exactly 1, where nothing is learned", async () => {
    const [dtype, largest] = (await inPython(`
import json, torch
from graph_net import GraphNet
node = lambda id, op, inputs, **rest: {"id": id, "op": op, "inputs": inputs, **rest}
net = GraphNet({"outputs": {"probability": "p"}, "primaryOutput": "probability", "nodes": [
  node("input", "input", [], shape=[16, 16, 1]),
  node("out", "conv2d", ["input"], filters=1, kernel=1, stride=1),
  node("p", "activation", ["out"], fn="sigmoid", slope=0)]})
net.initialise(0.9995)
with torch.autocast("cpu", torch.bfloat16):
    p = net(torch.zeros(1, 1, 16, 16))["probability"]
print(json.dumps([str(p.dtype), float(p.detach().max())]))`)) as [string, number];
    expect(dtype).toBe("torch.float32");
    expect(largest).toBeLessThan(1);
  });

  it("takes any whole number as a seed", async () => {
    const drawn = (await inPython(`
import json, torch
from scenes import generator_of
draw = lambda seed: torch.rand((), generator=generator_of(seed, 3, 7)).item()
print(json.dumps([draw(seed) for seed in (1, 2, 20261121, 2**53 - 1, -5)]))`)) as number[];
    expect(new Set(drawn).size).toBe(5);
  });

  it("makes a larger picture than the scene with no data around it", async () => {
    const [shape, share] = (await inPython(`
import json, torch
from augment import augment
options = dict.fromkeys(["dihedral", "turnDegrees", "stretch", "oceanMixShare", "gamma", "contrast", "brightness",
  "illumination", "blurShare", "speckle", "lostDataShare"], 0)
scene = {name: torch.ones(1, 64, 64) for name in ("intensity", "valid", "distance", "zones")}
out = augment(scene, 80, [1.25, 1.25], options, torch.Generator().manual_seed(1))
print(json.dumps([list(out["intensity"].shape), out["valid"].mean().item()]))`)) as [
      number[],
      number,
    ];
    expect(shape).toEqual([1, 80, 80]);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.8);
  });

  it("hands a worker process the files of the scenes, not their pixels", async () => {
    const folder = mkdtempSync(join(tmpdir(), "icefront-parts-"));
    await prepareSmallDataset(folder);
    const [bytes, kind, equal] = (await inPython(`
import json, pickle
from scenes import Scenes
scenes = Scenes(${JSON.stringify(folder)})
sent = pickle.dumps(scenes)
got = pickle.loads(sent)
equal = bool((got.scene(2)["distance"] == scenes.scene(2)["distance"]).all())
print(json.dumps([len(sent), type(got.arrays["distance"]).__name__, equal]))`)) as unknown[];
    rmSync(folder, { recursive: true });
    expect(bytes).toBeLessThan(10_000);
    expect([kind, equal]).toEqual(["memmap", true]);
  });

  it("of several processes each hears a first signal twice, from the terminal and the launcher", async () => {
    const isStopped = await inPython(`
import json, os, signal, time, types
from train import begin
trainer = types.SimpleNamespace(place={"epoch": 1, "step": 0}, stop=False, restore=lambda: None,
  processes=types.SimpleNamespace(world=2, is_first=True))
begin(trainer, types.SimpleNamespace(resume=True, start_from=None))
for _ in range(2):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.05)
print(json.dumps(trainer.stop))`);
    expect(isStopped).toBe(true);
  });
});
