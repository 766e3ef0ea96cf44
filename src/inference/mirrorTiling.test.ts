// Padding, windows and merging by mirrored tiling, against the official code's on a small picture.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { readNpy } from "../../training/npy.ts";
import { planGrid } from "../models/gridPlan.ts";
import { mirroredIndex, mirroredLength, mirrorWindows } from "../models/mirrorTiling.ts";
import { type ModelCard, parseModelCard } from "../models/modelCard.ts";
import type { Engine } from "./engine/engine.ts";
import { runWindows } from "./runWindows.ts";

const WINDOW_PX = 32;
const CENTRE_PX = 16;
const tiling = { kind: "mirror", centrePx: CENTRE_PX, stridePx: 8 } as const;
const grid = { widthPx: 53, heightPx: 40 };
const card: ModelCard = {
  ...shippedCard(),
  preprocessing: {
    medianAreaSquareMetres: null,
    sizePx: WINDOW_PX,
    radiometry: "unit255",
    channels: ["intensity"],
    tiling,
  },
};

describe("mirrored tiling", () => {
  it("looks at a scene in its own pixels, no finer than the card knows", () => {
    const ground = { min: 10, max: 20 };
    const plan = (metres: number) =>
      planGrid(grid, { x: metres, y: metres }, { ...card, groundResolutionMetres: ground }).grid;
    expect(plan(12)).toEqual(grid);
    expect(plan(40)).toEqual(grid);
    expect(plan(5)).toEqual({ widthPx: 27, heightPx: 20 });
    expect(planGrid(grid, null, card).grid).toEqual(grid);
  });

  it("needs as many windows as the centres take to cover the scene", () => {
    const official = { kind: "mirror", centrePx: 256, stridePx: 128 } as const;
    const { length } = mirrorWindows({ widthPx: 4581, heightPx: 3370 }, 512, official);
    expect(length).toBe(35 * 26);
  });

  it("a picture smaller than its margins is mirrored again and again", () => {
    const line = Array.from({ length: 9 }, (_, i) => mirroredIndex(i - 4, 2, 4));
    expect(line).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it("is refused where its parts do not fit", () => {
    const withTiling = (changed: object) =>
      JSON.stringify({
        ...card,
        preprocessing: { ...card.preprocessing, tiling: { ...tiling, ...changed } },
      });
    expect(parseModelCard(withTiling({})).preprocessing.tiling).toEqual(tiling);
    for (const wrong of [{ kind: "other" }, { centrePx: 33 }, { stridePx: 17 }, { stridePx: 0 }])
      expect(() => parseModelCard(withTiling(wrong)), JSON.stringify(wrong)).toThrow(
        /preprocessing.tiling/,
      );
  });
});

const golden = sharedPath("golden/tiling");
describe.skipIf(!golden)("golden tiling of the official code (../shared/golden)", () => {
  const read = (name: string) => readNpy(`${golden}/${name}.npy`);

  it("padding and windows", () => {
    const image = read("image_uint8");
    const padded = read("padded_uint8");
    const [height = 0, width = 0] = padded.shape;
    expect(height).toBe(mirroredLength(grid.heightPx, WINDOW_PX, tiling));
    expect(width).toBe(mirroredLength(grid.widthPx, WINDOW_PX, tiling));
    const made = Array.from({ length: height * width }, (_, i) => {
      const row = mirroredIndex(Math.floor(i / width) - 8, grid.heightPx, 8);
      return image.values[row * grid.widthPx + mirroredIndex((i % width) - 8, grid.widthPx, 8)];
    });
    expect(made).toEqual([...padded.values]);
    const origins = read("origins_row_col").values;
    const windows = mirrorWindows(grid, WINDOW_PX, tiling);
    expect(windows.flatMap(([col, row]) => [row + 8, col + 8])).toEqual([...origins]);
  });

  it("what the network is given, and what is made of its answers", async () => {
    const image = read("image_uint8");
    const padded = read("padded_uint8");
    const patches = read("patch_probabilities").values;
    const origins = read("origins_row_col").values;
    const intensity = Float32Array.from(image.values, (value) => value / 255);
    let done = 0;
    const engine: Engine = {
      inputShape: [WINDOW_PX, WINDOW_PX, 1],
      run: async (input) => {
        const [row, col] = [origins[2 * done] as number, origins[2 * done + 1] as number];
        const given = Array.from(input, (value) => Math.round(255 * value));
        expect(given).toEqual(windowOf(padded, row, col));
        const zones = { shape: [WINDOW_PX, WINDOW_PX, 4], values: answer(patches, done) } as const;
        done++;
        return { zones };
      },
      dispose: () => undefined,
    };
    const prepared = {
      intensity,
      valid: new Uint8Array(intensity.length).fill(1),
      grid: { ...grid, gridToPixel: [1, 0, 0, 0, 1, 0], pixelSizeMetres: null } as const,
    };
    const windows = mirrorWindows(grid, WINDOW_PX, tiling);
    const { maps, zones } = await runWindows(prepared, windows, { card, engine });
    expect(done).toBe(JSON.parse(readFileSync(`${golden}/expected.json`, "utf8")).windows);
    expect(maps).toEqual([]);
    const merged = read("merged_probabilities").values;
    const cells = intensity.length;
    const worst = (zones ?? []).map((zone, c) =>
      Math.max(...zone.map((p, i) => Math.abs(p - (merged[c * cells + i] as number)))),
    );
    expect(worst).toHaveLength(4);
    expect(Math.max(...worst)).toBeLessThan(1e-6);
    const likeliest = Array.from({ length: cells }, (_, i) => {
      const values = (zones ?? []).map((zone) => zone[i] as number);
      return values.indexOf(Math.max(...values));
    });
    expect(likeliest).toEqual([...read("argmax").values]);
  });
});

function windowOf({ shape, values }: ReturnType<typeof readNpy>, row: number, col: number) {
  return Array.from({ length: WINDOW_PX ** 2 }, (_, i) => {
    const line = (row + Math.floor(i / WINDOW_PX)) * (shape[1] ?? 0);
    return values[line + col + (i % WINDOW_PX)];
  });
}

/** A window's answer, [32, 32, 4]: the patch in its centre, and what may not count around it. */
function answer(patches: ArrayLike<number>, window: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(4 * WINDOW_PX ** 2).fill(Number.NaN);
  for (let c = 0; c < 4; c++)
    for (let row = 0; row < CENTRE_PX; row++)
      for (let col = 0; col < CENTRE_PX; col++)
        values[4 * ((row + 8) * WINDOW_PX + col + 8) + c] = patches[
          ((window * 4 + c) * CENTRE_PX + row) * CENTRE_PX + col
        ] as number;
  return values;
}
