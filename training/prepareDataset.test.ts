import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Dataset } from "./datasets/labelledScene.ts";
import { readNpy } from "./npy.ts";
import { prepareDataset } from "./prepareDataset.ts";

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
  await prepareDataset(dataset, split, recipe, folder, () => {});
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
