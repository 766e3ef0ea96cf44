import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { afterAll, describe, expect, it } from "vitest";
import { writeTrainingTiles } from "../../src/scene/trainingTiles.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { readPixelBox } from "./boundingBox.ts";
import { factsFromCaffeName } from "./caffe.ts";
import { joinDatasets, openDataset } from "./openDataset.ts";
import { readGreyPng } from "./readGreyPng.ts";
import { openSimulated, simulatedTile } from "./simulated.ts";

const tile = simulatedTile(1000);
const root = mkdtempSync(join(tmpdir(), "icefront-datasets-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
function newFolder(...below: string[]): string {
  const folder = join(root, String(folders++));
  for (const name of ["", ...below]) mkdirSync(join(folder, name), { recursive: true });
  return folder;
}

const SIZE = { width: 20, height: 10 };
function writeGrey(path: string, value: (i: number) => number, size = SIZE): void {
  const data = Uint8Array.from({ length: size.width * size.height }, (_, i) => value(i));
  writeFileSync(path, encode({ ...size, channels: 1, depth: 8, data }));
}

const CAFFE_FOLDERS = ["sar_images", "zones", "fronts"].flatMap((kind) => [
  `${kind}/train`,
  `${kind}/test`,
]);

/** Glacier left, ocean right of column 10, the front between; rock in code `rock`. */
function writeCaffeScene(folder: string, part: string, name: string, rock = 64): void {
  const zone = (i: number) => (i < 20 ? rock : i % 20 < 10 ? 127 : 254);
  writeGrey(join(folder, "sar_images", part, `${name}.png`), (i) => i + name.length);
  writeGrey(join(folder, "zones", part, `${name}_zones.png`), zone);
  writeGrey(join(folder, "fronts", part, `${name}_front.png`), (i) => (i % 20 === 10 ? 255 : 0));
}

describe("CaFFe as published", () => {
  it("reads facts from names, with and without a modality", () => {
    expect(factsFromCaffeName("COL_2013-02-02_S1_20_1_101_HH")).toEqual({
      name: "COL_2013-02-02_S1_20_1_101_HH",
      glacier: "COL",
      date: "2013-02-02",
      sensor: "S1",
      nominalResolutionMetres: 20,
      pixelSizeMetres: { x: 20, y: 20 },
    });
    expect(factsFromCaffeName("JAC_2009-05-19_TSX_6_1_005")?.nominalResolutionMetres).toBe(6);
    expect(factsFromCaffeName("JAC_2009-02-30_TSX_6_1_005")).toBeNull();
    expect(factsFromCaffeName("JAC_2009-05-19_TSX_6_1")).toBeNull();
  });

  it("opens train and test, below data_raw/ too, and takes 63 for rock", async () => {
    const outer = newFolder(...CAFFE_FOLDERS.map((name) => join("data_raw", name)));
    const folder = join(outer, "data_raw");
    writeCaffeScene(folder, "train", "DBE_1998-02-18_ERS_20_1_424", 63);
    writeCaffeScene(folder, "test", "COL_2013-02-02_S1_20_1_101_HH");
    for (const given of [outer, folder]) {
      const dataset = await openDataset(given);
      const parts = dataset.scenes.map(({ glacier, publishedPart }) => [glacier, publishedPart]);
      expect(parts).toEqual([
        ["DBE", "train"],
        ["COL", "test"],
      ]);
    }
    const dataset = await openDataset(outer);
    const scene = await dataset.read("DBE_1998-02-18_ERS_20_1_424");
    expect([...(scene.zones ?? []).slice(18, 32)]).toEqual([
      ...[1, 1],
      ...new Array(10).fill(2),
      ...[3, 3],
    ]);
    expect(scene.front.reduce((sum, set) => sum + set, 0)).toBe(SIZE.height);
    expect(scene.keptBox).toBeUndefined();
  });

  it("finds a scene's own bounding box beside that of a modality", async () => {
    const folder = newFolder(...CAFFE_FOLDERS, "bounding_boxes");
    const name = "COL_2013-02-02_S1_20_1_101";
    for (const [scene, left] of [
      [name, 2],
      [`${name}_HH`, 5],
    ] as const) {
      writeCaffeScene(folder, "test", scene);
      const text = `x,y\n${left},9\n${left},1\n12,1\n12,9\n`;
      writeFileSync(join(folder, "bounding_boxes", `${scene}_bounding_box.txt`), text);
    }
    const dataset = await openDataset(folder);
    const box = { endCol: 12, firstRow: 1, endRow: 9 };
    expect((await dataset.read(name)).keptBox).toEqual({ ...box, firstCol: 2 });
    expect((await dataset.read(`${name}_HH`)).keptBox).toEqual({ ...box, firstCol: 5 });
  });

  it("refuses a name that tells nothing, a mask of another size and a code that does not exist", async () => {
    const folder = newFolder(...CAFFE_FOLDERS);
    const name = "DBE_1998-02-18_ERS_20_1_424";
    writeCaffeScene(folder, "train", name);
    const dataset = await openDataset(folder);
    const zones = join(folder, "zones/train", `${name}_zones.png`);
    writeGrey(zones, (i) => (i < 3 ? 100 : 127));
    await expect(dataset.read(name)).rejects.toThrow(`${zones} holds the code 100 (3 pixels)`);
    writeGrey(zones, () => 127, { width: 10, height: 20 });
    await expect(dataset.read(name)).rejects.toThrow(
      `${zones} is 10 x 20, its SAR picture 20 x 10`,
    );
    rmSync(zones);
    await expect(dataset.read(name)).rejects.toThrow(`${zones} is missing`);
    const stray = join(folder, "fronts/train/DBE_1998_front.png");
    writeGrey(stray, () => 0);
    await expect(openDataset(folder)).rejects.toThrow(`${stray} is not called Glacier_`);
  });
});

const golden = sharedPath("golden/caffe_eval");
describe.skipIf(!golden)("CaFFe's own labels and boxes", () => {
  type Region = Record<"row_from" | "row_to_exclusive" | "col_from" | "col_to_exclusive", number>;
  type Case = { box_kept_region: Region; front_pixels: { label: number } };
  const cases: Record<string, Case> = golden
    ? JSON.parse(readFileSync(join(golden, "expected.json"), "utf8")).cases
    : {};

  it.each(Object.keys(cases))("%s", async (name) => {
    const folder = newFolder(...CAFFE_FOLDERS, "bounding_boxes");
    const from = join(golden ?? "", "cases", name);
    copyFileSync(join(from, "label_zones.png"), join(folder, "zones/test", `${name}_zones.png`));
    copyFileSync(join(from, "label_front.png"), join(folder, "fronts/test", `${name}_front.png`));
    // The cases hold no SAR picture: any grey one of that size will do.
    copyFileSync(join(from, "prediction.png"), join(folder, "sar_images/test", `${name}.png`));
    copyFileSync(join(from, "bounding_box.txt"), join(folder, "bounding_boxes", `${name}.txt`));
    const scene = await (await openDataset(folder)).read(name);
    const { box_kept_region: box, front_pixels } = cases[name] as Case;
    expect(scene.keptBox).toEqual({
      firstRow: box.row_from,
      endRow: box.row_to_exclusive,
      firstCol: box.col_from,
      endCol: box.col_to_exclusive,
    });
    expect(scene.front.reduce((sum, set) => sum + set, 0)).toBe(front_pixels.label);
  });
});

it("refuses a bounding box without four corners", () => {
  const path = join(newFolder(), "box.txt");
  for (const text of [
    "",
    "x,y\n1,9\n1,1\n9,1",
    "x,y\n1,9\n1,1\n9,\n9,9",
    "x,y\n9,9\n9,1\n1,1\n1,9",
  ]) {
    writeFileSync(path, text);
    expect(() => readPixelBox(path, { widthPx: 20, heightPx: 10 })).toThrow(path);
  }
});

describe("training tiles", () => {
  const about = { licence: "CC0-1.0", attribution: "nobody" };
  function writeTiles(tiles: Parameters<typeof writeTrainingTiles>[1]): string {
    const folder = newFolder();
    for (const { fileName, bytes } of writeTrainingTiles(about, tiles))
      writeFileSync(join(folder, fileName), bytes);
    return folder;
  }

  it("come back as the simulated scenes that they were made of", async () => {
    const dataset = await openDataset(writeTiles([tile]));
    const simulated = openSimulated(1);
    expect(dataset).toMatchObject(about);
    expect(dataset.scenes).toEqual(simulated.scenes);
    const { band, front, zones, ...facts } = await dataset.read(tile.facts.name);
    const made = await simulated.read(tile.facts.name);
    expect(facts).toEqual(tile.facts);
    expect(
      Buffer.compare(Buffer.from(band.values.buffer), Buffer.from(made.band.values.buffer)),
    ).toBe(0);
    expect(Buffer.compare(front, made.front)).toBe(0);
    expect(Buffer.compare(zones ?? new Uint8Array(), made.zones ?? new Uint8Array())).toBe(0);
    expect(new Set(zones)).toEqual(new Set([0, 1, 2, 3]));
  });

  it("keep the order of values that are not whole, and no data as 0", () => {
    const { facts } = tile;
    const values = Float32Array.from([-20.5, Number.NaN, -20.25, 0, -3, 3]);
    const band = { widthPx: 3, heightPx: 2, values };
    const folder = writeTiles([
      {
        facts,
        band,
        fronts: [
          [
            [0.5, 0.5],
            [2.5, 0.5],
          ],
        ],
        zones: null,
      },
    ]);
    const written = readGreyPng(join(folder, `${facts.name}.sar.png`)).values;
    expect([written[0], written[1], written[5]]).toEqual([1, 0, 65_535]);
    const rank = (list: ArrayLike<number>) =>
      [0, 2, 3, 4, 5].sort((a, b) => (list[a] as number) - (list[b] as number));
    expect(rank(written)).toEqual(rank(values));
    expect([...readGreyPng(join(folder, `${facts.name}.front.png`)).values]).toEqual([
      ...[255, 255, 255],
      ...[0, 0, 0],
    ]);
  });

  it("are refused with a name given twice, or one that is no file name", () => {
    const named = (name: string) => ({ ...tile, facts: { ...tile.facts, name } });
    expect(() => writeTiles([tile, tile])).toThrow("given twice");
    for (const name of ["../up", "", ".hidden", "a/b", "a\\b"])
      expect(() => writeTiles([named(name)])).toThrow("no file name");
  });

  it.each([
    [{ version: 2 }, "version 1"],
    [{ licence: undefined }, "licence"],
    [{ scenes: [null] }, "scenes"],
    [{ scenes: [{ name: "../up" }] }, "../up"],
    [{ scenes: [{ name: "a", date: "2020-13-01", glacier: "A" }] }, "date"],
  ])("refuse an index with %j", async (change, word) => {
    const folder = newFolder();
    const index = {
      format: "icefront-training-tiles",
      version: 1,
      ...about,
      scenes: [],
      ...change,
    };
    writeFileSync(join(folder, "tiles.json"), JSON.stringify(index));
    await expect(openDataset(folder)).rejects.toThrow(word);
    await expect(openDataset(folder)).rejects.toThrow(join(folder, "tiles.json"));
  });
});

it("refuses a folder without a data set, naming what it looked for, and a folder that is not there", async () => {
  const folder = newFolder();
  for (const word of ["index.csv", "sar_images/", "tiles.json", "X_front.geojson"])
    await expect(openDataset(folder)).rejects.toMatchObject({
      code: "option-invalid",
      message: expect.stringContaining(word),
    });
  await expect(openDataset(join(folder, "nowhere"))).rejects.toThrow("There is no folder");
});

it("joins data sets whose names differ, and refuses others", async () => {
  const renamed = { ...tile, facts: { ...tile.facts, name: "simulated_1" } };
  const folder = newFolder();
  const about = { licence: "CC0-1.0", attribution: "me" };
  for (const { fileName, bytes } of writeTrainingTiles(about, [renamed]))
    writeFileSync(join(folder, fileName), bytes);
  const [tiles, simulated] = [await openDataset(folder), openSimulated(1)];
  const both = joinDatasets([tiles, simulated]);
  expect(both.scenes.map(({ name }) => name)).toEqual(["simulated_1", "simulated_1000"]);
  expect(both).toMatchObject(about);
  for (const { name } of both.scenes) expect((await both.read(name)).name).toBe(name);
  expect(() => joinDatasets([simulated, simulated])).toThrow("simulated_1000");
});
