import { expect, it } from "vitest";
import { seededRandom } from "../src/base/seededRandom.ts";
import {
  diceCoefficient,
  distanceWeight,
  overlapOf,
} from "../src/inference/scores/segmentationScores.ts";
import { SWEEP, scorePart, scoresAtChosenThresholds } from "./evaluateRun.ts";
import type { PreparedSample, PreparedScenes } from "./preparedScenes.ts";

const SIDE = 16;

/** A front along one row; the prediction is noisy around it. */
function sampleOf(row: number): PreparedSample & { readonly probability: Float32Array } {
  const random = seededRandom(row);
  const target = new Uint8Array(SIDE * SIDE);
  target.fill(1, row * SIDE, (row + 1) * SIDE);
  const distancePx = Float32Array.from(target, (_, i) => Math.abs(Math.floor(i / SIDE) - row));
  const probability = Float32Array.from(distancePx, (d) => random() * Math.exp(-d / 2));
  const facts = { name: String(row), linePx: SIDE, metresPerNetworkPx: 50 };
  return {
    facts: facts as PreparedSample["facts"],
    input: probability,
    intensity: probability,
    valid: new Uint8Array(SIDE * SIDE).fill(1),
    target,
    distancePx,
    probability,
  };
}

function scenesOf(rows: readonly number[]): PreparedScenes {
  const names = rows.map(String);
  return {
    sizePx: SIDE,
    index: { split: { train: [], validation: names, test: names } },
    samples: () => rows.map(sampleOf).values(),
  } as unknown as PreparedScenes;
}

const score = (rows: readonly number[]) =>
  scorePart(
    scenesOf(rows),
    "test",
    async (input) => input,
    () => {},
  );

it("equals the scores of each thresholded mask, plain and distance-weighted", async () => {
  const sample = sampleOf(5);
  const [scored] = await score([5]);
  for (const i of [4, 30, 60]) {
    const mask = Array.from(sample.probability, (p) => (p > (SWEEP[i] ?? 1) ? 1 : 0));
    expect(scored?.columns.dice[i]).toBeCloseTo(
      diceCoefficient(overlapOf(sample.target, mask)),
      12,
    );
    // 8 px at 512 is a quarter of a pixel at 16.
    const weighted = mask.map(
      (p, k) => p * distanceWeight(sample.distancePx[k] ?? 0, sample.target[k] ?? 0, 8 / 32),
    );
    const expected = diceCoefficient(overlapOf(sample.target, weighted));
    expect(scored?.columns.wdice8[i]).toBeCloseTo(expected, 12);
    expect(scored?.bands[i]?.predictedPx).toBe(mask.filter(Boolean).length);
  }
});

it("leaves padding and no-data out, whatever is predicted there", async () => {
  const sample = sampleOf(5);
  const valid = Uint8Array.from(sample.valid, (_, i) => (i < 12 * SIDE ? 1 : 0));
  const certain = (from: number) =>
    sample.probability.map((p, i) => (i >= 12 * SIDE ? from : p)) as Float32Array<ArrayBuffer>;
  const scoreWith = async (padding: number) => {
    const scenes = { ...scenesOf([5]), samples: () => [{ ...sample, valid }].values() };
    const predict = async () => certain(padding);
    return await scorePart(scenes as unknown as PreparedScenes, "test", predict, () => {});
  };
  expect(await scoreWith(1)).toEqual(await scoreWith(0));
});

it("chooses thresholds on validation scenes and reports test scenes there", async () => {
  const [validation, test] = [await score([3, 8]), await score([5, 11])];
  const { columns, thresholds, band } = scoresAtChosenThresholds(validation, test);
  const meanOf = (scores: typeof test, i: number) =>
    ((scores[0]?.columns.dice[i] ?? 0) + (scores[1]?.columns.dice[i] ?? 0)) / 2;
  const all = SWEEP.map((_, i) => meanOf(validation, i));
  const chosen = all.indexOf(Math.max(...all));
  expect(thresholds.dice).toBe(SWEEP[chosen]);
  expect(columns.dice).toBeCloseTo(meanOf(test, chosen), 12);
  const px = test.reduce((sum, { bands }) => sum + (bands[chosen]?.predictedPx ?? 0), 0);
  expect(band?.thicknessPx).toBeCloseTo(px / (2 * SIDE), 12);
  expect(band?.certaintyMetres).toBeCloseTo(((px / (2 * SIDE)) * 50) / 2, 9);
});
