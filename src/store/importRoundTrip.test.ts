// What is exported comes back equal, in every format, by plan, GDAL and plan again.
import fc from "fast-check";
import { expect, it } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import type { Front, FrontOrigin, FrontVertex } from "../annotation/document.ts";
import { QUALITY_FLAGS } from "../annotation/label.ts";
import { PROFILE_NAMES, type ProfileName } from "../annotation/profiles/profile.ts";
import { iceLeft, makeSidecar } from "../annotation/provenanceSidecar.ts";
import { readSidecar } from "../annotation/readSidecar.ts";
import { VECTOR_FORMATS, type VectorFormat } from "../base/attributeTable.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { createGdal } from "../scene/gdal.ts";
import { gdalInNode } from "../scene/gdalInNode.ts";
import { readVector } from "../scene/readVector.ts";
import { writeVector } from "../scene/writeVector.ts";
import { planVector } from "./exportPlan.ts";
import { planImport } from "./importPlan.ts";
import { createRasterRegistry } from "./rasterRegistry.ts";
import { readRemembered } from "./rememberedView.ts";
import type { OpenScene } from "./scenesStore.ts";

const gdal = createGdal(gdalInNode);
const CRS = crsOfCode("EPSG:32624");
if (CRS === null) throw new Error("UTM 24 N is known");

const OPEN: OpenScene = {
  scene: {
    ...scene,
    id: "s",
    fileName: "s1_helheim_20180602.tif",
    crs: CRS,
    bounds: [-1e7, -1e7, 1e7, 1e7],
  },
  band: 0,
  prediction: null,
  trueFronts: [],
  fingerprint: "f",
  link: "here",
};

/** Text as people write it: no control characters, no blanks at the ends. */
const words = (maxLength: number) =>
  fc.string({ unit: "grapheme", maxLength }).map((text) => text.replace(/\p{C}/gu, "").trim());
const known = (maxLength: number) =>
  fc.option(
    words(maxLength).filter((text) => text !== ""),
    { nil: null },
  );
const mark = fc.record({ by: words(10), at: fc.constant("2026-01-02T03:04:05.000Z") });
const origin: fc.Arbitrary<FrontOrigin> = fc.oneof(
  fc.constant<FrontOrigin>({ kind: "drawn" }),
  fc.record({
    kind: fc.constant("predicted" as const),
    modelName: words(12),
    weightsSha256: fc.constant("ab".repeat(32)),
    backend: fc.constantFrom("webgpu" as const, "wasm" as const),
    band: fc.nat(3),
    preprocessing: words(20),
    at: fc.constant("2026-01-01T00:00:00.000Z"),
  }),
);
const vertex: fc.Arbitrary<FrontVertex> = fc.record(
  {
    at: fc
      .tuple(fc.integer({ min: 5e8, max: 6e8 }), fc.integer({ min: 73e8, max: 74e8 }))
      .map(([x, y]) => [x / 1000, y / 1000] as const),
    provenance: fc.constantFrom("predicted" as const, "corrected" as const, "drawn" as const),
    probability01: fc.integer({ min: 0, max: 1000 }).map((p) => p / 1000),
    uncertaintyMetres: fc.integer({ min: 0, max: 9000 }).map((m) => m / 10),
    mark,
  },
  { requiredKeys: ["at", "provenance"] },
);
const front: fc.Arbitrary<Front> = fc.record({
  id: fc.uuid(),
  sceneId: fc.constant("s"),
  vertices: fc.uniqueArray(vertex, {
    minLength: 2,
    maxLength: 12,
    selector: ({ at }) => at.join(),
  }),
  origin,
  corrected: fc.boolean(),
  certaintyMetres: fc.option(fc.integer({ min: 0, max: 500 }), { nil: null }),
  meanProbability01: fc.constant(null),
  tracedPath: fc.constant(null),
  iceSide: fc.constantFrom("left" as const, "right" as const, null),
  label: fc.record({
    glacierId: known(9),
    glacierName: known(60),
    date: fc.constantFrom(null, "2018-06-02", "1999-12-31"),
    sensor: known(20),
    imageId: known(40),
    author: known(30),
    flags: fc.subarray([...QUALITY_FLAGS]),
    notes: words(300),
  }),
  changed: fc.option(mark, { nil: null }),
});

async function there(
  fronts: readonly Front[],
  format: VectorFormat,
  targetCrs: string,
  profile: ProfileName = "plain",
) {
  const { exportChoice } = readRemembered(null);
  const plan = planVector(
    {
      document: { fronts, sceneLabels: [] },
      scenes: [OPEN],
      active: OPEN,
      rasters: createRasterRegistry(),
      choice: { ...exportChoice, product: format, targetCrs, profile },
      author: "A. Nansen",
    },
    format,
  );
  const byFile = new Map(plan.files.map(({ stem, fronts: some }) => [stem, some]));
  const told = { profile: plan.profile, targetCrs: plan.targetCrs, writtenAt: "now" };
  const text = JSON.stringify(makeSidecar(told, byFile));
  const [file] = plan.files;
  if (file === undefined) throw new Error("a file is planned");
  const written = await writeVector(
    {
      stem: file.stem,
      format,
      targetCrs: plan.targetCrs,
      fields: plan.profile.fields,
      lines: file.fronts.map((one, i) => ({
        vertices: one.front.vertices.map(({ at }) => at),
        crs: one.sceneCrs,
        attributes: file.rows[i] ?? {},
      })),
    },
    gdal,
  );
  return { text, written };
}

async function back(
  written: Awaited<ReturnType<typeof there>>["written"],
  sidecar: string | null,
  annotator: string | null,
  fronts: readonly Front[] = [],
) {
  const read = await readVector(
    written.map(({ fileName, bytes }) => ({ name: fileName, bytes })),
    gdal,
  );
  let ids = 0;
  return planImport({
    found: {
      subject: "a.zip",
      read,
      sidecar: sidecar === null ? null : readSidecar(sidecar),
    },
    choice: { annotator, assumedCrs: "EPSG:3413", onto: "open" },
    mark: { by: "A. Nansen", at: "2026-03-03T00:00:00.000Z" },
    document: { fronts, sceneLabels: [] },
    scenes: [OPEN],
    active: OPEN,
    newId: () => `new${++ids}`,
  });
}

/** Half a millimetre: what four decimals of a metre and proj4 against PROJ leave. */
const TOLERANCE_METRES = 5e-4;

function expectEqual(actual: Front | undefined, expected: Front): void {
  const bare = (one: Front | undefined) => ({
    ...one,
    vertices: one?.vertices.map(({ at: _, ...vertex }) => vertex),
  });
  expect(bare(actual)).toEqual(bare(expected));
  for (const [i, { at }] of expected.vertices.entries()) {
    const [x, y] = actual?.vertices[i]?.at ?? [Number.NaN, Number.NaN];
    expect(Math.hypot(x - at[0], y - at[1])).toBeLessThan(TOLERANCE_METRES);
  }
}

it.each(
  VECTOR_FORMATS.map((format) => [format, format === "kml" ? "EPSG:4326" : "EPSG:3413"] as const),
)(
  "%s in %s with its provenance file: equal, vertex by vertex",
  async (format, targetCrs) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(front, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
        async (fronts) => {
          const { text, written } = await there(fronts, format, targetCrs);
          const plan = await back(written, text, null);
          expect(plan.fronts).toHaveLength(fronts.length);
          expect(plan.restored).toBe(fronts.length);
          for (const [i, sent] of fronts.entries()) expectEqual(plan.fronts[i], iceLeft(sent));
        },
      ),
      { numRuns: 12 },
    );
  },
  120_000,
);

it.each(VECTOR_FORMATS)(
  "%s without it: the table's words come back",
  async (format) => {
    const label = {
      glacierId: "175",
      glacierName: null,
      date: "2019-01-05",
      sensor: "Landsat 8",
      imageId: "=LC08",
      author: "Cheng_D",
      flags: ["01", "04"],
      notes: '@SUM(1)\n"<b>" ж 冰',
    } as const;
    const [drawn] = fc.sample(front, 1);
    if (drawn === undefined) throw new Error("a front was made");
    const own: Front = { ...drawn, origin: { kind: "drawn" }, label };
    const { written } = await there([own], format, format === "kml" ? "EPSG:4326" : "EPSG:3413");
    const { fronts } = await back(written, null, "Cheng");
    expect(fronts).toHaveLength(1);
    expect(fronts[0]).toMatchObject({
      origin: { kind: "imported", annotator: "Cheng" },
      label,
    });
  },
  120_000,
);

it.each(PROFILE_NAMES)(
  "a table of the profile %s is known again as it was written",
  async (profile) => {
    await fc.assert(
      fc.asyncProperty(front, async (one) => {
        const { text, written } = await there([one], "geojson", "EPSG:3413", profile);
        const plan = await back(written, text, null, [one]);
        expect([plan.known, plan.edited, plan.fronts]).toEqual([1, [], []]);
      }),
      { numRuns: 12 },
    );
  },
);

it("does not pass a network's line for one's own hand", async () => {
  const [made] = fc.sample(front, 1);
  if (made === undefined) throw new Error("a front was made");
  const predicted: FrontOrigin = {
    kind: "predicted",
    modelName: "unet",
    weightsSha256: "ab",
    backend: "wasm",
    band: 0,
    preprocessing: "",
    at: "2026-01-01T00:00:00.000Z",
  };
  const { written } = await there(
    [{ ...made, origin: predicted, corrected: false }],
    "geojson",
    "EPSG:3413",
  );
  const { fronts } = await back(written, null, null);
  expect(fronts[0]?.origin).toMatchObject({ kind: "imported", annotator: "network unet" });
});

it("keeps the provenance of the rows that are left, and refuses a file that says what cannot be", async () => {
  const fronts = fc.sample(front, 2);
  const { text, written } = await there(fronts, "geojson", "EPSG:3413");
  const cut = written.map((file) => {
    const parsed = JSON.parse(new TextDecoder().decode(file.bytes));
    parsed.features.pop();
    return { ...file, bytes: new TextEncoder().encode(JSON.stringify(parsed)) };
  });
  const left = await back(cut, text, null);
  expect(left.restored).toBe(1);
  const [first] = fronts;
  if (first === undefined) throw new Error("fronts were made");
  expectEqual(left.fronts[0], iceLeft(first));
  expect(readSidecar("{}")).toBeNull();
  expect(readSidecar("no json")).toBeNull();
  expect(readSidecar(text.replace('"version":1', '"version":2'))).toBeNull();
  expect(readSidecar(text.replace(/"row":0/, '"row":-1'))).toBeNull();
  expect(readSidecar(text.replace(/"path":\[\[/, '"path":[[1,2],['))).toBeNull();
  expect(readSidecar(text.replace(/"path":\[\[/g, '"was":[['))?.fronts[0]?.path).toBeNull();
});
