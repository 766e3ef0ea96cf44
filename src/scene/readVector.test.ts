// Files of other programs, and broken or hostile ones: read, or refused in a sentence.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { createGdal, type InputFile } from "./gdal.ts";
import { gdalInNode } from "./gdalInNode.ts";
import { readVector } from "./readVector.ts";

const gdal = createGdal(gdalInNode);
const hasOgr = spawnSync("ogr2ogr", ["--version"]).status === 0;

const text = (name: string, content: string): InputFile => ({
  name,
  bytes: Uint8Array.from(strToU8(content)),
});

type Geometry = { type: string; coordinates: unknown };
const feature = (geometry: Geometry, properties: object = {}) => ({
  type: "Feature",
  properties,
  geometry,
});
const collection = (...features: object[]) =>
  text("a.geojson", JSON.stringify({ type: "FeatureCollection", features }));
const LINE: Geometry = {
  type: "LineString",
  coordinates: [
    [-38, 66],
    [-38.1, 66.1],
  ],
};

const read = (...files: InputFile[]) => readVector(files, gdal);

/** Parts of a shapefile that Debian's GDAL wrote. */
function shapefile(geojson: string): Map<string, InputFile> {
  const folder = mkdtempSync(join(tmpdir(), "icefront-"));
  writeFileSync(join(folder, "in.geojson"), geojson);
  const out = join(folder, "fronts.shp");
  execFileSync("ogr2ogr", ["-t_srs", "EPSG:3413", out, join(folder, "in.geojson")]);
  return new Map(
    ["shp", "shx", "dbf", "prj"].map((part) => [
      part,
      { name: `fronts.${part}`, bytes: Uint8Array.from(readFileSync(`${folder}/fronts.${part}`)) },
    ]),
  );
}

describe.skipIf(!hasOgr)("shapefiles that Debian's GDAL wrote", () => {
  const SOURCE = JSON.stringify({
    type: "FeatureCollection",
    features: [feature(LINE, { Date: "2018-06-02", cloudShadowFlag: 1, Id: 7 })],
  });

  it("are read in parts and zipped, in their coordinate system, with cut names", async () => {
    const parts = [...shapefile(SOURCE).values()];
    const { layers } = await read(...parts);
    expect(layers).toMatchObject([{ fileName: "fronts.shp", crs: { code: "EPSG:3413" } }]);
    expect(layers[0]?.lines).toMatchObject([{ attributes: { cloudShado: 1, Id: 7 }, row: 0 }]);
    const zip = zipSync(Object.fromEntries(parts.map(({ name, bytes }) => [`in/${name}`, bytes])));
    const zipped = await read({ name: "a.zip", bytes: Uint8Array.from(zip) });
    expect(zipped.layers).toEqual(layers);
  });

  it("come without a .shx, without attributes where the .dbf is missing, and without a place without .prj", async () => {
    const parts = shapefile(SOURCE);
    const get = (...kinds: string[]) =>
      kinds.map((kind) => parts.get(kind)).filter((part) => part !== undefined);
    const whole = await read(...get("shp", "shx", "dbf", "prj"));
    expect((await read(...get("shp", "dbf", "prj"))).layers).toEqual(whole.layers);
    const bare = await read(...get("shp"));
    expect(bare.layers).toMatchObject([
      {
        crs: null,
        notices: ["fronts.shp has no .dbf beside it: its lines come without attributes."],
      },
    ]);
    expect(bare.layers[0]?.lines[0]?.vertices).toEqual(whole.layers[0]?.lines[0]?.vertices);
  });

  it("lose lines whose coordinates are not numbers", async () => {
    const parts = shapefile(
      JSON.stringify({ type: "FeatureCollection", features: [feature(LINE), feature(LINE)] }),
    );
    const shp = parts.get("shp");
    if (shp === undefined) throw new Error("a shp is there");
    const spoiled = shp.bytes.slice();
    // The x of the first point of the first record: header 100, record header 8, type 4, box 32, counts 8, part 4.
    new DataView(spoiled.buffer).setFloat64(156, Number.NaN, true);
    const files = [...parts.values()].map((part) =>
      part === shp ? { ...shp, bytes: spoiled } : part,
    );
    const { layers } = await read(...files);
    expect(layers).toMatchObject([{ notFinite: 1, lines: [{ row: 1 }] }]);
  });
});

it("parts multi-part lines and leaves polygons and points out, counted", async () => {
  const multi = { type: "MultiLineString", coordinates: [LINE.coordinates, LINE.coordinates] };
  const { layers } = await read(
    collection(
      feature(multi),
      feature({ type: "Point", coordinates: [0, 0] }),
      feature({
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      }),
    ),
  );
  expect(layers).toMatchObject([{ notLines: 2, lines: [{ row: 0 }, { row: 0 }] }]);
  await expect(
    read(collection(feature({ type: "Point", coordinates: [0, 0] }))),
  ).rejects.toMatchObject({ code: "nothing-to-import" });
});

it("takes a line that crosses itself, and says so", async () => {
  const bow = [
    [0, 0],
    [1, 1],
    [1, 0],
    [0, 1],
  ];
  const { layers } = await read(collection(feature({ type: "LineString", coordinates: bow })));
  expect(layers).toMatchObject([{ selfCrossing: 1, lines: [{ vertices: bow }] }]);
});

it("leaves lines out whose coordinates are not numbers (CSV), and asks for the coordinate system", async () => {
  const csv = 'WKT,Notes\n"LINESTRING (0 0,nan 1)",a\n"LINESTRING (0 0,2 2)",\'=1+1\n';
  const { layers } = await read(text("a.csv", csv));
  expect(layers).toMatchObject([
    { crs: null, notFinite: 1, lines: [{ attributes: { Notes: "=1+1" }, row: 1 }] },
  ]);
});

it("keeps hostile text as text and cuts a note of 10 MB", async () => {
  const html = "<img src=x onerror=alert(1)>";
  const { layers } = await read(
    collection(feature(LINE, { Name: html, Notes: "n".repeat(10_000_000) })),
  );
  expect(layers[0]?.cutTexts).toBe(1);
  expect(layers[0]?.lines[0]?.attributes.Name).toBe(html);
  expect(String(layers[0]?.lines[0]?.attributes.Notes)).toHaveLength(10_000);
});

it("reads a KML's table, entities and all", async () => {
  const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><ExtendedData><SchemaData schemaUrl="#a"><SimpleData name="Name">A &amp; &lt;b&gt;</SimpleData></SchemaData><Data name="x"><value>1</value></Data></ExtendedData><LineString><coordinates>-38,66 -38.1,66.1</coordinates></LineString></Placemark></Document></kml>`;
  const { layers } = await read(text("a.kml", kml));
  expect(layers).toMatchObject([{ crs: { code: "EPSG:4326" } }]);
  expect(layers[0]?.lines[0]?.attributes).toEqual({ Name: "A & <b>", x: "1" });
});

it("does not take metres for degrees in GeoJSON without a coordinate system", async () => {
  const metres = {
    type: "LineString",
    coordinates: [
      [300_000, -2_500_000],
      [300_100, -2_500_000],
    ],
  };
  expect((await read(collection(feature(metres)))).layers[0]?.crs).toBeNull();
});

it("refuses zip bombs, crowded zips, broken zips and what is no vector file", async () => {
  const bomb = zipSync({ "a.geojson": new Uint8Array(64 * 1024 * 1024) }, { level: 9 });
  await expect(read({ name: "b.zip", bytes: Uint8Array.from(bomb) })).rejects.toMatchObject({
    code: "import-too-large",
  });
  const crowd = zipSync(
    Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`${i}.txt`, new Uint8Array(1)])),
  );
  await expect(read({ name: "c.zip", bytes: Uint8Array.from(crowd) })).rejects.toMatchObject({
    code: "import-too-large",
  });
  await expect(read(text("d.zip", "hello"))).rejects.toMatchObject({ code: "import-failed" });
  await expect(read(text("e.geojson", "{not json"))).rejects.toMatchObject({
    code: "import-failed",
  });
  await expect(read(text("f.dbf", "x"))).rejects.toMatchObject({ code: "nothing-to-import" });
  const outside = zipSync({ "../../evil.geojson": strToU8("{}") });
  await expect(read({ name: "g.zip", bytes: Uint8Array.from(outside) })).rejects.toMatchObject({
    code: "nothing-to-import",
  });
});
