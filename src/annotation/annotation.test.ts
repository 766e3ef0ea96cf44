// What must hold for any sequence of edits: undo restores, fronts keep two vertices, ids stay unique.
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyEdit, model } from "../../test/fixtures/anyEdit.ts";
import { type AnnotationDocument, type Edit, EMPTY_DOCUMENT, frontPath } from "./document.ts";
import { addFronts } from "./edits/addFronts.ts";
import { deleteFront } from "./edits/deleteFront.ts";
import { deleteVertex, whyNotDeleteVertex } from "./edits/deleteVertex.ts";
import { insertVertex } from "./edits/insertVertex.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { replacePredictedFronts } from "./edits/replacePredictedFronts.ts";
import { replaceVertices } from "./edits/replaceVertices.ts";
import { forgetScene } from "./forgetScene.ts";
import { frontStretches } from "./frontStretches.ts";
import { handShare01 } from "./handShare.ts";
import { HISTORY_LIMIT, record, redo, startHistory, undo } from "./history.ts";
import type { DocumentHistory } from "./log/historyLog.ts";
import { meanDistanceMetres } from "./meanDistanceMetres.ts";
import { drawnFront, predictedFront } from "./newFront.ts";
import { settleScene } from "./settleScene.ts";
import { withoutCovered } from "./withoutCovered.ts";

it("keeps ids unique and at least two vertices, whatever the edits", () => {
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 30 }), (edits) => {
      const end = edits.reduce((document, apply) => apply(document), EMPTY_DOCUMENT);
      expect(new Set(end.fronts.map((f) => f.id)).size).toBe(end.fronts.length);
      for (const { vertices } of end.fronts) expect(vertices.length).toBeGreaterThanOrEqual(2);
    }),
  );
});

it("undoes any sequence back to the start and does it again", () => {
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 30 }), (edits) => {
      let history = startHistory<AnnotationDocument>(EMPTY_DOCUMENT);
      for (const apply of edits) history = record(history, apply(history.present.document), "Edit");
      const end = history;
      for (const _ of edits) history = undo(history);
      expect(history.present.document).toBe(EMPTY_DOCUMENT);
      expect(undo(history)).toBe(history);
      for (const _ of edits) history = redo(history);
      expect(history).toEqual(end);
    }),
  );
});

it("drops the redo line at a new edit, and the oldest step beyond the limit", () => {
  expect(record(undo(record(startHistory("a"), "b", "Draw")), "c", "Move").future).toEqual([]);
  let long = startHistory(0);
  for (let step = 1; step <= HISTORY_LIMIT + 5; step++) long = record(long, step, "Edit");
  expect(long.past).toHaveLength(HISTORY_LIMIT);
  expect(long.past[0]?.document).toBe(5);
});

const traced = predictedFront(
  "p",
  "s1",
  {
    vertices: [
      [0, 0],
      [10, 0],
      [20, 0],
      [30, 0],
    ],
    probability01: [],
    meanProbability01: 0.9,
    certaintyMetres: 80,
  },
  model,
);
const drawn = drawnFront("d", "s1", [
  [0, 5],
  [30, 5],
]);
const start: AnnotationDocument = { fronts: [traced, drawn], sceneLabels: [] };

it("tells a corrected stretch from a predicted one", () => {
  const [moved] = moveVertex("p", 3, [30, 4])(start).fronts;
  expect(moved?.corrected).toBe(true);
  expect(moved && frontStretches(moved)).toEqual([
    {
      provenance: "predicted",
      path: [
        [0, 0],
        [10, 0],
        [20, 0],
      ],
    },
    {
      provenance: "corrected",
      path: [
        [20, 0],
        [30, 4],
      ],
    },
  ]);
  const [cut] = deleteVertex("p", 1)(start).fronts;
  expect(cut?.vertices.map((vertex) => vertex.provenance)).toEqual([
    "corrected",
    "corrected",
    "predicted",
  ]);
  expect(cut && handShare01(cut)).toBeCloseTo(1);
  expect(handShare01(drawn)).toBe(1);
  expect(handShare01(traced)).toBe(0);
});

it("replaces only untouched predictions of the same scene", () => {
  const touched = insertVertex("p", 1, [5, 1])(start);
  const next = predictedFront(
    "q",
    "s1",
    {
      vertices: [
        [0, 1],
        [9, 1],
      ],
      probability01: [],
      meanProbability01: 0.5,
      certaintyMetres: null,
    },
    model,
  );
  const ids = (document: AnnotationDocument) => document.fronts.map((f) => f.id);
  expect(ids(replacePredictedFronts("s1", [next])(start))).toEqual(["d", "q"]);
  expect(ids(replacePredictedFronts("s1", [next])(touched))).toEqual(["p", "d", "q"]);
  expect(ids(replacePredictedFronts("s2", [])(start))).toEqual(["p", "d"]);
});

it("keeps provenance where a replaced course passes through a known vertex", () => {
  const [changed] = replaceVertices("p", [
    [0, 0],
    [15, 8],
    [30, 0],
  ])(start).fronts;
  expect(changed?.vertices.map((vertex) => vertex.provenance)).toEqual([
    "predicted",
    "corrected",
    "predicted",
  ]);
  expect(replaceVertices("p", frontPath(traced))(start)).toBe(start);
});

it("says why a vertex cannot go", () => {
  expect(whyNotDeleteVertex(start, "d", 0)).toMatch(/at least two/);
  expect(whyNotDeleteVertex(start, "p", 9)).toMatch(/no such vertex/);
  expect(whyNotDeleteVertex(start, "p", 0)).toBeNull();
  expect(deleteVertex("d", 0)(start)).toBe(start);
});

it("measures the distance between parallel lines in metres on the ground", () => {
  const crs = {
    kind: "projected",
    code: "EPSG:32624",
    name: "WGS 84 / UTM zone 24N",
    proj4: "+proj=utm +zone=24 +datum=WGS84 +units=m +no_defs",
    metresPerUnit: 1,
  } as const;
  const line = (y: number) => [
    [
      [500_000, y],
      [505_000, y],
    ] as const,
  ];
  const metres = meanDistanceMetres(line(7_350_000), line(7_350_200), crs);
  expect(metres).toBeCloseTo(200 / 0.9996, 0);
  expect(meanDistanceMetres(line(0), [], crs)).toBeNull();
});

it("leaves a predicted front out only where a hand has set most of it", () => {
  const reach = { distance: 3, scale: { x: 1, y: 1 } };
  const byHand = (y: number, to: number) =>
    drawnFront("h", "s1", [
      [0, y],
      [to, y],
    ]);
  const left = (...hand: ReturnType<typeof byHand>[]) =>
    withoutCovered([traced], hand, reach).map((kept) => kept.id);
  expect(left()).toEqual(["p"]);
  expect(left(byHand(2, 30))).toEqual([]);
  expect(left(byHand(2, 6))).toEqual(["p"]);
  expect(left(byHand(4, 30))).toEqual(["p"]);
  expect(left(byHand(2, 10), byHand(2, 20))).toEqual([]);
});

/** A front drawn in each of two scenes, and then what is done to them. */
function twoScenes(...steps: readonly (readonly [edit: Edit, label: string])[]): DocumentHistory {
  const other = drawnFront("o", "s2", [
    [0, 0],
    [1, 1],
  ]);
  const drawing = [
    [addFronts([drawn]), "Draw in s1"],
    [addFronts([other]), "Draw in s2"],
  ] as const;
  return [...drawing, ...steps].reduce(
    (history, [edit, label]) => record(history, edit(history.present.document), label),
    startHistory(EMPTY_DOCUMENT),
  );
}

it("lays a scene's fronts down as they are now, for every undo and redo", () => {
  const history = twoScenes(
    [moveVertex("d", 0, [9, 9]), "Onto another grid"],
    [moveVertex("o", 0, [5, 5]), "Move in s2"],
  );
  const settled = settleScene(undo(history), "s1");
  expect(settled.past.map(({ label }) => label)).toEqual(["Open"]);
  expect(settled.present.label).toBe("Draw in s2");
  expect(settled.future.map(({ label }) => label)).toEqual(["Move in s2"]);
  for (const { document } of [...settled.past, settled.present, ...settled.future])
    expect(document.fronts.find(({ id }) => id === "d")?.vertices[0]?.at).toEqual([9, 9]);
  expect(undo(settled).present.document.fronts.map(({ id }) => id)).toEqual(["d"]);
});

it("forgets a closed scene without leaving an empty step in the history", () => {
  const history = twoScenes(
    [moveVertex("o", 0, [5, 5]), "Move in s2"],
    [deleteFront("d"), "Delete in s1"],
  );
  const forgotten = forgetScene(undo(history), "s2");
  expect(forgotten.past.map(({ label }) => label)).toEqual(["Open"]);
  expect(forgotten.present.label).toBe("Draw in s1");
  expect(forgotten.future.map(({ label }) => label)).toEqual(["Delete in s1"]);
  expect(redo(forgotten).present.document.fronts).toEqual([]);
});
