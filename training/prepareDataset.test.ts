import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Dataset } from "./datasets/labelledScene.ts";
import { readNpy } from "./npy.ts";
import { isPreparedFor, type PreparedIndex, prepareDataset } from "./prepareDataset.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-prepare-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 64;
const PIXEL = { x: 31, y: 40 };

/** One scene a column: a bright line there, labelled as front, on pixels that are not square. */
function lineScenes(columns: readonly number[]): Dataset {
  const scenes = columns.map((column) => ({
    name: String(column),
    glacier: "A",
    date: "2020-01-01",
    sensor: "S1",
    nominalResolutionMetres: 30,
    pixelSizeMetres: PIXEL,
  }));
  return {
    name: "lines",
    attribution: "",
    licence: "",
    scenes,
    read: (name) => {
      const front = new Uint8Array(SIZE * SIZE);
      for (let row = 0; row < SIZE; row++) front[row * SIZE + Number(name)] = 1;
      const values = Float32Array.from(front, (set, i) => (set ? 5000 : 100) + (i % 3));
      const facts = scenes.find((scene) => scene.name === name) as (typeof scenes)[number];
      return { ...facts, front, zones: null, band: { widthPx: SIZE, heightPx: SIZE, values } };
    },
  };
}

it("label and picture stay in the same place, whatever the pixels' shape", async () => {
  const columns = Array.from({ length: 40 }, (_, i) => 12 + i);
  const dataset = lineScenes(columns);
  const split = { train: columns.map(String), validation: [], test: [] };
  const recipe = {
    medianAreaSquareMetres: null,
    sizePx: SIZE,
    radiometry: "rank",
    channels: ["intensity", "valid"],
  } as const;
  const label = { kind: "distance", halfWidthPx: 1.5 } as const;
  await prepareDataset({ dataset, split, recipe, label, folder, onScene: () => {} });
  const distance = readNpy(join(folder, "distance.npy"));
  const valid = readNpy(join(folder, "valid.npy"));
  expect(distance.shape).toEqual([40, SIZE, SIZE]);
  const scale = Math.trunc((SIZE * PIXEL.x) / PIXEL.y) / SIZE;
  const offsets = columns.flatMap((column, scene) => {
    const line = Array.from(
      { length: SIZE },
      (_, col) => distance.values[(scene * SIZE + 5) * SIZE + col],
    );
    return line.flatMap((d, col) => (d === 0 ? [col + 0.5 - (column + 0.5) * scale] : []));
  });
  expect(offsets.length).toBeGreaterThan(20);
  const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(0.5);
  expect([valid.values[SIZE * 5 + 48], valid.values[SIZE * 5 + 49]]).toEqual([1, 0]);
});

const RECIPE = {
  medianAreaSquareMetres: null,
  sizePx: SIZE,
  radiometry: "rank",
  channels: ["intensity"],
} as const;
const SPLIT = { train: ["20"], validation: ["30"], test: [] };
const LABEL = { kind: "dilate", widthPxAt512: 24 } as const;
const BY = { split: SPLIT, recipe: RECIPE, label: LABEL };

it("a dilated label: distances count from the thickened front, 3 px wide at 64 px", async () => {
  await prepareDataset({ ...BY, dataset: lineScenes([20, 30]), folder, onScene: () => {} });
  const { values } = readNpy(join(folder, "distance.npy"));
  const scale = Math.trunc((SIZE * PIXEL.x) / PIXEL.y) / SIZE;
  const row = Array.from({ length: 49 }, (_, col) => (values[5 * SIZE + col] as number) / 64);
  const nearest = row.map((_, col) =>
    Math.max(0, Math.abs(Math.floor((col + 0.5) / scale) - 20) - 1),
  );
  expect(row.flatMap((d, col) => (d === 0 ? [col] : []))).toEqual(
    nearest.flatMap((d, col) => (d === 0 ? [col] : [])),
  );
  expect(row[10]).toBe(row.indexOf(0) - 10);
  const { scenes }: PreparedIndex = JSON.parse(readFileSync(join(folder, "scenes.json"), "utf8"));
  expect(scenes.map(({ name }) => name)).toEqual(["20", "30"]);
  expect(scenes.map(({ linePx }) => linePx)).toEqual([SIZE, SIZE]);
  expect(scenes[0]?.metresPerNetworkPx).toBeCloseTo(Math.sqrt((31 / (49 / 64)) * 40), 9);
});

it("knows arrays made for something else, or cut off", async () => {
  await prepareDataset({ ...BY, dataset: lineScenes([20, 30]), folder, onScene: () => {} });
  expect(isPreparedFor(folder, BY)).toBe(true);
  const changes = [
    { split: { ...SPLIT, train: ["30"], validation: ["20"] } },
    { recipe: { ...RECIPE, medianAreaSquareMetres: 2500 } },
    { label: { ...LABEL, widthPxAt512: 6 } },
    { label: { kind: "distance", halfWidthPx: 1.5 } as const },
  ];
  for (const change of changes) expect(isPreparedFor(folder, { ...BY, ...change })).toBe(false);
  expect(isPreparedFor(join(folder, "none"), BY)).toBe(false);
  truncateSync(join(folder, "valid.npy"), 4000);
  expect(isPreparedFor(folder, BY)).toBe(false);
});

it("a preparation that fails leaves nothing that looks complete", async () => {
  const dataset = lineScenes([20, 30]);
  await prepareDataset({ ...BY, dataset, folder, onScene: () => {} });
  const onScene = () => {
    throw new Error("stopped");
  };
  await expect(prepareDataset({ ...BY, dataset, folder, onScene })).rejects.toThrow("stopped");
  expect(isPreparedFor(folder, BY)).toBe(false);
  writeFileSync(join(folder, "scenes.json"), "{");
  expect(isPreparedFor(folder, BY)).toBe(false);
});
