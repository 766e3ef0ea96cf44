// What each way of mending a front does, and that ends, untouched vertices and ids stay what they were.
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyEdit, model } from "../../test/fixtures/anyEdit.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type AnnotationDocument, EMPTY_DOCUMENT, type Front, frontPath } from "./document.ts";
import { deleteVertices, whyNotDeleteVertices } from "./edits/deleteVertices.ts";
import { duplicateFront, whyNotDuplicateFront } from "./edits/duplicateFront.ts";
import { extendFront } from "./edits/extendFront.ts";
import { joinFronts, nearestToJoin, whyNotJoinFronts } from "./edits/joinFronts.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { moveVertices } from "./edits/moveVertices.ts";
import { reshapeFront, whyNotReshapeFront } from "./edits/reshapeFront.ts";
import { reverseFront } from "./edits/reverseFront.ts";
import { revertToTraced, whyNotRevertToTraced } from "./edits/revertToTraced.ts";
import { simplifyFront, whyNotSimplifyFront } from "./edits/simplifyFront.ts";
import { smoothFront } from "./edits/smoothFront.ts";
import { snapFront, whyNotSnapFront } from "./edits/snapFront.ts";
import { splitFront, whyNotSplitFront } from "./edits/splitFront.ts";
import { drawnFront, predictedFront } from "./newFront.ts";

/** From x = 0 to 90 along y = 0, a vertex every 10. */
const straight: MapXY[] = Array.from({ length: 10 }, (_, i) => [10 * i, 0]);
const traced = predictedFront(
  "p",
  "s1",
  {
    vertices: straight,
    probability01: straight.map(() => 0.9),
    meanProbability01: 0.9,
    certaintyMetres: 80,
  },
  model,
);
const drawn = drawnFront("d", "s1", [
  [100, 5],
  [130, 5],
]);
const start: AnnotationDocument = { fronts: [traced, drawn], sceneLabels: [] };
const pathOf = (document: AnnotationDocument, id = "p") =>
  document.fronts.filter((front) => front.id === id).flatMap(frontPath);
const first = ({ fronts }: AnnotationDocument) => fronts[0] as Front;

it("reshapes between the first and the last place where the stroke meets the front", () => {
  const stroke: MapXY[] = [
    [25, -3],
    [30, 8],
    [50, 8],
    [65, -3],
  ];
  const after = reshapeFront("p", stroke, 1)(start);
  const path = pathOf(after);
  expect(path.slice(0, 3)).toEqual(straight.slice(0, 3));
  expect(path.slice(-3)).toEqual(straight.slice(-3));
  expect(path).toContainEqual([30, 8]);
  expect(path).toContainEqual([50, 8]);
  expect(path).not.toContainEqual([40, 0]);
  expect(pathOf(reshapeFront("p", stroke.toReversed(), 1)(start))).toEqual(path);
  const { vertices, corrected } = first(after);
  expect(corrected).toBe(true);
  for (const known of traced.vertices.slice(0, 3)) expect(vertices).toContain(known);
  expect(vertices.filter(({ provenance }) => provenance === "corrected")).toHaveLength(4);
  expect(vertices.every(({ mark }) => mark === undefined)).toBe(true);
});

it("reshapes with ends that only come near the front, and leaves no spike where they overshoot", () => {
  const near: MapXY[] = [
    [20, 1.5],
    [40, 9],
    [60, 1.5],
  ];
  expect(pathOf(reshapeFront("p", near, 2)(start))).toEqual([
    ...straight.slice(0, 3),
    [40, 9],
    ...straight.slice(6),
  ]);
  const over: MapXY[] = [
    [22, -1],
    [23, 3],
    [60, 9],
    [70, 1],
  ];
  const ys = pathOf(reshapeFront("p", over, 2)(start)).map(([, y]) => y);
  expect(Math.min(...ys)).toBe(0);
});

it("replaces the tail on the side to which a stroke with one hold goes", () => {
  const seaward: MapXY[] = [
    [60, 0],
    [75, 10],
    [95, 20],
  ];
  expect(pathOf(reshapeFront("p", seaward, 1)(start))).toEqual([
    ...straight.slice(0, 7),
    [75, 10],
    [95, 20],
  ]);
  const towardsStart: MapXY[] = [
    [30, 0],
    [10, 9],
    [-5, 9],
  ];
  const reshaped = pathOf(reshapeFront("p", towardsStart.toReversed(), 1)(start));
  expect(reshaped).toEqual([[-5, 9], [10, 9], ...straight.slice(3)]);
  const longer: MapXY[] = [
    [90, 0],
    [120, 4],
  ];
  expect(pathOf(reshapeFront("p", longer, 1)(start))).toEqual([...straight, [120, 4]]);
});

it("says where a stroke must begin when it holds nothing", () => {
  const away: MapXY[] = [
    [0, 50],
    [90, 50],
  ];
  expect(whyNotReshapeFront(start, "p", away, 5)).toBe(
    "Begin and end the stroke on the front, or carry it from there to the front's end.",
  );
  expect(whyNotReshapeFront(start, "gone", away, 5)).toMatch(/Select the front/);
  expect(reshapeFront("p", away, 5)(start)).toBe(start);
});

it("keeps both ends when it reshapes between two holds, smooths or simplifies", () => {
  const at = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -9, max: 9 }));
  const lines = fc.tuple(fc.array(at, { minLength: 2 }), at, fc.array(at), at);
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20 }), ([path, ...ends], metres) => {
      const [from, through, to] = ends;
      const document = { fronts: [drawnFront("a", "s1", path)], sceneLabels: [] };
      const hold = (point: MapXY) => path.reduce((a, b) => (gap(b, point) < gap(a, point) ? b : a));
      const stroke = [hold(from), ...through, hold(to)];
      for (const edit of [
        reshapeFront("a", stroke, 0),
        smoothFront("a", metres),
        simplifyFront("a", metres),
      ]) {
        const after = pathOf(edit(document), "a");
        expect(after.at(0)).toEqual(path.at(0));
        expect(after.at(-1)).toEqual(path.at(-1));
      }
    }),
  );
});

const gap = (a: MapXY, b: MapXY) => Math.hypot(a[0] - b[0], a[1] - b[1]);

it("leaves every vertex that an edit does not name the very same object", () => {
  const moved = first(moveVertices("p", [2, 3, 99], [0, 5])(start)).vertices;
  for (const [i, vertex] of traced.vertices.entries())
    if (i !== 2 && i !== 3) expect(moved[i]).toBe(vertex);
  expect(moved[3]).toEqual({ at: [30, 5], provenance: "corrected" });
  const fewer = first(deleteVertices("p", [4, 5])(start)).vertices;
  expect(fewer.map(({ provenance }) => provenance[0]).join("")).toBe("pppccppp");
  expect(whyNotDeleteVertices(start, "d", [0])).toMatch(/at least two/);
  expect(deleteVertices("d", [0, 1])(start)).toBe(start);
});

it("splits at a vertex or between two, and joins again what was split", () => {
  const split = splitFront("p", 4, "q")(start);
  expect(pathOf(split)).toEqual(straight.slice(0, 5));
  expect(pathOf(split, "q")).toEqual(straight.slice(4));
  expect(split.fronts.map(({ id }) => id)).toEqual(["p", "q", "d"]);
  expect(nearestToJoin(split, "p")).toBe("q");
  const joined = joinFronts("p", "q")(split);
  expect(pathOf(joined)).toEqual(straight);
  expect(first(joined).vertices.every((vertex, i) => vertex === traced.vertices[i])).toBe(true);
  const between = splitFront("p", 4.5, "q")(start);
  expect(pathOf(between).at(-1)).toEqual([45, 0]);
  expect(pathOf(between, "q")[0]).toEqual([45, 0]);
  expect(first(between).tracedPath?.at(-1)).toEqual([45, 0]);
  expect(whyNotSplitFront(start, "p", 0)).toMatch(/at its end/);
  expect(whyNotSplitFront(start, "p", null)).toMatch(/Choose the vertex/);
  expect(splitFront("p", 4, "d")(start)).toBe(start);
});

it("joins at the nearest ends, whatever their directions, and bridges the gap by hand", () => {
  const turned = reverseFront("d")(start);
  for (const document of [start, turned]) {
    const joined = first(joinFronts("p", "d")(document));
    expect(frontPath(joined)).toEqual([...straight, [95, 2.5], [100, 5], [130, 5]]);
    expect(joined.vertices[9]?.provenance).toBe("predicted");
    expect(joined.vertices[10]?.provenance).toBe("corrected");
    expect(joined.vertices[11]?.provenance).toBe("drawn");
  }
  const kept = joinFronts("d", "p")(start);
  expect(kept.fronts.map(({ id, origin }) => [id, origin.kind])).toEqual([["d", "predicted"]]);
  expect(whyNotJoinFronts(start, "p", "p")).toMatch(/itself/);
  expect(whyNotJoinFronts(start, "p", null)).toMatch(/no other front/);
});

it("extends, reverses, smooths, simplifies and snaps", () => {
  expect(pathOf(extendFront("p", "start", [-10, 0])(start))[0]).toEqual([-10, 0]);
  expect(pathOf(extendFront("p", "end", [99, 0])(start)).at(-1)).toEqual([99, 0]);
  expect(extendFront("p", "end", [90, 0])(start)).toBe(start);
  const turned = first(reverseFront("p")(start));
  expect(frontPath(turned)).toEqual(straight.toReversed());
  expect(turned.corrected).toBe(false);
  const spiked = moveVertex("p", 5, [50, 10])(start);
  const smooth = pathOf(smoothFront("p", 12)(spiked));
  expect(smooth[5]?.[1]).toBeLessThan(7);
  expect(smooth[5]?.[1]).toBeGreaterThan(2);
  expect(simplifyFront("p", 1)(start).fronts[0]?.vertices).toEqual([
    traced.vertices[0],
    traced.vertices[9],
  ]);
  expect(whyNotSimplifyFront(spiked, "p", 1)).toBeNull();
  expect(whyNotSimplifyFront(start, "d", 1)).toMatch(/Every vertex/);
  const close = moveVertices("d", [0, 1], [-60, -3])(start);
  expect(pathOf(snapFront("d", ["p"], 3)(close), "d")).toEqual([
    [40, 0],
    [70, 0],
  ]);
  expect(whyNotSnapFront(start, "d", ["p"], 3)).toMatch(/within 3 map units/);
});

it("lays a front of another date onto this scene as drawn, and goes back to what was traced", () => {
  const shifted = duplicateFront(traced, "new", "s2", ([x, y]) => [x + 1000, y])(start);
  expect(shifted.fronts.at(-1)).toMatchObject({ id: "new", sceneId: "s2", tracedPath: null });
  expect(pathOf(shifted, "new")[0]).toEqual([1000, 0]);
  expect(whyNotDuplicateFront(undefined, (at) => at)).toMatch(/earlier date/);
  expect(whyNotDuplicateFront(traced, () => null)).toMatch(/coordinates/);
  const mended = moveVertex("p", 3, [30, 9])(start);
  const back = first(revertToTraced("p")(mended));
  expect(frontPath(back)).toEqual(straight);
  expect(back).toMatchObject({ corrected: false, changed: null });
  expect(back.vertices[2]).toBe(traced.vertices[2]);
  expect(whyNotRevertToTraced(start, "p")).toMatch(/as the network traced it/);
  expect(whyNotRevertToTraced(start, "d")).toMatch(/No network/);
});

it("never makes a vertex of anything but numbers, whatever the edits", () => {
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 40 }), (edits) => {
      const { fronts } = edits.reduce((document, apply) => apply(document), EMPTY_DOCUMENT);
      for (const { vertices } of fronts) {
        expect(vertices.length).toBeGreaterThanOrEqual(2);
        for (const { at } of vertices) expect(at.every(Number.isFinite)).toBe(true);
      }
      expect(new Set(fronts.map(({ id }) => id)).size).toBe(fronts.length);
    }),
    { numRuns: 300 },
  );
});
