import { expect, it } from "vitest";
import type { SceneScores } from "./evaluateScene.ts";
import { seasonOf } from "./season.ts";
import { figuresTable, summariseByCategory, summariseScores } from "./summariseScores.ts";

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
