// Fronts that go along with their picture: places change, stories do not.
import { expect, it } from "vitest";
import { type AnnotationDocument, EMPTY_DOCUMENT } from "../document.ts";
import { drawnFront } from "../newFront.ts";
import { moveWithScene } from "./moveWithScene.ts";

const front = drawnFront("a", "s", [
  [0, 0],
  [5, 5],
]);
const document: AnnotationDocument = { ...EMPTY_DOCUMENT, fronts: [front] };
const PATH = [
  [10, 0],
  [15, 5],
] as const;

it("moves every vertex and the line as traced, and nothing else", () => {
  const traced = { ...front, tracedPath: [[0, 1]] as const };
  const [moved] = moveWithScene([{ id: "a", path: PATH, tracedPath: [[10, 1]] }])({
    ...document,
    fronts: [traced],
  }).fronts;
  expect(moved).toEqual({
    ...traced,
    tracedPath: [[10, 1]],
    vertices: traced.vertices.map((vertex, i) => ({ ...vertex, at: PATH[i] })),
  });
});

it("leaves fronts alone that are gone, unknown or have other vertices by now", () => {
  const edit = moveWithScene([
    { id: "a", path: PATH.slice(1), tracedPath: [] },
    { id: "gone", path: PATH, tracedPath: [] },
  ]);
  expect(edit(document)).toEqual(document);
});
