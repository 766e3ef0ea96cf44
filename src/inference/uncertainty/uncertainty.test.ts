import { describe, expect, it } from "vitest";
import { shippedCard } from "../../../test/fixtures/pretendedApp.ts";
import { mirrorWindows } from "../../models/mirrorTiling.ts";
import type { Engine } from "../engine/engine.ts";
import { networkInput } from "../preprocess/prepareInput.ts";
import { runWindows } from "../runWindows.ts";
import { ClassSpread, normalisedEntropy } from "./classSpread.ts";
import { frontOffset } from "./frontOffset.ts";
import { mapsOnGrid } from "./mapsOnGrid.ts";
import {
  type QuarterTurns,
  turnArray,
  turnBack,
  turnedSize,
  turnPrepared,
} from "./quarterTurns.ts";

const TURNS: readonly QuarterTurns[] = [0, 1, 2, 3];

describe("quarter turns", () => {
  it("turn counter-clockwise, and back", () => {
    const size = { widthPx: 3, heightPx: 2 };
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...turnArray(values, size, 1)]).toEqual([3, 6, 2, 5, 1, 4]);
    for (const turns of TURNS) {
      const turned = turnArray(values, size, turns);
      expect(turnArray(turned, turnedSize(size, turns), turnBack(turns))).toEqual(values);
    }
  });

  it.each([
    [20, 14],
    [20, 5],
    [6, 5],
  ])("the windows of a turned grid of %i x %i see what they saw, turned", (widthPx, heightPx) => {
    const sizePx = 8;
    const grid = {
      widthPx,
      heightPx,
      gridToPixel: [1, 0, 0, 0, 1, 0],
      pixelSizeMetres: null,
    } as const;
    const intensity = Float32Array.from({ length: widthPx * heightPx }, (_, i) => (i + 1) / 1000);
    const far = (length: number) => Math.max(0, length - sizePx);
    const windows = [
      [0, 0],
      [far(widthPx), far(heightPx)],
      [Math.min(3, far(widthPx)), Math.min(2, far(heightPx))],
    ] as const;
    const prepared = { grid, intensity, valid: new Uint8Array(intensity.length).fill(1), windows };
    const recipe = {
      sizePx,
      channels: ["intensity"],
      radiometry: "rank",
      medianAreaSquareMetres: null,
    } as const;
    const seen = (from: typeof prepared, i: number) =>
      [...networkInput(from, from.windows[i] ?? [0, 0], recipe)].filter((v) => v > 0).sort();
    for (const turns of TURNS) {
      const turned = turnPrepared(prepared, turns, recipe);
      expect(turned.grid).toMatchObject(turnedSize(grid, turns));
      for (const i of windows.keys()) expect(seen(turned, i)).toEqual(seen(prepared, i));
    }
  });

  it.each([
    [21, 13],
    [5, 6],
  ])(
    "mirrored tiling of a turned grid of %i x %i covers each of its pixels",
    async (widthPx, heightPx) => {
      const tiling = { kind: "mirror", centrePx: 4, stridePx: 2 } as const;
      const preprocessing = {
        sizePx: 8,
        channels: ["intensity"],
        radiometry: "rank",
        medianAreaSquareMetres: null,
        tiling,
      } as const;
      const gridToPixel = [1, 0, 0, 0, 1, 0] as const;
      const grid = { widthPx, heightPx, gridToPixel, pixelSizeMetres: null };
      const intensity = Float32Array.from({ length: widthPx * heightPx }, (_, i) => (i + 1) / 1000);
      const valid = new Uint8Array(intensity.length).fill(1);
      const windows = mirrorWindows(grid, preprocessing.sizePx, tiling);
      const same: Engine["run"] = async (input) => ({
        probability: { shape: [8, 8, 1], values: Float32Array.from(input) },
      });
      const engine: Engine = { inputShape: [8, 8, 1], run: same, dispose: () => undefined };
      const model = { card: { ...shippedCard(), preprocessing }, engine };
      for (const turns of TURNS) {
        const turned = turnPrepared({ grid, intensity, valid, windows }, turns, preprocessing);
        const { maps } = await runWindows(turned, turned.windows, model);
        const back = turnArray(maps[0]?.values ?? intensity, turned.grid, turnBack(turns));
        for (const [i, value] of back.entries()) expect(value).toBeCloseTo(intensity[i] ?? 0, 6);
      }
    },
  );
});

describe("mean and spread", () => {
  it("are those of all predictions, class by class", () => {
    const spread = new ClassSpread();
    for (const [a, b] of [
      [0.1, 0.9],
      [0.4, 0.6],
      [0.7, 0.3],
    ] as const)
      spread.add([Float32Array.of(a, 0.5), Float32Array.of(b, 0.5)]);
    expect(spread.count).toBe(3);
    const [means = []] = spread.means();
    expect(means[0]).toBeCloseTo(0.4, 6);
    for (const deviations of spread.deviations()) {
      expect(deviations[0]).toBeCloseTo(Math.sqrt(0.06), 6);
      expect(deviations[1]).toBe(0);
    }
  });

  it("entropy is 0 where one class is certain and 1 where all are alike", () => {
    const four = [1, 0, 0, 0].map((certain) => Float32Array.of(certain, 0.25));
    expect([...normalisedEntropy(four)]).toEqual([0, 1]);
    const one = normalisedEntropy([Float32Array.of(0, 0.5, 1)]);
    expect([...one]).toEqual([0, 1, 0]);
  });
});

describe("offsets of fronts", () => {
  const line = (x: number) => [0, 5, 10].map((y) => [x, y] as const);

  it("are root mean square distances on the ground", () => {
    for (const point of line(10)) {
      const offset = frontOffset(point, [[line(7)], [line(14), line(40)]], { x: 2, y: 9 });
      expect(offset).toBeCloseTo(Math.sqrt((6 ** 2 + 8 ** 2) / 2), 9);
    }
  });

  it("count a prediction without a front near as far as the search goes", () => {
    const near = frontOffset([10, 5], [[line(10)], []], { x: 1, y: 1 });
    expect(near).toBeCloseTo(24 / Math.SQRT2, 9);
    expect(frontOffset([10, 5], [[line(100)]], { x: 1, y: 1 })).toBe(24);
  });
});

describe("maps of another grid", () => {
  const from = {
    widthPx: 4,
    heightPx: 4,
    gridToPixel: [2, 0, 0, 0, 2, 0],
    pixelSizeMetres: null,
  } as const;
  const map = Float32Array.from({ length: 16 }, (_, i) => i % 4);

  it("stay as they are on the same grid", () => {
    const maps = [map];
    expect(mapsOnGrid(maps, from, { ...from })).toBe(maps);
  });

  it("are read where the places lie", () => {
    const to = { ...from, widthPx: 8, heightPx: 8, gridToPixel: [1, 0, 0, 0, 1, 0] } as const;
    const [out = []] = mapsOnGrid([map], from, to);
    expect([...out.slice(0, 8)]).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]);
  });
});
