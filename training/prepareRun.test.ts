import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { smallConfig } from "../test/fixtures/torchRun.ts";
import { requireNoRun, requireSameConfig } from "./prepareRun.ts";
import { isCompleteRun } from "./runFolder.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("a run is gone on with under its own configuration only", () => {
  writeFileSync(join(folder, "config.json"), JSON.stringify(smallConfig));
  const other = { ...smallConfig, batch: 3, seed: 9 };
  expect(() => requireSameConfig(folder, other)).not.toThrow();
  writeFileSync(join(folder, "checkpoint.pt"), "");
  expect(() => requireSameConfig(folder, smallConfig)).not.toThrow();
  expect(() => requireSameConfig(folder, other)).toThrow(
    /checkpoint.pt was trained with another batch, seed: restore/,
  );
});

it("a run is complete at its last epoch or at the end of patience", () => {
  const at = (epoch: number, bestEpoch: number) => {
    const log = [{ epoch, of: 30, loss: 1, terms: {}, learningRate: 1, seconds: 1 }];
    return isCompleteRun({ log, bestEpoch, config: { ...smallConfig, patienceEpochs: 5 } });
  };
  expect([at(30, 29), at(20, 15), at(20, 16)]).toEqual([true, true, false]);
});

it("a run may go on with other workers and more checkpoints, and is not deleted by a new one", () => {
  expect(() => requireNoRun(join(folder, "nowhere"))).not.toThrow();
  writeFileSync(join(folder, "config.json"), JSON.stringify(smallConfig));
  writeFileSync(join(folder, "checkpoint.pt"), "");
  const freed = { ...smallConfig, workers: 7, checkpointSteps: 3 };
  expect(() => requireSameConfig(folder, freed)).not.toThrow();
  expect(() => requireNoRun(folder)).toThrow(/holds a run already: go on with --resume/);
});
