import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { crsOfCode } from "../../src/geo/targetCrs.ts";
import { createGdal } from "../../src/scene/gdal.ts";
import { gdalInNode } from "../../src/scene/gdalInNode.ts";
import { writeGeoTiff } from "../../src/scene/writeGeoTiff.ts";
import { writeVector } from "../../src/scene/writeVector.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { listDataset, openDataset } from "./openDataset.ts";

const root = mkdtempSync(join(tmpdir(), "icefront-geotiffs-"));
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = () => mkdtempSync(join(root, "set-"));

const [LEFT, TOP, PIXEL] = [300_000, -2_560_000, 30];
const SIZE = { widthPx: 40, heightPx: 20 };

function writeScene(folder: string, file: string): void {
  const values = Uint16Array.from({ length: 800 }, (_, i) => 100 + i);
  const bytes = writeGeoTiff({
    ...SIZE,
    values,
    left: LEFT,
    top: TOP,
    pixelSizeMetres: PIXEL,
    epsg: 3413,
    description: "test",
    noData: 0,
  });
  writeFileSync(join(folder, file), bytes);
}

type Geometry = { type: string; coordinates: unknown };
function writeFronts(
  folder: string,
  file: string,
  geometry: Geometry,
  crs: string | null,
  properties = {},
): void {
  const collection = {
    type: "FeatureCollection",
    ...(crs && { crs: { type: "name", properties: { name: crs } } }),
    features: [{ type: "Feature", properties, geometry }],
  };
  writeFileSync(join(folder, file), JSON.stringify(collection));
}

const POLAR = "urn:ogc:def:crs:EPSG::3413";
/** Down the middle of column 12, from row 3 to 15. */
const COLUMN_12 = [
  [LEFT + 12.5 * PIXEL, TOP - 3.5 * PIXEL],
  [LEFT + 12.5 * PIXEL, TOP - 15.5 * PIXEL],
];
const LINE = { type: "LineString", coordinates: COLUMN_12 };
/** The same by gdaltransform, in degrees and in UTM zone 24N. */
const DEGREES = [
  [-38.3081287756708, 66.5255438345641],
  [-38.3090611178783, 66.5223746620164],
];
const UTM = [
  [530753.610067426, 7378660.97323685],
  [530716.076414998, 7378307.26304402],
];

async function frontPixels(folder: string, name: string): Promise<[number, number][]> {
  const { front } = await (await openDataset(folder)).read(name);
  return [...front].flatMap((set, i): [number, number][] =>
    set ? [[i % SIZE.widthPx, Math.floor(i / SIZE.widthPx)]] : [],
  );
}
const wanted = Array.from({ length: 13 }, (_, i) => [12, 3 + i]);

it("draws a line of the scene's own system on the pixels it lies on", async () => {
  const folder = newFolder();
  writeScene(folder, "S1_Kangiata_20190304.tif");
  writeFronts(folder, "S1_Kangiata_20190304_front.geojson", LINE, POLAR);
  const dataset = await openDataset(folder);
  const [facts] = dataset.scenes;
  expect(facts).toMatchObject({
    name: "S1_Kangiata_20190304",
    glacier: "Kangiata",
    date: "2019-03-04",
    sensor: "Sentinel-1",
  });
  expect(facts?.pixelSizeMetres.x).toBeCloseTo(PIXEL, -1);
  expect(await frontPixels(folder, "S1_Kangiata_20190304")).toEqual(wanted);
  const { band, zones } = await dataset.read("S1_Kangiata_20190304");
  expect([band.values[0], band.values[799], zones]).toEqual([100, 899, null]);
});

it.each([
  ["degrees without a crs member", "LineString", DEGREES, null],
  ["degrees with the old member", "LineString", DEGREES, "urn:ogc:def:crs:OGC:1.3:CRS84"],
  ["UTM", "LineString", UTM, "urn:ogc:def:crs:EPSG::32624"],
  ["UTM, named shortly", "LineString", UTM, "EPSG:32624"],
  ["several lines in one feature", "MultiLineString", [DEGREES, DEGREES], null],
])("reprojects %s", async (_, type, coordinates, crs) => {
  const folder = newFolder();
  writeScene(folder, "20190304_hh.tif");
  writeFronts(folder, "20190304_front.geojson", { type, coordinates }, crs);
  expect(await frontPixels(folder, "20190304_hh")).toEqual(wanted);
});

it.each(["scene", "EPSG:4326", "EPSG:32624"])(
  "takes the app's own export in %s",
  async (targetCrs) => {
    const folder = newFolder();
    writeScene(folder, "fjord.tif");
    const attributes = {
      Date: "2018-06-02",
      Satellite: "Sentinel-1",
      Glacier: "Helheim",
      QualFlag: "00",
    };
    const polar = crsOfCode("EPSG:3413");
    if (!polar) throw new Error("EPSG:3413 is unknown");
    const vertices = COLUMN_12.map(([x = 0, y = 0]) => [x, y] as const);
    const fields = Object.keys(attributes).map(
      (name) => ({ name, type: { kind: "text", maxBytes: 80 } }) as const,
    );
    const [written] = await writeVector(
      {
        lines: [{ vertices, crs: polar, attributes }],
        fields,
        format: "geojson",
        targetCrs,
        stem: "fjord_fronts",
      },
      createGdal(gdalInNode),
    );
    if (written === undefined) throw new Error("nothing was written");
    writeFileSync(join(folder, written.fileName), written.bytes);
    expect(await frontPixels(folder, "fjord")).toEqual(wanted);
    const { scenes } = await openDataset(folder);
    expect(scenes).toMatchObject([
      { glacier: "Helheim", date: "2018-06-02", sensor: "Sentinel-1" },
    ]);
  },
);

it("takes the fronts whose name fits best, and the app's own export before others", async () => {
  const folder = newFolder();
  writeScene(folder, "a_20190304_hh.tif");
  const elsewhere = { type: "LineString", coordinates: [[LEFT, TOP]] };
  writeFronts(folder, "a_front.geojson", elsewhere, POLAR);
  writeFronts(folder, "a_2019_front.geojson", elsewhere, POLAR);
  writeFronts(folder, "a_20190304_front.geojson", LINE, POLAR);
  expect(await frontPixels(folder, "a_20190304_hh")).toEqual(wanted);
  writeFronts(folder, "a_20190304_hh_front.geojson", elsewhere, POLAR);
  writeFronts(folder, "a_20190304_hh_fronts.geojson", LINE, POLAR);
  expect(await frontPixels(folder, "a_20190304_hh")).toEqual(wanted);
});

it("leaves out scenes without fronts, and lists them", async () => {
  const folder = newFolder();
  for (const file of ["a_20190304_hh.tif", "a_20190304_hv.TIF", "a_201903.tif"])
    writeScene(folder, file);
  writeFronts(folder, "a_20190304_front.geojson", LINE, POLAR);
  const { sources, findings } = await listDataset(folder);
  expect(sources.map(({ facts }) => facts.name)).toEqual(["a_20190304_hh", "a_20190304_hv"]);
  expect(findings).toMatchObject([{ kind: "unlabelled", file: join(folder, "a_201903.tif") }]);
  expect((await openDataset(folder)).scenes.length).toBe(2);
});

it.each([
  ["a polygon", { type: "Polygon", coordinates: [COLUMN_12] }, POLAR, "Polygon"],
  ["metres without a crs member", LINE, null, '"crs" member'],
  ["a system that is not known", LINE, "urn:ogc:def:crs:EPSG::2180", "EPSG:2180"],
  ["a system without a code", LINE, "my own", "my own"],
  ["no coordinates", { type: "LineString", coordinates: [[null, 1]] }, null, "impossible"],
])("refuses %s, naming the file", async (_, geometry, crs, word) => {
  const folder = newFolder();
  writeScene(folder, "a_20190304.tif");
  writeFronts(folder, "a_20190304_front.geojson", geometry, crs);
  await expect(frontPixels(folder, "a_20190304")).rejects.toThrow(word);
  await expect(frontPixels(folder, "a_20190304")).rejects.toThrow("a_20190304_front.geojson");
});

it("refuses a scene whose date nothing tells", async () => {
  const folder = newFolder();
  writeScene(folder, "fjord.tif");
  writeFronts(folder, "fjord_front.geojson", LINE, POLAR);
  const file = join(folder, "fjord.tif");
  await expect(openDataset(folder)).rejects.toThrow(`${file} gives "fjord" the date ""`);
});

const scenes = sharedPath("data/scenes");
describe.skipIf(!scenes)("Helheim, 2018-06-02", () => {
  it("has its front where the degrees say", async () => {
    const folder = newFolder();
    for (const file of ["s1_helheim_20180602_hh.tif", "s1_helheim_20180602_front.geojson"])
      symlinkSync(join(scenes ?? "", file), join(folder, file));
    const dataset = await openDataset(folder);
    expect(dataset.scenes).toMatchObject([
      {
        name: "s1_helheim_20180602_hh",
        glacier: "helheim",
        date: "2018-06-02",
        sensor: "Sentinel-1",
      },
    ]);
    const { band, front, pixelSizeMetres } = await dataset.read("s1_helheim_20180602_hh");
    expect([band.widthPx, band.heightPx]).toEqual([1000, 500]);
    expect(pixelSizeMetres.x).toBeCloseTo(9.4, 1);
    expect(pixelSizeMetres.y).toBeCloseTo(20.1, 1);
    const collection = JSON.parse(
      readFileSync(join(folder, "s1_helheim_20180602_front.geojson"), "utf8"),
    );
    const vertices: [number, number][] = collection.features[0].geometry.coordinates;
    let inside = 0;
    for (const [lon, lat] of vertices) {
      const [x, y] = [(lon + 38.28) / 0.00021, (66.41 - lat) / 0.00018];
      if (x < 1 || y < 1 || x > 999 || y > 499) continue;
      inside++;
      // Many vertices lie on the border of two pixels, to within rounding.
      const isSet = [-1e-6, 1e-6].some((dx) =>
        [-1e-6, 1e-6].some((dy) => front[Math.floor(y + dy) * 1000 + Math.floor(x + dx)]),
      );
      expect(isSet).toBe(true);
    }
    expect(inside).toBeGreaterThan(400);
    expect(front.reduce((sum, set) => sum + set, 0)).toBeLessThan(3 * inside);
  });
});
