// Exports by GDAL's wasm build, read back by another build of GDAL: Debian's.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { gdalInNode } from "../../test/fixtures/gdalInNode.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type Crs, PIXEL_CRS } from "../geo/crs.ts";
import { lonLatToMap } from "../geo/projection.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { exportFronts, type FrontToWrite } from "./exportFronts.ts";
import { createTranslator } from "./gdal.ts";

const translate = createTranslator(gdalInNode);
const hasOgr = spawnSync("ogrinfo", ["--version"]).status === 0;
if (!hasOgr)
  process.stderr.write("SKIPPED: ogrinfo (gdal-bin) is not here; exports are not read back.\n");

function crs(code: string): Crs {
  const known = crsOfCode(code);
  if (known === null) throw new Error(`no CRS for ${code}`);
  return known;
}

const LON_LAT: readonly MapXY[] = [
  [-38.2, 66.35],
  [-38.15, 66.36],
  [-38.1, 66.34],
  [-38.12, 66.33],
];

function fronts(vertices: readonly MapXY[] = LON_LAT): FrontToWrite[] {
  return [
    {
      vertices,
      attributes: { Glacier: "Sørbreen 冰川", Length_m: 1234567.891, Id: 7, Note: null },
    },
    { vertices: vertices.toReversed(), attributes: { Glacier: "ж".repeat(200), Id: 8 } },
  ];
}

type Layer = {
  srs: string;
  features: { properties: Record<string, unknown>; coordinates: number[][] }[];
  types: Record<string, string>;
};

/** What Debian's GDAL finds in the bytes of an export. */
function readBack(fileName: string, bytes: Uint8Array): Layer {
  const folder = mkdtempSync(join(tmpdir(), "icefront-"));
  const path = join(folder, fileName);
  writeFileSync(path, bytes);
  const source = fileName.endsWith(".zip") ? `/vsizip/${path}` : path;
  const summary = execFileSync("ogrinfo", ["-al", "-so", source], { encoding: "utf8" });
  const json = execFileSync(
    "ogr2ogr",
    ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", "/vsistdout/", source],
    { encoding: "utf8" },
  );
  const { features } = JSON.parse(json) as {
    features: { properties: Record<string, unknown>; geometry: { coordinates: number[][] } }[];
  };
  const types = Object.fromEntries(
    [...summary.matchAll(/^(\w+): (\w+ \([\d.]+\))$/gm)].map(([, name, type]) => [name, type]),
  );
  return {
    srs: summary,
    types,
    features: features.map(({ properties, geometry }) => ({
      properties,
      coordinates: geometry.coordinates,
    })),
  };
}

function expectNear(actual: number[][] | undefined, expected: readonly MapXY[], within: number) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, [x, y]] of expected.entries()) {
    expect(Math.abs((actual?.[i]?.[0] ?? Number.NaN) - x)).toBeLessThan(within);
    expect(Math.abs((actual?.[i]?.[1] ?? Number.NaN) - y)).toBeLessThan(within);
  }
}

describe.skipIf(!hasOgr)("read back by ogrinfo (skipped without gdal-bin)", () => {
  it.each([
    ["scene", 'ID["EPSG",4326]'],
    ["EPSG:3413", 'ID["EPSG",3413]'],
    ["EPSG:3031", 'ID["EPSG",3031]'],
    ["EPSG:4326", 'ID["EPSG",4326]'],
    ["EPSG:32624", 'ID["EPSG",32624]'],
    ["EPSG:32719", 'ID["EPSG",32719]'],
  ])("writes a shapefile in %s", async (targetCrs, srs) => {
    const file = { fronts: fronts(), format: "shapefile" as const, targetCrs, stem: "helheim" };
    const { fileName, bytes } = await exportFronts(file, crs("EPSG:4326"), translate);
    expect(fileName).toBe("helheim.zip");
    const parts = unzipSync(bytes);
    expect(Object.keys(parts).sort()).toEqual(
      ["cpg", "dbf", "prj", "shp", "shx"].map((part) => `helheim.${part}`),
    );
    expect(new TextDecoder().decode(parts["helheim.cpg"]).trim()).toBe("UTF-8");
    const layer = readBack(fileName, bytes);
    expect(layer.srs).toContain("Geometry: Line String");
    expect(layer.srs).toContain(srs);
    expect(layer.features).toHaveLength(2);
    const target = crs(targetCrs === "scene" ? "EPSG:4326" : targetCrs);
    const expected = LON_LAT.map((at): MapXY => lonLatToMap([at[0], at[1]], target) ?? [0, 0]);
    // ogr2ogr gives GeoJSON in the layer's own CRS here; EPSG:3031 at 66 N lies 100,000 km out.
    expectNear(layer.features[0]?.coordinates, expected, targetCrs === "EPSG:3031" ? 1 : 1e-2);
    expectNear(
      layer.features[1]?.coordinates,
      expected.toReversed(),
      targetCrs === "EPSG:3031" ? 1 : 1e-2,
    );
  });

  it("keeps numbers, empty and non-ASCII text, and cuts long text between characters", async () => {
    const file = { fronts: fronts(), format: "shapefile" as const, targetCrs: "scene", stem: "f" };
    const { fileName, bytes } = await exportFronts(file, crs("EPSG:4326"), translate);
    const { features, types } = readBack(fileName, bytes);
    expect(features[0]?.properties).toMatchObject({
      Glacier: "Sørbreen 冰川",
      Length_m: 1234567.9,
      Id: 7,
      Note: null,
    });
    expect(features[1]?.properties).toMatchObject({ Glacier: "ж".repeat(127), Id: 8 });
    expect(types).toMatchObject({ Glacier: "String (254.0)", Id: "Integer (9.0)" });
  });

  it("gives a field the same type whatever its values are", async () => {
    const write = async (values: FrontToWrite["attributes"]) => {
      const some = [{ vertices: LON_LAT, attributes: values }];
      const file = {
        fronts: some,
        format: "shapefile" as const,
        targetCrs: "EPSG:3413",
        stem: "t",
      };
      const { fileName, bytes } = await exportFronts(file, crs("EPSG:4326"), translate);
      return readBack(fileName, bytes);
    };
    const names = [
      "Date",
      "Satellite",
      "QualFlag",
      "Model",
      "Band",
      "Prob",
      "UncM",
      "Length_m",
      "EditFrac",
    ];
    const empty = await write(Object.fromEntries(names.map((name) => [name, null])));
    const whole = { Date: "2018-06-02", Satellite: "S1", QualFlag: "10", Model: "m", Band: 1 };
    const zeros = await write({ ...whole, Prob: 0, UncM: 0, Length_m: 3, EditFrac: 0 });
    const parts = await write({
      ...whole,
      Prob: 0.25,
      UncM: 12.5,
      Length_m: 3.25,
      EditFrac: 0.125,
    });
    expect(zeros.types).toEqual(empty.types);
    expect(parts.types).toEqual(empty.types);
    expect(empty.types).toMatchObject({
      Date: "Date (10.0)",
      Prob: "Real (10.3)",
      EditFrac: "Real (10.3)",
    });
    expect(empty.features[0]?.properties.Prob).toBeNull();
    expect(parts.features[0]?.properties).toMatchObject({
      EditFrac: 0.125,
      QualFlag: "10",
      Band: 1,
    });
  });

  it("writes from a user-defined CRS by its definition", async () => {
    const hughes: Crs = {
      kind: "projected",
      code: null,
      name: "NSIDC Sea Ice Polar Stereographic South, Hughes",
      proj4: "+proj=stere +lat_0=-90 +lat_ts=-70 +lon_0=0 +a=6378273 +b=6356889.449 +no_defs",
      metresPerUnit: 1,
    };
    const vertices: MapXY[] = [
      [100000, 1300000],
      [110000, 1310000],
    ];
    const file = { fronts: fronts(vertices), format: "shapefile" as const, stem: "h" };
    const own = await exportFronts({ ...file, targetCrs: "scene" }, hughes, translate);
    const layer = readBack(own.fileName, own.bytes);
    expectNear(layer.features[0]?.coordinates, vertices, 1e-3);
    expect(layer.srs).toContain("Stereographic");
    const other = await exportFronts({ ...file, targetCrs: "EPSG:3031" }, hughes, translate);
    expect(readBack(other.fileName, other.bytes).srs).toContain('ID["EPSG",3031]');
  });
});

it("writes GeoJSON with a crs member, or by RFC 7946 in longitude and latitude", async () => {
  const file = { fronts: fronts(), format: "geojson" as const, stem: "a/b:c" };
  const polar = await exportFronts(
    { ...file, targetCrs: "EPSG:3413" },
    crs("EPSG:4326"),
    translate,
  );
  expect(polar.fileName).toBe("a_b_c.geojson");
  const parsed = JSON.parse(new TextDecoder().decode(polar.bytes));
  expect(parsed.crs.properties.name).toBe("urn:ogc:def:crs:EPSG::3413");
  const lonLat = await exportFronts({ ...file, targetCrs: "scene" }, crs("EPSG:4326"), translate);
  const plain = JSON.parse(new TextDecoder().decode(lonLat.bytes));
  expect(plain.crs).toBeUndefined();
  expectNear(plain.features[0].geometry.coordinates, LON_LAT, 1e-6);
});

it("writes pixel coordinates without naming a CRS", async () => {
  const file = { fronts: fronts(), format: "shapefile" as const, targetCrs: "scene", stem: "p" };
  const { bytes } = await exportFronts(file, PIXEL_CRS, translate);
  expect(Object.keys(unzipSync(bytes)).sort()).toEqual(["p.cpg", "p.dbf", "p.shp", "p.shx"]);
});

it("fails in plain words", async () => {
  const file = { format: "shapefile" as const, targetCrs: "scene", stem: "f" };
  const write = (some: readonly FrontToWrite[], targetCrs = "scene") =>
    exportFronts({ ...file, fronts: some, targetCrs }, crs("EPSG:4326"), translate);
  await expect(write([])).rejects.toMatchObject({ code: "nothing-to-export" });
  await expect(write([{ vertices: [[0, 0]], attributes: {} }])).rejects.toMatchObject({
    code: "export-failed",
    message: "Front 1 is not a line of two or more points.",
  });
  const long = [{ vertices: LON_LAT, attributes: { FarTooLongName: 1 } }];
  await expect(write(long)).rejects.toMatchObject({ code: "export-failed" });
  await expect(write(fronts(), "EPSG:65001")).rejects.toMatchObject({
    code: "export-failed",
    message: expect.stringContaining("GDAL"),
  });
  const offline = createTranslator({
    ...gdalInNode,
    load: () => Promise.reject(new Error("no network")),
  });
  const refused = exportFronts({ ...file, fronts: fronts() }, PIXEL_CRS, offline);
  await expect(refused).rejects.toMatchObject({ code: "export-failed" });
});
