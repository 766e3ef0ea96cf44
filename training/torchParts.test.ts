// Parts of training/torch on their own: what a whole run reaches only rarely.
import { describe, expect, it } from "vitest";
import { inPython, python } from "../test/fixtures/torchRun.ts";

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
});
