// The two pretext tasks against the authors' own code (golden/pretraining): predictions, losses, five steps of SGD.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildPretraining, type Pretext } from "../src/models/pretraining.ts";
import { writeSafetensors } from "../src/models/safetensors.ts";
import { goldenHybrid, goldenWeights } from "../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import { inPython, python } from "../test/fixtures/torchRun.ts";
import { readNpz } from "./npy.ts";

const golden = sharedPath("golden/pretraining");
const network = sharedPath("golden/tyrion/case_a");
const folder = mkdtempSync(join(tmpdir(), "icefront-pretext-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Figures = {
  readonly losses: readonly number[];
  readonly worst: Readonly<Record<string, number>>;
  readonly nonZeroToken?: number;
};

/** Writes graph and weights, and runs `lines` with net, x, optical and layers at hand. */
async function figuresOf(pretext: Pretext, extra: string, lines: string): Promise<Figures> {
  const graph = buildPretraining(goldenHybrid(network ?? ""), pretext);
  const stored = new Map([
    ...readNpz(join(network ?? "", "weights.npz")),
    ...readNpz(join(golden ?? "", extra)),
  ]);
  const weights = writeSafetensors(goldenWeights(graph, stored), "float32", {});
  writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
  writeFileSync(join(folder, "weights.safetensors"), weights);
  return (await inPython(`
import json, os, numpy as np, torch
from graph_net import GraphNet
from pretext import MASKED_NODE, error_sums, loss_of_sums, mask_tokens
from safetensors_io import read_safetensors
folder, golden, network = (${[folder, golden, network].map((path) => JSON.stringify(path)).join(", ")})
load = lambda name: torch.tensor(np.load(os.path.join(golden, f"{name}.npy")))
net = GraphNet(json.load(open(os.path.join(folder, "graph.json")))).eval()
with torch.no_grad():
    net.load_weights(read_safetensors(os.path.join(folder, "weights.safetensors")))
x = torch.tensor(np.load(os.path.join(network, "input.npy"))).reshape(1, 1, 128, 128).repeat(1, 3, 1, 1)
batch = {"optical": load("optical_uint8")[None].float() / 255, "layers": torch.ones(1, 14, dtype=torch.bool)}
worst = lambda a, b: float((a.detach() - b).abs().max())
def descend(run, rate):
    optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, weight_decay=1e-4)
    losses = []
    for _ in range(5):
        loss = loss_of_sums(error_sums(run(), batch))
        losses.append(loss.item())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return losses
${lines}`)) as Figures;
}

type Expected = { readonly loss: number; readonly sgd: { readonly loss_before_step: number[] } };

function expectLosses(losses: readonly number[], { loss, sgd }: Expected): void {
  expect(Math.abs((losses[0] as number) - loss)).toBeLessThan(1e-5);
  expect(losses).toHaveLength(5);
  losses.forEach((found, i) => {
    expect(Math.abs(found - (sgd.loss_before_step[i] as number)), `step ${i}`).toBeLessThan(1e-3);
  });
}

describe.skipIf(!python || !golden || !network)("the official pretext tasks' numbers", () => {
  const expected = JSON.parse(
    golden ? readFileSync(join(golden, "expected.json"), "utf8") : "{}",
  ) as Record<string, Expected>;

  it("OptTranslator", async () => {
    const { losses, worst } = await figuresOf(
      "optTranslator",
      "opttranslator_extra_weights.npz",
      `
found = {"optical": worst(net(x)["optical"][0], load("opttranslator_pred"))}
print(json.dumps({"worst": found, "losses": descend(lambda: net(x), 0.005)}))`,
    );
    expect(worst.optical).toBeLessThan(1e-3);
    expectLosses(losses, expected.OptTranslator as Expected);
  });

  it("OptSimMIM, with the zero token and another", async () => {
    const { losses, worst, nonZeroToken } = await figuresOf(
      "optSimMim",
      "optsimmim_extra_weights.npz",
      `
from pretext import patchify
batch["masked"] = load("optsimmim_token_mask_grid").bool()[None, None]
order = load("optsimmim_idx_mask").long()
masked = lambda values: values[0].flatten(1)[:, order].T
def run(token=0.0):
    return net(x, {MASKED_NODE: lambda values: mask_tokens(values, batch["masked"], token)})
net.graph["outputs"]["picture"] = "last_model_decoder_layer"
net.last_use["last_model_decoder_layer"] = len(net.graph["nodes"])
first = run()
found = {
  "picture": worst(first["picture"][0], load("optsimmim_zero_token_decoder_3ch")),
  "patches": worst(masked(first["patches"]), load("optsimmim_zero_token_pred_masked")),
  "target": worst(masked(patchify(batch["optical"])), load("optsimmim_target_masked"))}
other = run(load("optsimmim_nonzero_mask_token").reshape(1, -1, 1, 1))
found["other"] = worst(masked(other["patches"]), load("optsimmim_nonzero_token_pred_masked"))
nonzero = loss_of_sums(error_sums(other, batch)).item()
print(json.dumps({"worst": found, "nonZeroToken": nonzero, "losses": descend(run, 0.001)}))`,
    );
    for (const [name, difference] of Object.entries(worst))
      expect(difference, name).toBeLessThan(1e-3);
    expect(worst.target).toBe(0);
    expectLosses(losses, expected.OptSimMIM_zero_token as Expected);
    const wanted = expected.OptSimMIM_nonzero_token?.loss ?? Number.NaN;
    expect(Math.abs((nonZeroToken ?? Number.NaN) - wanted)).toBeLessThan(1e-5);
  });
});
