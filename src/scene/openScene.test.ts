// Scenes from tiny files made here: sample types, georeferencing, no data, notices, refusals.
import { encode } from "fast-png";
import { expect, it } from "vitest";
import {
  epsgFields,
  type TiffField,
  type TinyTiff,
  tiepointFields,
  writeTinyTiff,
} from "../../test/fixtures/tinyTiff.ts";
import { openScene } from "./openScene.ts";

function tiff(fields: readonly TiffField[] = [], other: Partial<TinyTiff> = {}): Blob {
  const pixels = Uint8Array.from({ length: 6 }, (_, i) => i + 1);
  const bytes = writeTinyTiff({
    widthPx: 3,
    heightPx: 2,
    bitsPerSample: 8,
    sampleFormat: 1,
    pixels,
    fields,
    ...other,
  });
  return new Blob([bytes]);
}

const POLAR = epsgFields(3413);

it.each([
  ["uint8", 8, 1, new Uint8Array([1, 2, 3, 4, 5, 255])],
  ["uint16", 16, 1, new Uint16Array([1, 2, 3, 4, 5, 65535])],
  ["uint32", 32, 1, new Uint32Array([1, 2, 3, 4, 5, 16777216])],
  ["int8", 8, 2, new Int8Array([1, 2, 3, 4, 5, -128])],
  ["int16", 16, 2, new Int16Array([1, 2, 3, 4, 5, -32768])],
  ["int32", 32, 2, new Int32Array([1, 2, 3, 4, 5, -7])],
  ["float32", 32, 3, new Float32Array([1, 2, 3, 4, 5, -0.5])],
  ["float64", 64, 3, new Float64Array([1, 2, 3, 4, 5, -0.5])],
] as const)("reads %s", async (sampleType, bitsPerSample, sampleFormat, pixels) => {
  const open = await openScene(tiff([], { bitsPerSample, sampleFormat, pixels }), "a.tif");
  expect(open.scene.sampleType).toBe(sampleType);
  expect([...(await open.readBand(0)).values]).toEqual([...pixels]);
});

it("places pixels by tiepoint and scale, north up and south up", async () => {
  const north = await openScene(tiff([...POLAR, ...tiepointFields(100, 200, 10, 20)]), "a.tif");
  expect(north.scene.pixelToMap).toEqual([10, 0, 100, 0, -20, 200]);
  expect(north.scene.bounds).toEqual([100, 160, 130, 200]);
  expect(north.scene.crs.code).toBe("EPSG:3413");
  const south = await openScene(tiff([...POLAR, ...tiepointFields(100, 200, 10, -20)]), "a.tif");
  expect(south.scene.pixelToMap).toEqual([10, 0, 100, 0, 20, 200]);
  expect(south.scene.bounds).toEqual([100, 200, 130, 240]);
});

it("places pixels by a rotated matrix, and by centres where the file says point", async () => {
  const matrix = [6, 8, 0, 100, 8, -6, 0, 200, 0, 0, 0, 0, 0, 0, 0, 1];
  const field: TiffField = { tag: 34264, type: 12, values: matrix };
  const rotated = await openScene(tiff([...POLAR, field]), "a.tif");
  expect(rotated.scene.pixelToMap).toEqual([6, 8, 100, 8, -6, 200]);
  expect(rotated.scene.pixelSizeMetres?.x).toBeCloseTo(rotated.scene.pixelSizeMetres?.y ?? 0, 4);
  const point = await openScene(tiff([...epsgFields(3413, { isPoint: true }), field]), "a.tif");
  expect(point.scene.pixelToMap).toEqual([6, 8, 93, 8, -6, 199]);
});

it("takes CRS from the tables, feet as the file's own units", async () => {
  const feet = await openScene(
    tiff([...epsgFields(2263), ...tiepointFields(9e5, 2e5, 100, 100)]),
    "a",
  );
  expect(feet.scene.crs).toMatchObject({ kind: "projected", code: "EPSG:2263" });
  expect(feet.scene.crs.metresPerUnit).toBeCloseTo(0.3048006, 6);
  expect(feet.scene.pixelSizeMetres?.x).toBeCloseTo(30.48, 1);
});

it.each([
  ["no georeferencing", [], "no georeferencing"],
  ["an unknown EPSG code", [...epsgFields(65001), ...tiepointFields(0, 0, 1, 1)], "EPSG:65001"],
  ["coordinates without CRS", tiepointFields(0, 0, 1, 1), "which coordinate system"],
  ["a broken scale", [...POLAR, ...tiepointFields(0, 0, Number.NaN, 1)], "damaged"],
  [
    "too few ground control points",
    [{ tag: 33922, type: 12, values: [0, 0, 0, 1, 1, 0, 3, 2, 0, 2, 2, 0] }] as TiffField[],
    "ground control points",
  ],
])("opens %s in pixel coordinates and says what that costs", async (_, fields, sentence) => {
  const { scene } = await openScene(tiff(fields), "a.tif");
  expect(scene.crs.kind).toBe("pixel");
  expect(scene.pixelToMap).toEqual([1, 0, 0, 0, -1, 0]);
  expect(scene.pixelSizeMetres).toBeNull();
  const [notice] = scene.notices;
  expect(notice?.kind).toBe("warning");
  expect(notice?.text).toContain(sentence);
  expect(notice?.text).toContain("metres");
});

it("turns no-data, NaN, infinity and transparent pixels into NaN", async () => {
  const values = new Float32Array([1, Number.NaN, Number.POSITIVE_INFINITY, -9999, 5, 6]);
  const fields: TiffField[] = [{ tag: 42113, values: "-9999" }];
  const float = tiff(fields, { bitsPerSample: 32, sampleFormat: 3, pixels: values });
  const open = await openScene(float, "a.tif");
  const gone = Number.NaN;
  expect([...(await open.readBand(0)).values]).toEqual([1, gone, gone, gone, 5, 6]);
  expect(open.scene.noData).toBe(-9999);
  expect(open.scene.statistics).toMatchObject({ min: 1, max: 6, mean: 4, valid01: 0.5 });

  const alpha = tiff([{ tag: 338, type: 3, values: [2] }], {
    samplesPerPixel: 2,
    pixels: new Uint8Array([1, 255, 2, 0, 3, 255, 4, 255, 5, 0, 6, 1]),
  });
  const masked = await openScene(alpha, "a.tif");
  expect(masked.scene.bandCount).toBe(1);
  expect([...(await masked.readBand(0)).values]).toEqual([1, gone, 3, 4, gone, 6]);
});

it("reads any band of a pixel-interleaved file and names the bands", async () => {
  const metadata =
    '<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">HH</Item>' +
    '<Item name="DESCRIPTION" sample="1" role="description">HV</Item></GDALMetadata>';
  const two = tiff([{ tag: 42112, values: metadata }], {
    samplesPerPixel: 2,
    pixels: new Uint8Array([1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16]),
  });
  const open = await openScene(two, "a.tif");
  expect([...(await open.readBand(1)).values]).toEqual([11, 12, 13, 14, 15, 16]);
  expect(open.scene.notices.map(({ text }) => text).join()).toContain("2 bands (HH, HV)");
  await expect(open.readBand(2)).rejects.toMatchObject({ code: "option-invalid" });
});

it("knows a simulated scene by its software tag", async () => {
  const { scene } = await openScene(tiff([{ tag: 305, values: "Icefront simulate 0.1" }]), "a.tif");
  expect(scene.simulated).toBe(true);
  expect((await openScene(tiff(), "a.tif")).scene.simulated).toBe(false);
});

it.each([
  ["file-empty", new Blob([]), "0 bytes"],
  ["file-not-tiff", new Blob(["just some words"]), "a text file"],
  ["file-not-tiff", new Blob(['{"type":"FeatureCollection"}']), "GeoJSON"],
  ["file-corrupt", new Blob([Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0])]), "zip"],
  ["file-not-tiff", new Blob([Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10])]), "HDF5"],
  ["file-truncated", new Blob(["II*\0"]), "cut short"],
  ["file-truncated", tiff().slice(0, 60), "cut short"],
  ["file-truncated", tiff([{ tag: 273, values: [4e9] }]), "cut short"],
  ["file-corrupt", tiff([{ tag: 257, values: [0] }]), "how large"],
  ["file-corrupt", tiff([{ tag: 279, values: [2] }]), "cannot hold"],
  ["file-corrupt", tiff([{ tag: 278, values: [1] }]), "lists 1"],
  [
    "file-too-large",
    tiff([
      { tag: 256, values: [60000] },
      { tag: 257, values: [60000] },
    ]),
    "GiB",
  ],
  ["file-unsupported", tiff([{ tag: 259, type: 3, values: [6] }]), "old-style JPEG"],
  ["file-unsupported", tiff([{ tag: 339, type: 3, values: [6] }]), "complex"],
])("refuses with %s", async (code, file, sentence) => {
  await expect(openScene(file, "a.tif")).rejects.toMatchObject({
    code,
    message: expect.stringContaining(sentence),
  });
});

it("opens grey and transparent PNG pictures of 8 and 16 bits", async () => {
  const data = new Uint16Array([1, 65535, 300, 0, 40000, 65535]);
  const png = encode({ width: 3, height: 1, data, depth: 16, channels: 2 });
  const open = await openScene(new Blob([Uint8Array.from(png)]), "a.png");
  expect(open.scene).toMatchObject({ bandCount: 1, sampleType: "uint16", compression: "PNG" });
  expect([...(await open.readBand(0)).values]).toEqual([1, Number.NaN, 40000]);
  const cut = new Blob([Uint8Array.from(png).slice(0, 50)]);
  await expect(openScene(cut, "a.png")).rejects.toMatchObject({ code: "file-corrupt" });
});

it("reports progress and stops when aborted", async () => {
  const open = await openScene(tiff(), "a.tif");
  const seen: number[][] = [];
  await open.readBand(0, { onProgress: (done, total) => seen.push([done, total]) });
  expect(seen.at(-1)).toEqual([2, 2]);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await expect(open.readBand(0, { signal })).rejects.toBe(reason);
  await expect(openScene(tiff(), "a.tif", { signal })).rejects.toBe(reason);
});
