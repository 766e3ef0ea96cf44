// What an export takes of a scene with several annotators, and how its lines run.
import { expect, it } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import type { Front } from "../annotation/document.ts";
import { importedFront } from "../annotation/importedFront.ts";
import { EMPTY_FRONT_LABEL, NOTHING_KNOWN } from "../annotation/label.ts";
import { drawnFront } from "../annotation/newFront.ts";
import { DEFAULT_PLACEMENT } from "../geo/groundControl.ts";
import { type PlanInput, planVector, whoseFronts } from "./exportPlan.ts";
import { planRasters } from "./exportRasters.ts";
import { createRasterRegistry } from "./rasterRegistry.ts";
import { readRemembered, type Whose, writeRemembered } from "./rememberedView.ts";
import type { OpenScene } from "./scenesStore.ts";

const OPEN: OpenScene = {
  scene: { ...scene, id: "s" },
  band: 0,
  prediction: null,
  trueFronts: [],
  fingerprint: "f",
  link: "here",
};
const line = (y: number) =>
  [
    [0, -y],
    [9, -y],
  ] as const;
const mine = drawnFront("mine", "s", line(1));
const by = (annotator: string, y: number): Front =>
  importedFront(`${annotator}${y}`, "s", line(y), {
    label: EMPTY_FRONT_LABEL,
    inherited: NOTHING_KNOWN,
    whose: { annotator, fileName: "x.shp" },
  });

function input(fronts: readonly Front[], whose?: Whose): PlanInput {
  const { exportChoice } = readRemembered(null);
  return {
    document: { fronts, sceneLabels: [] },
    scenes: [OPEN],
    active: OPEN,
    rasters: createRasterRegistry(),
    choice: { ...exportChoice, ...(whose && { whose }) },
    author: "A. Nansen",
  };
}
const ALL = [mine, by("B", 2), by("B", 3), by("C", 4)];
const exported = (asked: PlanInput) => planVector(asked, "geojson").exported.map(({ id }) => id);
const drawnIn = (asked: PlanInput) =>
  planRasters({ ...asked, choice: { ...asked.choice, product: "coco" } }).scenes.flatMap(
    ({ fronts }) => fronts.map((front) => front[0]?.[1]),
  );

it.each([
  [undefined, ["mine"], [1], "2 by B, 1 by C"],
  ["by B", ["B2", "B3"], [2, 3], "1 mine or the network's, 1 by C"],
  ["everybody", ["mine", "B2", "B3", "C4"], [1, 2, 3, 4], null],
  ["by somebody gone", ["mine"], [1], "2 by B, 1 by C"],
] as const)("whose %s: the same fronts in tables and in pictures", (whose, ids, rows, left) => {
  const asked = input(ALL, whose);
  expect(exported(asked)).toEqual(ids);
  expect(drawnIn(asked)).toEqual(rows);
  const told = planVector(asked, "geojson").remarks.find(({ text }) => text.startsWith("Left out"));
  expect(told?.text ?? null).toBe(
    left === null ? null : `Left out by the choice of whose fronts: ${left}.`,
  );
});

it("leaves nothing to choose where one person has all fronts", () => {
  expect(whoseFronts(input([mine]))).toBe("everybody");
  expect(exported(input([by("B", 2), by("B", 3)]))).toEqual(["B2", "B3"]);
  expect(exported(input([by("B", 2), by("C", 3)], "mine"))).toEqual(["B2", "C3"]);
});

it("writes the ice on the left, and warns where its side is not known", () => {
  const sided = [
    { ...mine, iceSide: "right" as const },
    { ...drawnFront("other", "s", line(5)), iceSide: "left" as const },
    drawnFront("third", "s", line(6)),
  ];
  const { files, remarks } = planVector(input(sided), "geojson");
  expect(files[0]?.fronts.map(({ front }) => front.vertices[0]?.at)).toEqual([
    [9, -1],
    [0, -5],
    [0, -6],
  ]);
  const [first] = remarks;
  expect(first?.level).toBe("warning");
  expect(first?.text).toContain("not known for 1 of 3 fronts");
});

it("warns of scenes whose ground control points disagree by more than half a pixel", () => {
  const placed = (rmsMetres: number): OpenScene => ({
    ...OPEN,
    scene: {
      ...OPEN.scene,
      pixelSizeMetres: { x: 10, y: 10 },
      placement: {
        choice: DEFAULT_PLACEMENT,
        pointCount: 210,
        order: 3,
        usesHeight: true,
        heightRangeMetres: [0, 700],
        rmsMetres,
        maxMetres: 2 * rmsMetres,
        storedWidthPx: 10,
        storedHeightPx: 10,
      },
    },
  });
  const warnings = (open: OpenScene) => {
    const asked = { ...input([mine]), scenes: [open], active: open };
    const rasters = planRasters({ ...asked, choice: { ...asked.choice, product: "coco" } });
    return [planVector(asked, "geojson"), rasters].map(({ remarks }) =>
      remarks.filter(({ text }) => text.includes("ground control points")),
    );
  };
  expect(warnings(placed(4))).toEqual([[], []]);
  for (const found of warnings(placed(12)))
    expect(found).toMatchObject([{ level: "warning", text: expect.stringContaining("12 m") }]);
});

it("remembers whose fronts were chosen, and takes no nonsense for it", () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  } as unknown as Storage;
  const fresh = readRemembered(null);
  for (const whose of ["everybody", "by B", "mine"] as const) {
    writeRemembered(storage, { ...fresh, exportChoice: { ...fresh.exportChoice, whose } });
    expect(readRemembered(storage).exportChoice.whose).toBe(whose);
  }
  items.set("icefront.view", JSON.stringify({ exportChoice: { whose: 7 } }));
  expect(readRemembered(storage).exportChoice.whose).toBe("mine");
});
