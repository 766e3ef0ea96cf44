// A file that was exported, worked on elsewhere and comes back: nothing of what was done to it is lost or silently taken.
import { expect, it } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import { type AnnotationDocument, EMPTY_DOCUMENT, type Front } from "../annotation/document.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { setFrontLabel } from "../annotation/edits/setFrontLabel.ts";
import { setIceSide } from "../annotation/edits/setIceSide.ts";
import { predictedFront } from "../annotation/newFront.ts";
import { makeSidecar } from "../annotation/provenanceSidecar.ts";
import { readSidecar } from "../annotation/readSidecar.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { ReadLine } from "../scene/lineFeatures.ts";
import { planVector } from "./exportPlan.ts";
import { importOutcome, otherwiseSentences, outcomeSentence } from "./importOutcome.ts";
import { type ImportChoice, likelyOnto, planImport, takeImport } from "./importPlan.ts";
import { createRasterRegistry } from "./rasterRegistry.ts";
import { readRemembered } from "./rememberedView.ts";
import type { OpenScene } from "./scenesStore.ts";

const CRS = crsOfCode("EPSG:3413");
if (CRS === null) throw new Error("the polar grid is known");

const open = (id: string, fileName: string): OpenScene => ({
  scene: { ...scene, id, fileName, crs: CRS, bounds: [190_000, -2_610_000, 210_000, -2_590_000] },
  band: 0,
  prediction: null,
  trueFronts: [],
  fingerprint: id,
  link: "here",
});
const ONE = open("one", "one.tif");
const OTHER = open("other", "other.tif");

const BY = {
  modelName: "unet",
  weightsSha256: "ab",
  backend: "wasm",
  band: 0,
  preprocessing: "",
  at: "2026-01-01T00:00:00.000Z",
} as const;
const MARK = { by: "Q. Gis", at: "2026-03-03T00:00:00.000Z" };

function front(id: string, y: number, sceneId = "one"): Front {
  const vertices = Array.from({ length: 6 }, (_, i): MapXY => [200_000 + 100 * i, y + (i % 2)]);
  const probability01 = vertices.map(() => 0.75);
  const traced = { vertices, probability01, meanProbability01: 0.75, certaintyMetres: 40 };
  return predictedFront(id, sceneId, traced, BY);
}

const A = front("a", -2_600_000);
const B = front("b", -2_601_000);
const C = front("c", -2_602_000, "other");
const DOCUMENT: AnnotationDocument = { fronts: [A, B, C], sceneLabels: [] };

type File = { lines: ReadLine[]; sidecar: string };

/** What GDAL gives back of an export of the whole project as GeoJSON. */
function exported(document = DOCUMENT): File {
  const { exportChoice } = readRemembered(null);
  const plan = planVector(
    {
      document,
      scenes: [ONE, OTHER],
      active: ONE,
      rasters: createRasterRegistry(),
      choice: { ...exportChoice, targetCrs: "EPSG:3413", scenes: "all" },
      author: "A. Nansen",
    },
    "geojson",
  );
  const [file] = plan.files;
  if (file === undefined) throw new Error("a file is planned");
  const told = { profile: plan.profile, targetCrs: "EPSG:3413", writtenAt: "now" };
  return {
    sidecar: JSON.stringify(makeSidecar(told, new Map([[file.stem, file.fronts]]))),
    lines: file.fronts.map((one, row) => ({
      row,
      vertices: one.front.vertices.map(({ at }) => at),
      attributes: file.rows[row] ?? {},
    })),
  };
}

function found({ lines, sidecar }: File, fileName = "icefront_fronts.geojson") {
  const layer = {
    fileName,
    layerName: "layer",
    crs: CRS,
    crsName: null,
    fields: [],
    lines: lines.map((line, row) => ({ ...line, row })),
    notices: [],
    notLines: 0,
    notFinite: 0,
    empty: 0,
    selfCrossing: 0,
    cutTexts: 0,
  };
  const read = { layers: [layer], sidecar };
  return { subject: fileName, read, sidecar: readSidecar(sidecar) };
}

function back(
  file: File,
  document: AnnotationDocument = DOCUMENT,
  choice: Partial<ImportChoice> = {},
  fileName?: string,
) {
  let ids = 0;
  return planImport({
    found: found(file, fileName),
    choice: { annotator: null, assumedCrs: "scene", onto: "match", ...choice },
    mark: MARK,
    document,
    scenes: [ONE, OTHER],
    active: ONE,
    newId: () => `new${++ids}`,
  });
}

const take = (plan: ReturnType<typeof back>, document = DOCUMENT, choices = {}) =>
  takeImport(plan, new Map(Object.entries(choices)), () => "beside")(document);

/** `row` with another line or table. */
function edit({ lines, sidecar }: File, row: number, change: Partial<ReadLine>): File {
  return {
    sidecar,
    lines: lines.map((line, i) => (i === row ? { ...line, ...change } : line)),
  };
}

function moved(file: File, row: number, vertex: number, metres: number): File {
  const { vertices = [] } = file.lines[row] ?? {};
  const [x, y] = vertices[vertex] ?? [0, 0];
  return edit(file, row, { vertices: vertices.with(vertex, [x, y + metres]) });
}

it("knows what came back as it was exported, and says that nothing would change", () => {
  const plan = back(exported());
  expect([plan.known, plan.fronts, plan.edited]).toEqual([3, [], []]);
  expect(outcomeSentence(importOutcome(plan, new Map()))).toBeNull();
  expect(otherwiseSentences(plan)).toEqual(["3 fronts are here already and stay as they are."]);
  // What was changed here since is newer than the file.
  const since = moveVertex("a", 0, [200_001, -2_600_050])(DOCUMENT);
  expect(back(exported(), since).known).toBe(3);
});

it("lists a moved vertex and replaces the front by it, corrected by whose hand it was", () => {
  const plan = back(moved(exported(), 0, 2, 120));
  expect(plan.known).toBe(2);
  expect(plan.edited).toMatchObject([
    { here: { id: "a" }, course: { moved: 1, added: 0, removed: 0 }, suggested: "replace" },
  ]);
  expect(plan.edited[0]?.course?.farthest).toBeCloseTo(120, -1);
  expect(outcomeSentence(importOutcome(plan, new Map()))).toMatch(/^Replaces 1 front by/);
  const after = take(plan);
  expect(after.fronts).toHaveLength(3);
  const [a] = after.fronts;
  expect(a).toMatchObject({ id: "a", corrected: true, changed: MARK, origin: A.origin });
  expect(a?.vertices.map(({ provenance }) => provenance)).toEqual(
    A.vertices.map((_, i) => (i === 2 ? "corrected" : "predicted")),
  );
  expect(a?.vertices[2]).toEqual({
    at: [200_200, -2_599_880],
    provenance: "corrected",
    mark: MARK,
  });
  expect(a?.vertices[1]).toEqual(A.vertices[1]);
  expect(a?.tracedPath).toEqual(A.tracedPath);
  // Once taken, the same file has nothing new.
  expect(back(moved(exported(), 0, 2, 120), after).known).toBe(3);
});

it("keeps both by default where the front was changed here too, and mine alone when told", () => {
  const here = moveVertex("a", 0, [200_000, -2_600_077])(DOCUMENT);
  const plan = back(moved(exported(), 0, 2, 120), here);
  expect(plan.edited).toMatchObject([{ isChangedHere: true, suggested: "beside" }]);
  const after = take(plan, here);
  expect(after.fronts.map(({ id }) => id)).toEqual(["a", "b", "c", "beside"]);
  expect(after.fronts[0]).toBe(here.fronts[0]);
  expect(after.fronts[3]?.vertices[2]?.at[1]).toBe(-2_599_880);
  expect(take(plan, here, { a: "keep" })).toBe(here);
  expect(outcomeSentence(importOutcome(plan, new Map([["a", "keep"]])))).toBeNull();
  const relabelled = setFrontLabel("a", { notes: "looked at" })(DOCUMENT);
  expect(back(moved(exported(), 0, 2, 120), relabelled).edited[0]?.isChangedHere).toBe(true);
});

it("lets the table win where it says otherwise than was written, flag by flag", () => {
  const labelled = setFrontLabel("a", { flags: ["04"], notes: "mine" })(DOCUMENT);
  const file = exported(labelled);
  const { attributes = {} } = file.lines[0] ?? {};
  const changed = edit(file, 0, {
    attributes: { ...attributes, Date: "2018/06/05", QualFlag: "10, 01, 04", Author: "B. Other" },
  });
  const plan = back(changed, labelled);
  expect(plan.edited[0]?.said).toEqual([
    { what: "date", from: "2018-06-02", to: "2018-06-05" },
    { what: "author", from: "A. Nansen", to: "B. Other" },
    { what: "flags", from: "04", to: "01,04" },
  ]);
  expect(take(plan, labelled).fronts[0]).toMatchObject({
    corrected: false,
    label: { date: "2018-06-05", author: "B. Other", flags: ["01", "04"], notes: "mine" },
    vertices: A.vertices,
    changed: MARK,
  });
  // Columns that were dropped say nothing.
  const { Date: _, ...bare } = attributes;
  expect(back(edit(file, 0, { attributes: bare }), labelled).known).toBe(3);
});

it("keeps each row's provenance when others were removed, added or edited in between", () => {
  const file = exported();
  const [a, b, c] = file.lines;
  if (!a || !b || !c) throw new Error("three lines were written");
  const drawn: ReadLine = {
    row: 9,
    vertices: [
      [200_000, -2_605_000],
      [201_000, -2_605_000],
    ],
    attributes: { Date: null, ImageID: "one" },
  };
  const shorter = { ...b, vertices: b.vertices.toSpliced(1, 1) };
  const longer = { ...c, vertices: c.vertices.toSpliced(3, 0, [200_250, -2_602_030]) };
  const plan = back({ ...file, lines: [drawn, longer, shorter] });
  expect(plan.missing).toBe(1);
  expect(plan.fronts).toMatchObject([{ id: "new1", origin: { kind: "drawn" }, sceneId: "one" }]);
  expect(plan.edited.map(({ here, course }) => [here.id, course])).toMatchObject([
    ["c", { moved: 0, added: 1, removed: 0 }],
    ["b", { moved: 0, added: 0, removed: 1 }],
  ]);
  expect(plan.edited[1]?.course?.farthest).toBeCloseTo(1, 1);
  const [, after, longerAfter] = take(plan).fronts;
  expect(after?.vertices.every(({ provenance }) => provenance === "predicted")).toBe(true);
  expect(after?.corrected).toBe(true);
  expect(longerAfter?.vertices.map(({ provenance }) => provenance)[3]).toBe("corrected");
  expect(otherwiseSentences(plan)[0]).toMatch(/^1 front that was exported is no longer/);
});

it("knows a line that was shifted as a whole by its place, and one that was saved by another name", () => {
  const file = exported();
  const { vertices = [] } = file.lines[0] ?? {};
  const shifted = edit(file, 0, { vertices: vertices.map(([x, y]): MapXY => [x + 300, y + 30]) });
  expect(back(shifted).edited).toMatchObject([{ here: { id: "a" }, course: { moved: 6 } }]);
  const renamed = back(moved(file, 0, 2, 120), DOCUMENT, {}, "from_qgis.geojson");
  expect(renamed.edited).toMatchObject([{ here: { id: "a" }, course: { moved: 1 } }]);
});

it("takes a line that was turned round as ice on its other side, where the side was known", () => {
  const told = setIceSide("a", "left")(DOCUMENT);
  const file = exported(told);
  const turned = (row: number) =>
    edit(file, row, { vertices: file.lines[row]?.vertices.toReversed() ?? [] });
  const plan = back(turned(0), told);
  expect(plan.edited).toMatchObject([{ course: { isTurned: true, moved: 0 } }]);
  const [a] = take(plan, told).fronts;
  expect(a).toMatchObject({ iceSide: "left", corrected: false });
  expect(a?.vertices).toEqual(A.vertices.toReversed());
  expect(back(turned(1), told).known).toBe(3);
  // Turned on the way out because the ice lies on the right: the document is as exported.
  const right = setIceSide("a", "right")(DOCUMENT);
  expect(back(moved(exported(right), 0, 2, 120), right).edited[0]?.isChangedHere).toBe(false);
});

it("brings a deleted front back as it is in the file, on its scene, and leaves out what lies elsewhere", () => {
  const deleted = { ...DOCUMENT, fronts: [B] };
  const plan = back(moved(exported(), 0, 2, 120), deleted);
  expect(plan.restored).toBe(2);
  expect(plan.fronts).toMatchObject([
    { id: "a", corrected: true, sceneId: "one" },
    { id: "c", corrected: false, sceneId: "other" },
  ]);
  const away = exported().lines[0]?.vertices.map(([x, y]): MapXY => [x + 50_000, y]) ?? [];
  expect(back(edit(exported(), 0, { vertices: away })).outside).toBe(1);
});

it("adds a colleague's version beside mine, the changed vertices corrected by the colleague", () => {
  const plan = back(moved(exported(), 0, 2, 120), DOCUMENT, { annotator: "Q. Gis" });
  expect(plan.edited).toEqual([]);
  expect(plan.fronts).toHaveLength(3);
  const [a] = plan.fronts;
  expect(a).toMatchObject({ id: "new1", origin: { kind: "imported", annotator: "Q. Gis" } });
  expect(a?.vertices[2]).toMatchObject({ provenance: "corrected", mark: MARK });
});

it("takes what an earlier provenance file says of lines as they come", () => {
  const { lines, sidecar } = exported();
  const parsed = JSON.parse(sidecar);
  for (const one of parsed.fronts) {
    delete one.path;
    delete one.table;
  }
  const plan = back({ lines, sidecar: JSON.stringify(parsed) }, EMPTY_DOCUMENT);
  expect(plan.restored).toBe(3);
  expect(plan.fronts[0]?.vertices).toEqual(A.vertices);
});

it("puts lines onto the scenes that they name, and onto the scene in view where they name none", () => {
  const file = exported();
  expect(likelyOnto(found(file))).toBe("match");
  const bare = { ...file, lines: file.lines.map((line) => ({ ...line, attributes: {} })) };
  expect(likelyOnto(found(bare))).toBe("open");
});
