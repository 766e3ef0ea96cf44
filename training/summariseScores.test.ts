import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import type { SceneScores } from "./evaluateScene.ts";
import { seasonOf } from "./season.ts";
import {
  CATEGORIES,
  type Category,
  figuresTable,
  summariseByCategory,
  summariseScores,
} from "./summariseScores.ts";

const scene = (glacier: string, date: string, metres: number | null) =>
  ({
    split: "test",
    facts: {
      name: `${glacier} ${date}`,
      glacier,
      date,
      sensor: "TSX",
      nominalResolutionMetres: 7,
      pixelSizeMetres: { x: 7, y: 7 },
    },
    dice: 0.5,
    weightedDice: { wdice4: 0.6, wdice8: 0.7, wdice16: 0.8 },
    iou: 0.4,
    mcc: 0.5,
    band: { predictedPx: 40, linePx: 10, metresPerPx: 50 },
    zones: null,
    errors: metres === null ? null : { sumMetres: metres * 10, count: 10 },
  }) satisfies SceneScores & { split: string };

it("Jakobshavn's May is summer, the Peninsula's winter; an unknown glacier has no season", () => {
  expect(seasonOf("JAC", "2015-05-01")).toBe("summer");
  expect(seasonOf("JAC", "2015-09-01")).toBe("winter");
  expect(seasonOf("SI", "2015-05-01")).toBe("winter");
  expect(seasonOf("SI", "2015-12-01")).toBe("summer");
  expect(seasonOf("Atlantis", "2015-05-01")).toBeNull();
  expect(seasonOf("SI", "")).toBeNull();
});

it("pools distances, and counts scenes without a front apart", () => {
  const scenes = [scene("JAC", "2015-05-01", 100), scene("SI", "2015-05-01", 300)];
  const figures = summariseScores("test", [...scenes, scene("SI", "2015-12-01", null)]);
  expect(figures).toMatchObject({
    meanDistanceErrorMetres: 200,
    imageMeanDistanceErrorMetres: 200,
    scenesWithoutFront: 1,
    thicknessPx: 4,
    certaintyMetres: 100,
    imageMeanThicknessPx: 4,
    imageMeanCertaintyMetres: 100,
    scenesWithoutLabel: 0,
  });
  expect(figures.weightedDice?.wdice8).toBeCloseTo(0.7, 12);
});

it("gives a row for each season that there is", () => {
  const scenes = [scene("JAC", "2015-05-01", 100), scene("SI", "2015-05-01", 300)];
  const rows = summariseByCategory("season", [...scenes, scene("Atlantis", "2015-05-01", 900)]);
  expect(
    rows.map(({ split, meanDistanceErrorMetres }) => [split, meanDistanceErrorMetres]),
  ).toEqual([
    ["test, summer", 100],
    ["test, winter", 300],
  ]);
  expect(figuresTable(rows).split("\n")).toHaveLength(3);
});

const golden = sharedPath("golden/caffe_eval/expected.json");
it.skipIf(!golden)(
  "the official code's distances by season, glacier, sensor and resolution",
  () => {
    const { mde } = JSON.parse(readFileSync(golden ?? "", "utf8"));
    type PerImage = {
      readonly sum_of_errors?: number;
      readonly n_errors: number;
      readonly label_pixels?: number;
    };
    const scenes = Object.entries<PerImage>(mde.per_image).map(([name, image]) => {
      const [glacier = "", date = "", sensor = "", metres] = name.split("_");
      const { sum_of_errors: sumMetres, n_errors: count } = image;
      const base = scene(glacier, date, null);
      return {
        ...base,
        facts: { ...base.facts, sensor, nominalResolutionMetres: Number(metres) },
        band: { ...base.band, linePx: image.label_pixels ?? 0 },
        errors: sumMetres === undefined ? null : { sumMetres, count },
      };
    });
    const all = summariseScores("test", scenes);
    expect(all.meanDistanceErrorMetres).toBeCloseTo(mde.pooled, 6);
    expect(all.imageMeanDistanceErrorMetres).toBeCloseTo(mde.tyrion_extra.image_mean, 6);
    const { front_length_weighted: weighted } = mde.tyrion_extra;
    expect(all.frontWeightedDistanceErrorMetres).toBeCloseTo(weighted, 6);
    expect(all.scenesWithoutFront).toBe(mde.images_with_no_front);
    for (const category of Object.keys(CATEGORIES) as Category[]) {
      const rows = summariseByCategory(category, scenes);
      for (const row of rows) {
        const value = row.split.replace("test, ", "").replace(" m", "");
        const key = `${category.replace("-", "+")}/${value.replace(", ", "/")}`;
        const expected = mde.subsets[key];
        expect(row.scenes, row.split).toBe(expected.images);
        expect(row.scenesWithoutFront, row.split).toBe(expected.images_with_no_front);
        if (expected.mde === null) expect(row.meanDistanceErrorMetres).toBeNull();
        else expect(row.meanDistanceErrorMetres, row.split).toBeCloseTo(expected.mde, 6);
      }
      const known = Object.keys(mde.subsets).filter((key) =>
        key.startsWith(`${category.replace("-", "+")}/`),
      );
      const counted = known.filter((key) => mde.subsets[key].images > 0);
      expect(rows).toHaveLength(counted.length);
    }
  },
);
