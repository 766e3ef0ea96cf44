import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { distanceTransform } from "../../src/inference/raster/distanceTransform.ts";
import { summariseBandWidths } from "../../src/inference/scores/bandThickness.ts";
import {
  diceCoefficient,
  distanceWeight,
  intersectionOverUnion,
  matthewsCorrelation,
  overlapOf,
} from "../../src/inference/scores/segmentationScores.ts";
import { ZONE_SCORES } from "../../src/models/modelCard.ts";
import { readGrey } from "../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { readNpy } from "../npy.ts";
import { distanceErrors, pooledMeanDistanceError } from "./meanDistanceError.ts";
import { meanZoneScores, zoneConfusion, zoneScores } from "./zoneScores.ts";

const ONE_METRE = { x: 1, y: 1 };

function rowLine(columns: number, row: number): Uint8Array {
  const mask = new Uint8Array(20 * 10);
  for (let col = 0; col < columns; col++) mask[row * 20 + col] = 1;
  return mask;
}

describe("mean distance error, golden values of networks.md 5.2", () => {
  const size = { widthPx: 20, heightPx: 10 };
  it("parallel lines of equal length", () => {
    const errors = distanceErrors(rowLine(10, 0), rowLine(10, 3), size, ONE_METRE);
    expect(pooledMeanDistanceError([errors])).toBe(3);
  });
  it("a label half as long: 15 terms", () => {
    const errors = distanceErrors(rowLine(10, 0), rowLine(5, 3), size, ONE_METRE);
    expect(errors?.count).toBe(15);
    expect(pooledMeanDistanceError([errors])).toBeCloseTo(3.456094767839797, 12);
  });
  it("counts metres along each axis", () => {
    const errors = distanceErrors(rowLine(10, 0), rowLine(10, 3), size, { x: 60, y: 75 });
    expect(pooledMeanDistanceError([errors])).toBe(225);
  });
  it("leaves a scene without a predicted front out", () => {
    const none = distanceErrors(new Uint8Array(200), rowLine(10, 3), size, ONE_METRE);
    expect(none).toBeNull();
    expect(pooledMeanDistanceError([none])).toBeNull();
  });
});

const golden = sharedPath("golden");
describe.skipIf(!golden)("golden values of the official code (../shared/golden)", () => {
  it("mean distance error of every CaFFe case and pooled", () => {
    const { mde } = JSON.parse(readFileSync(`${golden}/caffe_eval/expected.json`, "utf8"));
    const errors = Object.entries<{ mde: number | null }>(mde.per_image).map(([name, expected]) => {
      const folder = `${golden}/caffe_eval/cases/${name}`;
      const label = readGrey(`${folder}/label_front.png`);
      const prediction = readGrey(`${folder}/step5_boxed.png`);
      const metres = Number(name.split("_")[3]);
      const scene = distanceErrors(prediction.values, label.values, label, {
        x: metres,
        y: metres,
      });
      const own = pooledMeanDistanceError([scene]);
      if (expected.mde === null) expect(own, name).toBeNull();
      else expect(own, name).toBeCloseTo(expected.mde, 6);
      return scene;
    });
    expect(pooledMeanDistanceError(errors)).toBeCloseTo(mde.pooled, 6);
    expect(errors.filter((scene) => scene === null)).toHaveLength(mde.images_with_no_front);
  });

  it("confusion, precision, recall, F1 and IoU of every CaFFe case, and their means", () => {
    const { zone_metrics: expected } = JSON.parse(
      readFileSync(`${golden}/caffe_eval/expected.json`, "utf8"),
    );
    type Rows = Readonly<Record<string, readonly number[]>>;
    const expectEqual = (scores: ReturnType<typeof zoneScores>, rows: Rows) => {
      for (const score of ZONE_SCORES) {
        const { classes, macro } = scores[score];
        [macro, ...classes].forEach((value, i) => {
          expect(value, score).toBeCloseTo(rows[score]?.[i] ?? Number.NaN, 9);
        });
      }
    };
    const names = Object.keys(expected.per_image);
    const all = names.map((name) => {
      const indices = (file: string) =>
        readGrey(`${golden}/caffe_eval/cases/${name}/${file}.png`).values.map((code) =>
          [0, 64, 127, 254].indexOf(code),
        );
      const confusion = zoneConfusion(indices("label_zones"), indices("prediction"));
      const rows = expected.per_image[name];
      expect(confusion, name).toEqual(rows.confusion_rows_target_cols_prediction);
      const scores = zoneScores(confusion);
      expectEqual(scores, rows);
      return scores;
    });
    expect(all).toHaveLength(12);
    expectEqual(meanZoneScores(all), expected.average_over_images);
  });

  it("distance weights, Dice, weighted Dice and IoU", () => {
    const folder = `${golden}/losses`;
    const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")).distance_weighted;
    const y = readNpy(`${folder}/y.npy`);
    const p = readNpy(`${folder}/yhat.npy`);
    const area = 64 * 64;
    for (const w of [0, 4, 6, 8, 16])
      for (let i = 0; i < 4; i++) {
        const label = Array.from({ length: area }, (_, k) => y.values[i * area + k] as number);
        const prediction = label.map((_, k) => p.values[i * area + k] as number);
        const distances = distanceTransform(label, { widthPx: 64, heightPx: 64 });
        const weighted = prediction.map(
          (value, k) => value * distanceWeight(distances[k] as number, label[k] as number, w),
        );
        const figures = expected[w].per_example[i];
        const dice = (values: readonly number[]) => diceCoefficient(overlapOf(label, values));
        expect(dice(prediction)).toBeCloseTo(figures.dice, 9);
        expect(dice(weighted)).toBeCloseTo(figures.weighted_dice, 9);
        const binary = prediction.map((value) => (value >= 0.5 ? 1 : 0));
        const { iou, weighted_dice } = figures.binary_at_0_5;
        expect(intersectionOverUnion(overlapOf(label, binary))).toBeCloseTo(iou, 9);
        const weightedMask = binary.map(
          (value, k) => value * distanceWeight(distances[k] as number, label[k] as number, w),
        );
        expect(dice(weightedMask)).toBeCloseTo(weighted_dice, 9);
      }
  });

  it("Matthews correlation, soft and of the mask", () => {
    const folder = `${golden}/losses`;
    const { mcc } = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8"));
    const y = readNpy(`${folder}/y.npy`);
    const p = readNpy(`${folder}/yhat.npy`);
    const area = 64 * 64;
    for (let i = 0; i < 4; i++) {
      const of = (array: typeof y) =>
        Array.from({ length: area }, (_, k) => array.values[i * area + k] as number);
      const expected = mcc.per_example[i];
      const soft = matthewsCorrelation(overlapOf(of(y), of(p)));
      expect(soft).toBeCloseTo(expected.soft_mcc, 9);
      const hard = matthewsCorrelation(overlapOf(of(y), of(p).map(Math.round)));
      expect(hard).toBeCloseTo(expected.hard_mcc, 9);
    }
    const { soft_mcc, hard_mcc } = mcc.whole_batch;
    expect(matthewsCorrelation(overlapOf(y.values, p.values))).toBeCloseTo(soft_mcc, 9);
    const rounded = Array.from({ length: p.values.length }, (_, i) =>
      Math.round(p.values[i] as number),
    );
    expect(matthewsCorrelation(overlapOf(y.values, rounded))).toBeCloseTo(hard_mcc, 9);
  });
});

it("zones: a class that nobody sees has no score and no part in the means, one that only the label lacks has 0", () => {
  const scores = zoneScores(zoneConfusion([1, 1, 2, 2], [1, 2, 2, 2]));
  expect(scores.precision.classes).toEqual([null, 1, 2 / 3, null]);
  expect(scores.recall).toEqual({ macro: 0.75, classes: [null, 0.5, 1, null] });
  const wrong = zoneScores(zoneConfusion([2, 2], [2, 0]));
  expect(wrong.recall).toEqual({ macro: 0.25, classes: [0, null, 0.5, null] });
  const other = zoneScores(zoneConfusion([3, 3], [3, 3]));
  const { iou } = meanZoneScores([scores, other]);
  expect(iou.classes).toEqual([null, 0.5, 2 / 3, 1]);
});

describe("thickness and certainty (seed paper, Table II)", () => {
  const band = (predictedPx: number, linePx: number) => ({
    predictedPx,
    linePx,
    metresPerPx: 44.74,
  });
  it("the published thickness gives the published certainty", () => {
    // Thickness 6.5 px at 44.74 m a pixel: 145.40 m, published cut to two decimals.
    expect(summariseBandWidths([band(650, 100)]).pooled?.certaintyMetres).toBeCloseTo(145.405, 9);
  });
  it("pools by length of line, leaves scenes without a label out and counts them", () => {
    const widths = summariseBandWidths([band(600, 100), band(400, 300), band(50, 0)]);
    expect(widths.pooled?.thicknessPx).toBeCloseTo(2.5, 12);
    expect(widths.imageMean?.thicknessPx).toBeCloseTo((6 + 4 / 3) / 2, 12);
    expect(widths.emptyTargets).toBe(1);
  });
});
