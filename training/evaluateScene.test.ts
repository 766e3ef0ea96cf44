import { expect, it } from "vitest";
import type { Prediction } from "../src/inference/prediction.ts";
import { thickenFront } from "../src/inference/scores/networkLabel.ts";
import type { LabelledScene } from "./datasets/labelledScene.ts";
import { sceneOf, scoreScene } from "./evaluateScene.ts";

const METRES = { x: 20, y: 20 };

/** A vertical front down the middle of a square scene, and a prediction of its thickened label moved by `shiftPx`. */
function scores(
  sidePx: number,
  shiftPx: number,
  changed: { label?: Partial<LabelledScene>; prediction?: Partial<Prediction> } = {},
) {
  const size = { widthPx: sidePx, heightPx: sidePx };
  const front = Uint8Array.from({ length: sidePx ** 2 }, (_, i) =>
    i % sidePx === sidePx / 2 ? 1 : 0,
  );
  const label: LabelledScene = {
    name: "line",
    glacier: "A",
    date: "2020-01-01",
    sensor: "S1",
    nominalResolutionMetres: 20,
    pixelSizeMetres: METRES,
    band: { ...size, values: new Float32Array(sidePx ** 2) },
    front,
    zones: null,
    ...changed.label,
  };
  const wide = thickenFront(front, size, 6);
  const values = Float32Array.from(wide, (_, i) => wide[i - shiftPx] ?? 0);
  const prediction: Pick<Prediction, "maps" | "grid" | "traceable" | "threshold01" | "fronts"> = {
    maps: [{ name: "probability", values }],
    grid: { ...size, gridToPixel: [1, 0, 0, 0, 1, 0], pixelSizeMetres: METRES },
    traceable: new Uint8Array(sidePx ** 2).fill(1),
    threshold01: 0.5,
    fronts: [],
  };
  const given = { ...prediction, ...changed.prediction } as Prediction;
  return scoreScene(label, sceneOf(label, label.band), given);
}

it.each([128, 256, 512])(
  "a perfect band scores 1 in a picture of %i px, and is as wide as the label",
  (side) => {
    const { dice, weightedDice, iou, mcc, band, errors } = scores(side, 0);
    expect(dice).toBe(1);
    expect(weightedDice).toEqual({ wdice4: 1, wdice8: 1, wdice16: 1 });
    expect([iou, errors]).toEqual([1, null]);
    expect(mcc).toBeCloseTo(1, 9);
    expect(band.predictedPx / band.linePx).toBeCloseTo(Math.trunc((side / 512) * 6), 1);
  },
);

it("the same error on the ground costs the same at 256 and 512 px, less the wider the distance weight", () => {
  const [coarse, fine] = [scores(256, 3), scores(512, 6)];
  expect(coarse.dice).toBeCloseTo(fine.dice, 2);
  for (const column of ["wdice4", "wdice8", "wdice16"] as const)
    expect(Math.abs(coarse.weightedDice[column] - fine.weightedDice[column])).toBeLessThan(0.06);
  const { wdice4, wdice8, wdice16 } = fine.weightedDice;
  expect(fine.dice).toBeLessThan(wdice4);
  expect([wdice4, wdice8]).toEqual([Math.min(wdice4, wdice8), Math.min(wdice8, wdice16)]);
});

it("a network without a probability is judged by its fronts, as wide as the label, and by its zones", () => {
  const side = 256;
  const middle = side / 2 + 0.5;
  const front = {
    vertices: [
      [middle, -0.5],
      [middle, 0.5 - side],
    ],
  } as unknown as Prediction["fronts"][number];
  const isRight = (i: number) => i % side >= side / 2;
  const zones = Uint8Array.from({ length: side ** 2 }, (_, i) => (isRight(i) ? 254 : 127));
  const labelled = zones.map((code, i) => (i === 0 ? 1 : code === 254 ? 3 : 2));
  const judged = scores(side, 0, {
    label: { zones: labelled },
    prediction: { maps: [], fronts: [front], zones },
  });
  expect(judged.dice).toBe(1);
  expect(judged.errors).toMatchObject({ sumMetres: 0, count: 2 * side });
  expect(judged.zones).toEqual([
    [0, 0, 0, 0],
    [0, 0, 1, 0],
    [0, 0, side ** 2 / 2 - 1, 0],
    [0, 0, 0, side ** 2 / 2],
  ]);
});
