// Who changed what is said truly, and what a hand changed is not given up to a new prediction.
import { expect, it } from "vitest";
import { model } from "../../test/fixtures/anyEdit.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type AnnotationDocument, type Edit, EMPTY_DOCUMENT, isUntouched } from "./document.ts";
import { addFronts } from "./edits/addFronts.ts";
import { deleteVertex } from "./edits/deleteVertex.ts";
import { joinFronts } from "./edits/joinFronts.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { replacePredictedFronts } from "./edits/replacePredictedFronts.ts";
import { reverseFront } from "./edits/reverseFront.ts";
import { revertToTraced } from "./edits/revertToTraced.ts";
import { setFrontLabel } from "./edits/setFrontLabel.ts";
import { setIceSide } from "./edits/setIceSide.ts";
import { labelOfScene, setSceneLabel } from "./edits/setSceneLabel.ts";
import { simplifyFront } from "./edits/simplifyFront.ts";
import { smoothFront } from "./edits/smoothFront.ts";
import { splitFront } from "./edits/splitFront.ts";
import { startHistory } from "./history.ts";
import { importedFront } from "./importedFront.ts";
import { EMPTY_FRONT_LABEL, NOTHING_KNOWN } from "./label.ts";
import { mergeFronts, planMerge } from "./mergeDocuments.ts";
import { drawnFront, predictedFront } from "./newFront.ts";
import { stampChanges } from "./stampChanges.ts";

const ME = { by: "me", at: "2026-05-01T00:00:00Z" };
const SHE = { by: "she", at: "2026-04-01T00:00:00Z" };
const by = (mark: typeof ME, edit: Edit) => (document: AnnotationDocument) =>
  stampChanges(document, edit(document), mark);

const LINE: readonly MapXY[] = [
  [0, 0],
  [10, 2],
  [20, 0],
  [30, 0.1],
  [40, 0],
];
const traced = (id: string, vertices = LINE) => {
  const probability01 = vertices.map((_, i) => i / 10);
  const line = { vertices, probability01, meanProbability01: 0.9, certaintyMetres: 80 };
  return predictedFront(id, "s1", line, model);
};
const predicted = by(ME, replacePredictedFronts("s1", [traced("p")]))(EMPTY_DOCUMENT);
const states = ({ fronts }: AnnotationDocument) =>
  fronts.map((front) => [front.corrected, isUntouched(front), front.changed?.by ?? null]);

it("leaves a prediction, and a colleague's file, unsigned until a hand changes it", () => {
  expect(states(predicted)).toEqual([[false, true, null]]);
  const whose = { annotator: "B", fileName: "b.shp" };
  const told = { label: EMPTY_FRONT_LABEL, inherited: NOTHING_KNOWN, whose };
  const imported = by(ME, addFronts([importedFront("i", "s1", LINE, told)]))(EMPTY_DOCUMENT);
  expect(states(imported)).toEqual([[false, false, null]]);
  const moved = by(ME, moveVertex("i", 1, [10, 9]))(imported).fronts[0];
  expect(moved?.changed).toEqual(ME);
  expect(moved?.vertices.map(({ mark }) => mark?.by)).toEqual([
    undefined,
    "me",
    undefined,
    undefined,
    undefined,
  ]);
});

it.each([
  ["cut", splitFront("p", 2, "q"), 2],
  ["cut between vertices", splitFront("p", 1.5, "q"), 2],
  ["turned round", reverseFront("p"), 1],
  ["thinned", simplifyFront("p", 1), 1],
  ["labelled", setFrontLabel("p", { notes: "thin ice" }), 1],
  ["told where the ice is", setIceSide("p", "left"), 1],
] as const)(
  "a prediction that is %s is not corrected, but it is not given up either",
  (_, edit, count) => {
    const after = by(ME, edit)(predicted);
    expect(states(after)).toEqual(Array.from({ length: count }, () => [false, false, "me"]));
    expect(after.fronts.flatMap(({ vertices }) => vertices).every(isPredicted)).toBe(true);
    const again = by(ME, replacePredictedFronts("s1", []))(after);
    expect(again.fronts).toEqual(after.fronts);
  },
);

const isPredicted = ({ provenance }: { provenance: string }) => provenance === "predicted";

it.each([
  ["moved", moveVertex("p", 1, [10, 5])],
  ["shortened", deleteVertex("p", 0)],
  ["smoothed", smoothFront("p", 12)],
] as const)("a prediction that is %s is corrected", (_, edit) => {
  expect(states(by(ME, edit)(predicted))).toEqual([[true, false, "me"]]);
});

it("gives the vertex at a cut between two the probability of its place", () => {
  const [before, after] = splitFront("p", 1.5, "q")(predicted).fronts;
  const expected = { at: [15, 1], provenance: "predicted", probability01: expect.closeTo(0.15, 9) };
  expect(before?.vertices.at(-1)).toEqual(expected);
  expect(after?.vertices[0]).toEqual(expected);
});

it("joins the parts of a prediction to a prediction, and across a gap to a corrected front", () => {
  const parts = by(ME, splitFront("p", 2, "q"))(predicted);
  const joined = by(ME, joinFronts("p", "q"))(parts).fronts[0];
  expect([joined?.corrected, joined?.vertices]).toEqual([false, predicted.fronts[0]?.vertices]);
  const far = traced("f", [
    [50, 0],
    [60, 0],
  ]);
  const bridged = joinFronts("p", "f")(addFronts([far])(predicted)).fronts[0];
  expect(bridged?.corrected).toBe(true);
  expect(bridged?.vertices.filter((vertex) => !isPredicted(vertex))).toHaveLength(1);
  const touching = drawnFront("d", "s1", [
    [40, 0],
    [50, 0],
  ]);
  for (const [one, two] of [
    ["p", "d"],
    ["d", "p"],
  ] as const)
    expect(joinFronts(one, two)(addFronts([touching])(predicted)).fronts[0]?.corrected).toBe(true);
});

it("takes the mark back with the correction, and only then", () => {
  const moved = by(ME, moveVertex("p", 1, [10, 5]))(predicted);
  expect(states(by(ME, revertToTraced("p"))(moved))).toEqual(states(predicted));
  const thinned = by(ME, simplifyFront("p", 1))(predicted);
  expect(by(ME, revertToTraced("p"))(thinned).fronts[0]?.vertices).toHaveLength(LINE.length);
  const parts = by(ME, splitFront("p", 2, "q"))(by(SHE, moveVertex("p", 1, [10, 5]))(predicted));
  expect(parts.fronts.map(({ changed }) => changed?.by)).toEqual(["me", "me"]);
});

it("leaves it hers what she drew and what she corrected, when the projects are merged", () => {
  const hers = by(
    SHE,
    addFronts([drawnFront("d", "s1", LINE)]),
  )(by(SHE, moveVertex("p", 1, [10, 5]))(predicted));
  const plan = planMerge(startHistory(predicted), startHistory(hers), (id) => id);
  const fronts = new Map([["p", "theirs" as const]]);
  const merge = mergeFronts(plan, {
    fronts,
    stays: new Map(),
    theirLabels: new Set(),
    newId: () => "n",
  });
  expect(by(ME, merge)(predicted)).toEqual(hers);
});

it("no longer takes a scene for accepted when a prediction changes its lines, by one step", () => {
  const accepted = setSceneLabel("s1", { review: "accepted", reviewer: "me" })(predicted);
  const again = replacePredictedFronts("s1", [traced("new id")])(accepted);
  expect(labelOfScene(again, "s1")).toMatchObject({ review: "accepted", reviewer: "me" });
  expect(again.fronts.map(({ id }) => id)).toEqual(["new id"]);
  for (const fronts of [
    [],
    [traced("other", LINE.slice(1))],
    [traced("p2"), traced("more", LINE.slice(2))],
  ])
    expect(labelOfScene(replacePredictedFronts("s1", fronts)(accepted), "s1")).toMatchObject({
      review: "needs-review",
      reviewer: null,
    });
  const rejected = setSceneLabel("s1", { review: "rejected" })(predicted);
  expect(labelOfScene(replacePredictedFronts("s1", [])(rejected), "s1").review).toBe("rejected");
});
