// Annotators' fronts from pictures and vector files, and how far they lie apart.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { expect, it } from "vitest";
import { crsOfCode } from "../src/geo/targetCrs.ts";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { writeVector } from "../src/scene/writeVector.ts";
import { openAnnotators } from "./annotators.ts";
import type { LabelledScene } from "./datasets/labelledScene.ts";
import { pairErrors, pairMatrix, summarisePairs } from "./metrics/pairDistances.ts";

const SIZE = { widthPx: 40, heightPx: 30 };
const scene: LabelledScene = {
  name: "S1_2020",
  glacier: "A",
  date: "2020-01-01",
  sensor: "S1",
  nominalResolutionMetres: 20,
  pixelSizeMetres: { x: 20, y: 20 },
  band: { ...SIZE, values: new Float32Array(40 * 30) },
  front: new Uint8Array(40 * 30),
  zones: null,
};

const root = mkdtempSync(join(tmpdir(), "icefront-annotators-"));

function folderOf(name: string, file: string, content: string | Uint8Array): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), content);
  return `${name}=${folder}`;
}

/** A line along a row, over the whole width. */
function rowMask(row: number): Uint8Array {
  return Uint8Array.from({ length: 40 * 30 }, (_, i) => (Math.floor(i / 40) === row ? 1 : 0));
}

function geoJson(row: number, crs?: string): string {
  const geometry = {
    type: "LineString",
    coordinates: [
      [0.5, row],
      [39.5, row],
    ],
  };
  return JSON.stringify({
    type: "FeatureCollection",
    ...(crs && { crs: { type: "name", properties: { name: crs } } }),
    features: [{ type: "Feature", properties: {}, geometry }],
  });
}

const frontOf = (text: string, of = scene) => openAnnotators(text)[0]?.frontOn(of);

it("reads masks, and lines in pixels with the row counted down or up", async () => {
  const picture = encode({
    width: 40,
    height: 30,
    channels: 1,
    data: rowMask(7).map((set) => set * 255),
  });
  expect(await frontOf(folderOf("mask", "S1_2020_front.png", picture))).toEqual(rowMask(7));
  expect(await frontOf(folderOf("down", "S1_2020.geojson", geoJson(9.5)))).toEqual(rowMask(9));
  expect(await frontOf(folderOf("up", "S1_2020_fronts.geojson", geoJson(-9.5)))).toEqual(
    rowMask(9),
  );
});

it("lays lines of a place onto the scene's pixels, from GeoJSON and shapefile", async () => {
  const crs = crsOfCode("EPSG:3413");
  if (crs === null) throw new Error("3413 is known");
  const placed = {
    ...scene,
    scene: { crs, pixelToMap: [100, 0, -200_000, 0, -100, -2_000_000] },
  } as unknown as LabelledScene;
  const onMap = JSON.parse(geoJson(0, "urn:ogc:def:crs:EPSG::3413"));
  const vertices = [
    [-199_950, -2_000_950],
    [-196_050, -2_000_950],
  ] as const;
  onMap.features[0].geometry.coordinates = vertices;
  const text = JSON.stringify(onMap);
  expect(await frontOf(folderOf("geojson", "S1_2020.geojson", text), placed)).toEqual(rowMask(9));
  const parts = await writeVector(
    {
      lines: [{ vertices, crs, attributes: { Id: 1 } }],
      fields: [{ name: "Id", type: { kind: "integer", digits: 5 } }],
      format: "shapefile",
      targetCrs: "scene",
      stem: "S1_2020",
    },
    createGdal(gdalInNode),
  );
  const [folder] = parts.map(({ bytes, fileName }) => folderOf("shape", fileName, bytes));
  expect(parts.map(({ fileName }) => fileName)).toContain("S1_2020.shp");
  expect(await frontOf(folder ?? "", placed)).toEqual(rowMask(9));
});

it("tells a front that was not looked for from one that was not seen", async () => {
  const nothing = JSON.stringify({ type: "FeatureCollection", features: [] });
  const annotator = folderOf("careful", "S1_2020.geojson", nothing);
  expect((await frontOf(annotator))?.includes(1)).toBe(false);
  expect(await frontOf(annotator, { ...scene, name: "other" })).toBeNull();
});

it("refuses pictures of another size, names that are taken and folders that are not there", async () => {
  const small = encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4) });
  await expect(frontOf(folderOf("small", "S1_2020.png", small))).rejects.toMatchObject({
    code: "file-unreadable",
  });
  for (const text of [`model=${root}`, root, "ana=/nowhere", `a=${root},a=${root}`])
    expect(() => openAnnotators(text), text).toThrow(
      expect.objectContaining({ code: "option-invalid" }),
    );
});

it("every hand against every other: distances pooled over the scenes that both have fronts of", () => {
  const size = { ...SIZE, pixelSizeMetres: { x: 20, y: 20 } };
  const first = pairErrors({
    ...size,
    fronts: new Map([
      ["label", rowMask(5)],
      ["ana", rowMask(8)],
      ["ben", new Uint8Array(40 * 30)],
    ]),
  });
  const second = pairErrors({
    ...size,
    fronts: new Map([
      ["label", rowMask(5)],
      ["ana", rowMask(6)],
    ]),
  });
  const figures = summarisePairs([...first, ...second]);
  expect(figures).toEqual([
    { pair: ["label", "ana"], meanDistanceErrorMetres: 40, scenes: 2, scenesWithoutFront: 0 },
    { pair: ["label", "ben"], meanDistanceErrorMetres: null, scenes: 1, scenesWithoutFront: 1 },
    { pair: ["ana", "ben"], meanDistanceErrorMetres: null, scenes: 1, scenesWithoutFront: 1 },
  ]);
  expect(pairMatrix(figures)).toEqual([
    ["MDE m (scenes)", "label", "ana", "ben"],
    ["label", "-", "40 (2/2)", "- (0/1)"],
    ["ana", "40 (2/2)", "-", "- (0/1)"],
    ["ben", "- (0/1)", "- (0/1)", "-"],
  ]);
});
