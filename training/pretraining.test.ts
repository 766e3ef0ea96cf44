// Pretraining in PyTorch: samples, mask, plateau, a short run on simulated pairs, and fine-tuning from its weights.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildHybrid } from "../src/models/hybrid.ts";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import { buildPretraining, type Pretext } from "../src/models/pretraining.ts";
import { inPython, python } from "../test/fixtures/torchRun.ts";
import { listPairs } from "./pretraining/listPairs.ts";
import { preparePairs } from "./pretraining/preparePairs.ts";
import { readPretrainingConfig } from "./pretraining/pretrainingConfig.ts";

/** PyTorch runs several times in each of these. */
const SLOW = 300_000;
const folder = mkdtempSync(join(tmpdir(), "icefront-pretrain-"));
afterAll(() => rmSync(folder, { recursive: true }));

const config = {
  ...readPretrainingConfig("training/configs/pretrain-tiny.json"),
  metresPerPx: 120,
  phases: [{ epochs: 3, sizePx: 64, zoom: [0.7, 1] }],
  samplesPerEpoch: 16,
};
const body = { ...HYBRID_SIZES["hybrid-tiny"], inputChannels: 2 };

const HEAD = `
import copy, json, os, numpy as np, torch
from pairs import Pairs, PairSamples
from pretext import sample_mask
from pretext_task import PretextTask
from processes import Processes
from schedules import PLATEAU_START, after_judging, learning_rate
from trainer import Trainer
folder = ${JSON.stringify(folder)}
`;

async function prepareSimulated(pretext: Pretext, count: number): Promise<void> {
  await preparePairs({
    pairs: listPairs([`simulated:${count}`]),
    recipe: config.preprocessing,
    metresPerPx: config.metresPerPx,
    validationShare01: config.validationShare01,
    folder: join(folder, "prepared"),
    onPair: () => {},
  });
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  write("graph.json", buildPretraining(body, pretext));
  write("hybrid.json", buildHybrid({ ...body, classes: 4 }));
  write("config.json", config);
}

describe.skipIf(!python)("pretraining in PyTorch (skipped without PyTorch)", () => {
  it(
    "crops SAR and optical picture alike, within the rows of their part, by the seed alone",
    async () => {
      const found = (await inPython(`${HEAD}
where = os.path.join(folder, "made")
os.makedirs(where)

smooth = np.add.outer(np.sin(np.arange(96) / 7), np.cos(np.arange(80) / 5))
sar = np.stack([np.round(255 * (smooth - smooth.min()) / np.ptp(smooth)), np.ones((96, 80))])
optical = np.repeat(sar[:1], 14, 0)
optical[1] = 255 * (np.arange(96) >= 70)[:, None]
np.save(os.path.join(where, "sar.npy"), sar.astype(np.uint8))
np.save(os.path.join(where, "optical.npy"), optical.astype(np.uint8))
picture = {"name": "a", "file": "sar.npy", "optical": 0, "widthPx": 80, "heightPx": 96, "trainRows": [0, 70], "validationRows": [70, 96]}
layers = [True] * 13 + [False]
json.dump({"pictures": [picture], "opticals": [{"file": "optical.npy", "layers": layers}]}, open(os.path.join(where, "pairs.json"), "w"))
config = {**json.loads('${JSON.stringify(config)}'), "pretext": "optSimMim", "maskShare01": 0.3}
data = PairSamples(Pairs(where), config)
samples = [data[(1, position, 0)] for position in range(12)]
again = data[(1, 3, 0)]
same = lambda a, b: all(bool((torch.as_tensor(a[k]) == torch.as_tensor(b[k])).all()) for k in a)
tile = data.validation(0)
mask = sample_mask(1024, 0.3, torch.Generator().manual_seed(1))
print(json.dumps({
  "apart": max(float((s["x"][0] - s["optical"][0]).abs().max()) for s in samples),
  "unseen": max(float(s["optical"][1].max()) for s in samples),
  "tile": [list(tile["x"].shape), float(tile["optical"][1].min()), tile["layers"].tolist() == layers],
  "same": [same(samples[3], again), same(samples[3], samples[4])],
  "masks": sorted({int(s["masked"].sum()) for s in samples}),
  "mask": [int(mask.sum()), bool(mask[0]), sum(bool(sample_mask(256, 0.9, torch.Generator().manual_seed(i))[0]) for i in range(20))]}))`)) as Record<
        string,
        unknown
      >;
      expect(found.apart).toBeLessThan(1e-5);
      expect(found.unseen).toBe(0);
      expect(found.tile).toEqual([[2, 64, 64], 1, true]);
      expect(found.same).toEqual([true, false]);
      expect(found.masks).toEqual([256 - (Math.floor(255 * 0.7) + 1)]);
      expect(found.mask).toEqual([307, false, 0]);
    },
    SLOW,
  );

  it(
    "halves the rate on a plateau as PyTorch does",
    async () => {
      const [ours, theirs] = (await inPython(`${HEAD}
losses = [1, .9, .9, .9, .9, .9, .8, .8, .8, .8, .8, .8, .79999, .8, .8, .7]
rate = {"kind": "plateau", "base": 0.4, "patienceEpochs": 3}
optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
peer = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, mode="min", factor=0.5, patience=3)
state, ours, theirs = PLATEAU_START, [], []
for loss in losses:
    state = after_judging(state, -loss, rate)
    ours.append(learning_rate(rate, 0, 1, 1, state["factor"]))
    peer.step(loss)
    theirs.append(optimiser.param_groups[0]["lr"])
print(json.dumps([ours, theirs]))`)) as [number[], number[]];
      expect(ours).toEqual(theirs);
      expect(new Set(ours).size).toBeGreaterThan(2);
    },
    SLOW,
  );

  it(
    "learns on simulated pairs, goes on bit for bit, and fine-tuning starts from its weights",
    async () => {
      await prepareSimulated("optTranslator", 2);
      const found = (await inPython(`${HEAD}
import contextlib, io
read = lambda name: json.load(open(os.path.join(folder, name)))
processes = Processes(True)
def trainer(name):
    out = os.path.join(folder, name)
    os.makedirs(out, exist_ok=True)
    config = read("config.json")
    return Trainer(read("graph.json"), config, PretextTask(os.path.join(folder, "prepared"), config, processes), out, processes)
log = lambda name: [json.loads(line) for line in open(os.path.join(folder, name, "log.jsonl"))]
weights = lambda name: open(os.path.join(folder, name, "last.safetensors"), "rb").read()
with contextlib.redirect_stdout(io.StringIO()):
    trainer("whole").run()
    cut = trainer("cut")
    plain = cut.step
    def step(*all):
        plain(*all)
        cut.stop = cut.place["epoch"] == 1 and cut.place["step"] == 1
    cut.step = step
    complete = cut.run()
    resumed = trainer("cut")
    resumed.restore()
    resumed.run()
class Nothing:
    data = resumed.task.data
fine = Trainer(read("hybrid.json"), read("config.json"), Nothing, folder, processes)
unused, fresh = fine.start_from(os.path.join(folder, "whole", "best.safetensors"))
best = __import__("safetensors_io").read_safetensors(os.path.join(folder, "whole", "best.safetensors"))
apart = max(float(np.abs(fine.net.weights()[name] - best[name]).max()) for name in best if not name.startswith("last_"))
print(json.dumps({"log": log("whole"), "complete": complete, "equal": weights("whole") == weights("cut"),
  "unused": unused, "fresh": fresh, "apart": apart, "common": len(best)}))`)) as {
        readonly log: { readonly loss: number; readonly validation: { readonly loss: number } }[];
        readonly [name: string]: unknown;
      };
      const [first, , last] = found.log;
      expect(last?.loss).toBeLessThan((first?.loss ?? 0) - 0.02);
      expect(last?.validation.loss).toBeLessThan(first?.validation.loss ?? 0);
      expect([found.complete, found.equal]).toEqual([false, true]);
      expect(found.unused).toEqual(["last_model_decoder_layer"]);
      expect(found.fresh).toEqual(["pred_target_6"]);
      expect(found.apart).toBe(0);
      expect(found.common).toBeGreaterThan(200);
    },
    SLOW,
  );
});
