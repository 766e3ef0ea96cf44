// Exports by GDAL's wasm build, read back by another build of GDAL: Debian's.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PLAIN } from "../annotation/profiles/plain.ts";
import { VECTOR_FORMATS, type VectorFormat } from "../base/attributeTable.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type Crs, PIXEL_CRS } from "../geo/crs.ts";
import { lonLatToMap } from "../geo/projection.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { createGdal } from "./gdal.ts";
import { gdalInNode } from "./gdalInNode.ts";
import { type VectorFile, type WrittenFile, writeVector } from "./writeVector.ts";

const gdal = createGdal(gdalInNode);
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

const FIELDS = [
  { name: "Glacier", type: { kind: "text", maxBytes: 254 } },
  { name: "Date", type: { kind: "text", maxBytes: 10 } },
  { name: "QualFlag", type: { kind: "text", maxBytes: 16 } },
  { name: "Id", type: { kind: "integer", digits: 4 } },
  { name: "Length_m", type: { kind: "real", digits: 14, decimals: 2 } },
  { name: "Note", type: { kind: "text", maxBytes: 254 } },
] as const;

const ROWS = [
  {
    Glacier: "Sørbreen 冰川",
    Date: "2018-06-02",
    QualFlag: "00",
    Id: 7,
    Length_m: 1234567.89,
    Note: null,
  },
  {
    Glacier: "ж".repeat(127),
    Date: "2018-06-03",
    QualFlag: "01, 04",
    Id: 8,
    Length_m: 0.25,
    Note: '<b>"&"</b>\n=1+1',
  },
] as const;

function file(format: VectorFormat, targetCrs: string, own: Crs = crs("EPSG:4326")): VectorFile {
  const path = LON_LAT.map(
    (at): MapXY => (own.kind === "geographic" ? at : (lonLatToMap([at[0], at[1]], own) ?? [0, 0])),
  );
  return {
    lines: [
      { vertices: path, crs: own, attributes: ROWS[0] },
      { vertices: path.toReversed(), crs: own, attributes: ROWS[1] },
    ],
    fields: FIELDS,
    format,
    targetCrs,
    stem: "helheim",
  };
}

type Layer = {
  summary: string;
  features: { properties: Record<string, unknown>; coordinates: number[][] }[];
};

/** What Debian's GDAL finds in the files of an export. */
function readBack(files: readonly WrittenFile[]): Layer {
  const folder = mkdtempSync(join(tmpdir(), "icefront-"));
  for (const { fileName, bytes } of files) writeFileSync(join(folder, fileName), bytes);
  const source = join(folder, files[0]?.fileName ?? "");
  const summary = execFileSync("ogrinfo", ["-al", "-so", source], { encoding: "utf8" });
  const json = execFileSync(
    "ogr2ogr",
    ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", "/vsistdout/", source],
    { encoding: "utf8" },
  );
  const { features } = JSON.parse(json) as {
    features: { properties: Record<string, unknown>; geometry: { coordinates: number[][] } }[];
  };
  return {
    summary,
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
  it.each(
    VECTOR_FORMATS.flatMap((format) =>
      (format === "kml" ? ["EPSG:4326"] : ["scene", "EPSG:3413", "EPSG:32624"]).map(
        (target) => [format, target] as const,
      ),
    ),
  )("writes %s in %s: lines, order, numbers, text", async (format, targetCrs) => {
    const layer = readBack(await writeVector(file(format, targetCrs), gdal));
    const code = targetCrs === "scene" ? "EPSG:4326" : targetCrs;
    expect(layer.summary).toMatch(/Line String|Unknown \(any\)|3D Line String/);
    if (format !== "csv") expect(layer.summary).toContain(`ID["EPSG",${code.slice(5)}]`);
    expect(layer.features).toHaveLength(2);
    const target = crs(code);
    const expected = LON_LAT.map((at): MapXY => lonLatToMap([at[0], at[1]], target) ?? [0, 0]);
    const within = code === "EPSG:4326" ? 1e-8 : 1e-2;
    expectNear(layer.features[0]?.coordinates, expected, within);
    expectNear(layer.features[1]?.coordinates, expected.toReversed(), within);
    const properties = layer.features[1]?.properties ?? {};
    expect(String(properties.Id)).toBe("8");
    expect(Number(properties.Length_m)).toBe(0.25);
    expect(properties).toMatchObject({ Glacier: "ж".repeat(127), QualFlag: "01, 04" });
    expect(properties.Note).toBe(ROWS[1].Note);
    expect(layer.features[0]?.properties.Glacier).toBe("Sørbreen 冰川");
  });

  it("writes the default table as the conventions say: header 705 bytes, record 692", async () => {
    const row = Object.fromEntries(PLAIN.fields.map(({ name }) => [name, null]));
    const [line] = file("shapefile", "EPSG:3413").lines;
    if (line === undefined) throw new Error("a line is there");
    const files = await writeVector(
      {
        ...file("shapefile", "EPSG:3413"),
        fields: PLAIN.fields,
        lines: [{ ...line, attributes: row }],
      },
      gdal,
    );
    const dbf = files.find(({ fileName }) => fileName.endsWith(".dbf"))?.bytes;
    const view = new DataView(dbf?.buffer ?? new ArrayBuffer(0));
    expect([view.getUint16(8, true), view.getUint16(10, true)]).toEqual([705, 692]);
    const cpg = files.find(({ fileName }) => fileName.endsWith(".cpg"))?.bytes;
    expect(new TextDecoder().decode(cpg).trim()).toBe("UTF-8");
  });

  it("brings scenes of several coordinate systems into one file", async () => {
    const [first] = file("geopackage", "EPSG:3413", crs("EPSG:32624")).lines;
    const [second] = file("geopackage", "EPSG:3413").lines;
    if (first === undefined || second === undefined) throw new Error("two lines are there");
    const both = { ...file("geopackage", "EPSG:3413"), lines: [second, first, second] };
    const { features, summary } = readBack(await writeVector(both, gdal));
    const polar = LON_LAT.map(
      (at): MapXY => lonLatToMap([at[0], at[1]], crs("EPSG:3413")) ?? [0, 0],
    );
    expect(features).toHaveLength(3);
    for (const { coordinates } of features) expectNear(coordinates, polar, 1e-2);
    expect(summary).toContain('ID["EPSG",3413]');
    await expect(writeVector({ ...both, targetCrs: "scene" }, gdal)).rejects.toMatchObject({
      code: "export-failed",
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
    const lines = [{ vertices, crs: hughes, attributes: ROWS[0] }];
    const own = readBack(await writeVector({ ...file("shapefile", "scene"), lines }, gdal));
    expectNear(own.features[0]?.coordinates, vertices, 1e-3);
    expect(own.summary).toContain("Stereographic");
    const other = readBack(await writeVector({ ...file("shapefile", "EPSG:3031"), lines }, gdal));
    expect(other.summary).toContain('ID["EPSG",3031]');
  });
});

it("writes GeoJSON with a crs member, or by RFC 7946 in longitude and latitude", async () => {
  const read = async (targetCrs: string) => {
    const [written] = await writeVector(file("geojson", targetCrs), gdal);
    return JSON.parse(new TextDecoder().decode(written?.bytes));
  };
  expect((await read("EPSG:3413")).crs.properties.name).toBe("urn:ogc:def:crs:EPSG::3413");
  const plain = await read("scene");
  expect(plain.crs).toBeUndefined();
  expectNear(plain.features[0].geometry.coordinates, LON_LAT, 1e-8);
});

it("keeps spreadsheets from running what stands in a cell", async () => {
  const [written] = await writeVector(
    {
      ...file("csv", "scene"),
      lines: file("csv", "scene").lines.map((line) => ({
        ...line,
        attributes: { ...line.attributes, Glacier: '=HYPERLINK("x")', Note: "-1" },
      })),
    },
    gdal,
  );
  const text = new TextDecoder().decode(written?.bytes);
  expect(text).toContain("'=HYPERLINK");
  expect(text).toContain("'-1");
});

it("writes pixel coordinates without naming a CRS", async () => {
  const lines = [{ vertices: LON_LAT, crs: PIXEL_CRS, attributes: ROWS[0] }];
  const files = await writeVector({ ...file("shapefile", "scene"), lines }, gdal);
  expect(files.map(({ fileName }) => fileName)).toEqual(
    ["shp", "shx", "dbf", "cpg"].map((part) => `helheim.${part}`),
  );
});

it("fails in plain words", async () => {
  const write = (change: Partial<VectorFile>) =>
    writeVector({ ...file("shapefile", "scene"), ...change }, gdal);
  await expect(write({ lines: [] })).rejects.toMatchObject({ code: "nothing-to-export" });
  const point = [{ vertices: [[0, 0]] as MapXY[], crs: PIXEL_CRS, attributes: {} }];
  await expect(write({ lines: point })).rejects.toMatchObject({
    code: "export-failed",
    message: "Front 1 is not a line of two or more points.",
  });
  const [field] = FIELDS;
  await expect(write({ fields: [{ ...field, name: "FarTooLongName" }] })).rejects.toMatchObject({
    code: "export-failed",
  });
  await expect(write({ fields: [field, { ...field, name: "GLACIER" }] })).rejects.toMatchObject({
    code: "export-failed",
  });
  await expect(write({ targetCrs: "EPSG:65001" })).rejects.toMatchObject({
    code: "export-failed",
    message: expect.stringContaining("GDAL"),
  });
  const offline = createGdal({ ...gdalInNode, load: () => Promise.reject(new Error("none")) });
  await expect(writeVector(file("shapefile", "scene"), offline)).rejects.toMatchObject({
    code: "export-failed",
  });
});
