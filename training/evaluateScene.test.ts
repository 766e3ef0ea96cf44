import { expect, it } from "vitest";
import type { Prediction } from "../src/inference/prediction.ts";
import type { LabelledScene } from "./datasets/labelledScene.ts";
import { sceneOf, scoreScene } from "./evaluateScene.ts";
import { thickenFront } from "./networkLabel.ts";

const METRES = { x: 20, y: 20 };

/** A vertical front down the middle of a square scene, and a prediction of its thickened label moved by `shiftPx`. */
function scores(sidePx: number, shiftPx: number) {
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
  return scoreScene(label, sceneOf(label, label.band), prediction as Prediction);
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
