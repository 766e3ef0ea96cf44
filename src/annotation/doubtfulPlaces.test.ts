// One place for each doubtful stretch, at its least probable vertex, in order.
import { expect, it } from "vitest";
import { model } from "../../test/fixtures/anyEdit.ts";
import { doubtfulPlaces } from "./doubtfulPlaces.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { predictedFront } from "./newFront.ts";

const probability01 = [0.9, 0.4, 0.3, 0.5, 0.95, 0.55, 0.9, 0.2];
const front = predictedFront(
  "p",
  "s",
  {
    vertices: probability01.map((_, i) => [i, 0] as const),
    probability01,
    meanProbability01: 0.6,
    certaintyMetres: null,
  },
  model,
);

it("finds the stretches below the level", () => {
  expect(doubtfulPlaces(front).map(({ index }) => index)).toEqual([2, 5, 7]);
  expect(doubtfulPlaces(front, 0.5).map(({ probability01: p }) => p)).toEqual([0.3, 0.2]);
  expect(doubtfulPlaces(front, 0.1)).toEqual([]);
});

it("doubts nothing that a hand has set", () => {
  const [mended] = moveVertex("p", 7, [7, 1])({ fronts: [front], sceneLabels: [] }).fronts;
  expect(mended && doubtfulPlaces(mended).map(({ index }) => index)).toEqual([2, 5]);
});
