// Masks, tiles, COCO and maps of a labelled scene.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { expect, it } from "vitest";
import { scene as pretended } from "../../test/fixtures/pretendedApp.ts";
import { openDataset } from "../../training/datasets/openDataset.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { createGdal } from "./gdal.ts";
import { gdalInNode } from "./gdalInNode.ts";
import type { RasterProduct } from "./rasterProducts.ts";
import type { Scene } from "./scene.ts";
import { type RasterScene, writeRasters } from "./writeRasters.ts";
import type { WrittenFile } from "./writeVector.ts";

const gdal = createGdal(gdalInNode);
const CRS = crsOfCode("EPSG:3413");
if (CRS === null) throw new Error("3413 is known");

const SCENE: Scene = {
  ...pretended,
  id: "s",
  fileName: "20180602_helheim.tif",
  widthPx: 40,
  heightPx: 20,
  crs: CRS,
  pixelToMap: [30, 0, 300_000, 0, -30, -2_560_000],
};

function raster(change: Partial<RasterScene> = {}): RasterScene {
  return {
    scene: SCENE,
    stem: "20180602_helheim",
    fronts: [
      [
        [12.5, 3.5],
        [12.5, 15.5],
      ],
    ],
    zones: null,
    maps: null,
    facts: null,
    ...change,
  };
}

async function write(product: RasterProduct, scenes: readonly RasterScene[]) {
  const files = new Map<string, WrittenFile["bytes"]>();
  const readBand = async () => ({
    widthPx: 40,
    heightPx: 20,
    values: Float32Array.from({ length: 800 }, (_, i) => i + 1),
  });
  for await (const { fileName, bytes } of writeRasters(product, scenes, { gdal, readBand }))
    files.set(fileName, bytes);
  return files;
}

const ZONES = {
  widthPx: 4,
  heightPx: 2,
  codes: Uint8Array.from([127, 127, 254, 254, 127, 64, 254, 0]),
  gridToPixel: [10, 0, 0, 0, 10, 0],
} as const;

it("writes masks of the front and of the zones on the scene's grid", async () => {
  const files = await write("mask-png", [raster({ zones: ZONES })]);
  const front = decode(files.get("20180602_helheim.front.png") ?? new Uint8Array());
  expect(front).toMatchObject({ width: 40, height: 20 });
  expect(front.data[10 * 40 + 12]).toBe(255);
  expect(front.data[10 * 40 + 13]).toBe(0);
  const zones = decode(files.get("20180602_helheim.zones.png") ?? new Uint8Array());
  expect([zones.data[0], zones.data[39], zones.data[10 * 40 + 10]]).toEqual([127, 254, 64]);
  expect([...(await write("mask-png", [raster()])).keys()]).toEqual(["20180602_helheim.front.png"]);
});

it.skipIf(spawnSync("gdalinfo", ["--version"]).status !== 0)(
  "lays masks and maps in their place (skipped without gdal-bin)",
  async () => {
    const maps = {
      widthPx: 4,
      heightPx: 2,
      gridToPixel: [10, 0, 0, 0, 10, 0],
      maps: [
        { name: "probability", values: new Float32Array([0, 0.5, 1, Number.NaN, 0, 0, 0, 0]) },
      ],
    } as const;
    const files = new Map([
      ...(await write("mask-geotiff", [raster()])),
      ...(await write("maps-geotiff", [raster({ maps })])),
    ]);
    const info = (name: string) => {
      const path = join(mkdtempSync(join(tmpdir(), "icefront-")), name);
      writeFileSync(path, files.get(name) ?? new Uint8Array());
      return JSON.parse(execFileSync("gdalinfo", ["-json", "-stats", path], { encoding: "utf8" }));
    };
    const mask = info("20180602_helheim.front.tif");
    expect(mask.geoTransform).toEqual([300_000, 30, 0, -2_560_000, 0, -30]);
    expect(mask.coordinateSystem.wkt).toContain('ID["EPSG",3413]');
    const map = info("20180602_helheim_probability.tif");
    expect(map.geoTransform).toEqual([300_000, 300, 0, -2_560_000, 0, -300]);
    expect(map.bands[0]).toMatchObject({ type: "Float32", maximum: 1, noDataValue: "NaN" });
  },
);

it("writes tiles that training reads as they are", async () => {
  const facts = (name: string) => ({
    name,
    glacier: "Helheim",
    date: "2018-06-02",
    sensor: "Sentinel-1",
    nominalResolutionMetres: 30,
    pixelSizeMetres: { x: 30, y: 30 },
  });
  const files = await write("training-tiles", [
    raster({ facts: facts("a") }),
    raster({ facts: facts("b") }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "icefront-tiles-"));
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  const dataset = await openDataset(folder);
  expect(dataset.scenes.map(({ name }) => name)).toEqual(["a", "b"]);
  const { front, zones, band } = await dataset.read("b");
  expect(zones).toBeNull();
  expect(band.values[41]).toBe(42);
  expect([front[10 * 40 + 12], front[10 * 40 + 13]]).toEqual([1, 0]);
  await expect(write("training-tiles", [raster()])).rejects.toMatchObject({
    code: "nothing-to-export",
  });
});

it("writes COCO with the line there and back", async () => {
  const text = new TextDecoder().decode(
    (await write("coco", [raster()])).get("annotations.coco.json"),
  );
  const { annotations, images } = JSON.parse(text);
  expect(images).toMatchObject([{ id: 1, file_name: "20180602_helheim.tif", width: 40 }]);
  expect(annotations).toMatchObject([
    { image_id: 1, bbox: [12.5, 3.5, 0, 12], area: 12, polyline: [12.5, 3.5, 12.5, 15.5] },
  ]);
});
