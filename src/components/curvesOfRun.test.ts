// Learning curves: what is drawn of a log, and how one kept epoch is found from another.
import { expect, it } from "vitest";
import type { EpochRecord } from "../models/trainingRun.ts";
import type { TrainingRun } from "../store/trainingRuns.ts";
import { chartsOfRun, epochAxis, epochText, keptBeside, nearestKept } from "./curvesOfRun.ts";

const record = (epoch: number, more: Partial<EpochRecord> = {}): EpochRecord => ({
  ...{ epoch, of: 40, loss: 1 / epoch, terms: {}, learningRate: 1e-3, seconds: 1 },
  ...more,
});

function runOf(log: readonly EpochRecord[], epochs: readonly number[] = [5, 10, 36]): TrainingRun {
  const kept = epochs.map((epoch) => ({ modelId: `m${epoch}`, epoch, isBest: epoch === 10 }));
  const names = { id: "run-1", name: "mine", title: "mine", lossText: "BCE" };
  return { ...names, kept, missing: [], log, bestEpoch: 10, hasGates: true };
}

const drawn = (run: TrainingRun, withRate = false) =>
  chartsOfRun(run, withRate).map(({ title, curves }) => [
    title,
    ...curves.map(({ name, points }) => `${name} ${points.map(([epoch]) => epoch).join()}`),
  ]);

it("draws the loss of every epoch, what was judged without gaps, and the rate when asked", () => {
  const log = [
    record(1, { terms: { bce: 1 } }),
    record(2, { terms: { bce: 1 }, validation: { dice: 0.1, softDice: 0.2, threshold: 0.4 } }),
    record(3, { terms: { bce: 1 }, validation: null }),
    record(4, { terms: { bce: 1 }, validation: { dice: 0.3 } }),
  ];
  expect(drawn(runOf(log), true)).toEqual([
    ["Training loss", "loss 1,2,3,4"],
    ["Validation", "soft Dice 2", "Dice 2,4"],
    ["Learning rate", "learning rate 1,2,3,4"],
  ]);
});

it("draws the terms of a loss of several, zones by their own figure, and nothing that was not judged", () => {
  const terms = { bce: 0.5, zones: 0.5, other: 1 };
  expect(drawn(runOf([record(1, { terms })]))).toEqual([
    ["Training loss", "loss 1", "BCE 1", "zone BCE 1", "other 1"],
  ]);
  expect(drawn(runOf([record(1, { validation: { zoneIou: 0.6 } })]))[1]).toEqual([
    "Validation",
    "IoU of zones 1",
  ]);
});

it("has every kept epoch on the scale, those beyond the log too", () => {
  const { at } = epochAxis(runOf([record(1), record(20)]), [0, 350]);
  expect([1, 36].map(at)).toEqual([0, 350]);
});

it("finds the kept epoch nearest to a place, and the one beside another", () => {
  const run = runOf([record(1)]);
  const nearest = (to: number) => nearestKept(run, (epoch) => Math.abs(epoch - to))?.epoch;
  expect([1, 7, 8, 24, 99].map(nearest)).toEqual([5, 5, 10, 36, 36]);
  const beside = (epoch: number, step: number) => keptBeside(run, epoch, step);
  expect([beside(5, -1), beside(5, 1), beside(10, 1), beside(36, 1)]).toEqual([5, 10, 36, 36]);
  expect([beside(10, Number.NEGATIVE_INFINITY), beside(10, Number.POSITIVE_INFINITY)]).toEqual([
    5, 36,
  ]);
});

it("says which epoch it is", () => {
  const run = runOf([record(1)]);
  expect([epochText(run, 5), epochText(run, 10)]).toEqual(["5 of 40", "10 of 40, best"]);
});
