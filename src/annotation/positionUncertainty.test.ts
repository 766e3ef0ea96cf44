// The position uncertainty of vertices: given by the network, gone where a hand sets them, kept on all the others.
import { expect, test } from "vitest";
import { model } from "../../test/fixtures/anyEdit.ts";
import type { Front } from "./document.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { splitFront } from "./edits/splitFront.ts";
import { drawnFront, predictedFront } from "./newFront.ts";
import { positionUncertainty } from "./positionUncertainty.ts";

const traced = (uncertaintyMetres: readonly number[] | null) =>
  predictedFront(
    "f",
    "s",
    {
      vertices: uncertaintyMetres?.map((_, x) => [x, 0] as const) ?? [
        [0, 0],
        [1, 0],
      ],
      probability01: [],
      meanProbability01: 0.8,
      certaintyMetres: 60,
      uncertaintyMetres,
    },
    model,
  );
const metresOf = ({ vertices }: Front) => vertices.map((vertex) => vertex.uncertaintyMetres);

test("median and largest over the vertices as predicted", () => {
  expect(positionUncertainty(traced([30, 10, 140, 20]))).toEqual({ median: 25, largest: 140 });
  expect(positionUncertainty(traced([30, 10, 140]))).toEqual({ median: 30, largest: 140 });
  expect(positionUncertainty(traced(null))).toBeNull();
  expect(positionUncertainty(drawnFront("d", "s", [[0, 0]]))).toBeNull();
});

test("a moved vertex loses its uncertainty, the others keep theirs", () => {
  const edited = moveVertex("f", 1, [1, 5])({ fronts: [traced([30, 10, 140])], sceneLabels: [] });
  expect(edited.fronts.map(metresOf)).toEqual([[30, undefined, 140]]);
});

test("a cut between two vertices is as uncertain as the place on the segment", () => {
  const cut = splitFront("f", 1.25, "g")({ fronts: [traced([30, 10, 50])], sceneLabels: [] });
  expect(cut.fronts.map(metresOf)).toEqual([
    [30, 10, 20],
    [20, 50],
  ]);
});
