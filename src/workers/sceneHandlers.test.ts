// The scene worker's calls over real channels, as the page and the inference worker use them.
import { encode } from "fast-png";
import { afterEach, expect, it } from "vitest";
import { serveFiles } from "../../test/fixtures/fileServer.ts";
import { writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { PIXEL_CRS } from "../geo/crs.ts";
import { displayTile } from "../inference/preprocess/displayTile.ts";
import { gdalInNode } from "../scene/gdalInNode.ts";
import type { VectorFile } from "../scene/writeVector.ts";
import type { SceneCalls } from "./protocol.ts";
import { createSceneHandlers } from "./sceneHandlers.ts";
import { serve } from "./serve.ts";
import { WorkerClient } from "./workerClient.ts";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function connect() {
  const { port1, port2 } = new MessageChannel();
  serve(port2, createSceneHandlers(gdalInNode, displayTile));
  ports.push(port1);
  return new WorkerClient<SceneCalls>(port1);
}

function pngBlob(): Blob {
  const data = Uint8Array.from({ length: 12 }, (_, i) => i);
  const bytes = encode({ width: 4, height: 3, data, depth: 8, channels: 1 });
  return new Blob([Uint8Array.from(bytes)]);
}

it("opens a file, draws and reads it on both ports, and closes it", async () => {
  const page = connect();
  const { scene } = await page.call("open", {
    file: pngBlob(),
    fileName: "20180602_a.png",
    fingerprint: "f",
  });
  expect(scene).toMatchObject({ widthPx: 4, heightPx: 3, acquisition: { date: "2018-06-02" } });

  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  await page.call("attach", { port: port2 }, { transfer: [port2] });
  const other = new WorkerClient<SceneCalls>(port1);
  const window = { firstCol: 1, firstRow: 1, widthPx: 3, heightPx: 2 };
  const part = await other.call("readWindow", { sceneId: scene.id, band: 0, window });
  expect([...part]).toEqual([5, 6, 7, 9, 10, 11]);

  const tile = await page.call("tile", {
    sceneId: scene.id,
    band: 0,
    bounds: [2, -2, 5, 0],
    widthPx: 3,
    heightPx: 2,
  });
  expect([...tile.values]).toEqual([2, 3, Number.NaN, 6, 7, Number.NaN]);

  const statistics = await page.call("measureBand", { sceneId: scene.id, band: 0 });
  expect(statistics).toMatchObject({ min: 0, max: 11, mean: 5.5 });
  await expect(page.call("measureBand", { sceneId: scene.id, band: 1 })).rejects.toMatchObject({
    code: "option-invalid",
  });

  await page.call("close", { sceneId: scene.id });
  await expect(
    other.call("readWindow", { sceneId: scene.id, band: 0, window }),
  ).rejects.toMatchObject({
    code: "scene-closed",
  });
});

it("exports in pixel coordinates and refuses what cannot be", async () => {
  const page = connect();
  const line = {
    vertices: [
      [0, 0],
      [4, -3],
    ] as [number, number][],
    crs: PIXEL_CRS,
    attributes: { Id: 1 },
  };
  const file = {
    lines: [line],
    fields: [{ name: "Id", type: { kind: "integer", digits: 9 } }],
    format: "geojson",
    targetCrs: "scene",
    stem: "a",
  } as const;
  const write = (change: Partial<VectorFile>) =>
    page.call("exportVector", { files: [{ ...file, ...change }], sidecar: null, stem: "a" });
  const { fileName, bytes } = await write({});
  expect(fileName).toBe("a.geojson");
  expect(JSON.parse(new TextDecoder().decode(bytes))).not.toHaveProperty("crs");
  await expect(write({ lines: [] })).rejects.toMatchObject({ code: "nothing-to-export" });
  await expect(write({ targetCrs: "EPSG:3413" })).rejects.toMatchObject({
    code: "scene-not-georeferenced",
  });
});

it("carries a bad file's error code and sentence", async () => {
  const page = connect();
  const open = page.call("open", {
    file: new Blob(["hello"]),
    fileName: "a.tif",
    fingerprint: "f",
  });
  await expect(open).rejects.toMatchObject({
    code: "file-not-tiff",
    message: expect.stringContaining("a text file"),
  });
});

it("reads a scene at an address, goes on with it while it is asked for again, and refuses another state of it", async () => {
  const pixels = Uint8Array.from({ length: 400 * 500 }, (_, i) => (i * 7) % 251);
  const bytesOf = () =>
    writeTinyTiff({ widthPx: 400, heightPx: 500, bitsPerSample: 8, sampleFormat: 1, pixels });
  const server = await serveFiles({ "a.tif": { bytes: bytesOf() } });
  const page = connect();
  const file = { address: `${server.url}a.tif` };
  const told = await page.call("fingerprint", { file });
  const { scene } = await page.call("open", { file, fileName: "a.tif" });
  expect(scene).toMatchObject({ widthPx: 400, sizeBytes: bytesOf().length });
  expect(await page.call("fingerprint", { file })).toBe(told);
  const copy = new Blob([bytesOf()]);
  expect(await page.call("fingerprint", { file: copy, like: told })).toBe(told);
  const window = { firstCol: 0, firstRow: 0, widthPx: 400, heightPx: 500 };
  const values = await page.call("readWindow", { sceneId: scene.id, band: 0, window });
  expect(values.every((value, i) => value === pixels[i])).toBe(true);

  await page.call("close", { sceneId: scene.id });
  pixels[7] = 200;
  server.files.set("a.tif", { bytes: bytesOf() });
  // As the page opens a scene again by itself.
  await expect(page.call("open", { file, fileName: "a.tif" })).rejects.toMatchObject({
    code: "file-unreadable",
  });
  // The user opens it anew.
  await page.call("fingerprint", { file });
  expect((await page.call("open", { file, fileName: "a.tif" })).scene.widthPx).toBe(400);
  await server.close();
});
