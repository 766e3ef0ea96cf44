import { expect, test } from "vitest";
import { model } from "../../test/fixtures/anyEdit.ts";
import { doubtStretches } from "./doubtStretches.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { predictedFront } from "./newFront.ts";

const FRONT = predictedFront(
  "f",
  "s",
  {
    vertices: [0, 1, 2, 3, 4].map((x) => [x, 0] as const),
    probability01: [0.95, 0.92, 0.4, 0.99, 0.99],
    meanProbability01: 0.8,
    certaintyMetres: 60,
    uncertaintyMetres: [10, 500, 30, 20, 20],
  },
  model,
);

test("a segment is as doubtful as its worse end, by probability or by position", () => {
  const steps = (by: "probability" | "position") =>
    doubtStretches(FRONT, by).map(({ step, path }) => [step, path.length]);
  expect(steps("probability")).toEqual([
    [5, 2],
    [0, 3],
    [5, 2],
  ]);
  expect(steps("position")).toEqual([
    [0, 3],
    [4, 2],
    [5, 2],
  ]);
});

test("a vertex by hand ends the doubt on both of its sides", () => {
  const moved = moveVertex("f", 2, [2, 1])({ fronts: [FRONT], sceneLabels: [] }).fronts[0];
  if (moved === undefined) throw new Error("It was there.");
  for (const by of ["probability", "position"] as const)
    expect(doubtStretches(moved, by).flatMap(({ path }) => path.map(([x]) => x))).toEqual([
      0, 1, 3, 4,
    ]);
});
