import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGrey } from "../../../test/fixtures/readGrey.ts";
import { sharedPath } from "../../../test/fixtures/sharedData.ts";
import { readNpy } from "../../../training/npy.ts";
import { networkSize } from "../../models/gridPlan.ts";
import type { PreprocessingRecipe } from "../../models/modelCard.ts";
import { medianFilter, medianKernelPx } from "./medianFilter.ts";
import { prepareInput } from "./prepareInput.ts";
import { rankValues } from "./rankValues.ts";
import { resizeBilinear } from "./resizeBilinear.ts";
import { validMask } from "./validMask.ts";

describe("speckle filter", () => {
  it.each([
    [6, 9],
    [7, 9],
    [12, 5],
    [17, 3],
    [20, 3],
    [60, 1],
  ])("at %i m a pixel 2500 m2 need a kernel of %i (networks.md 1.7)", (metres, kernel) => {
    expect(medianKernelPx(2500, metres)).toBe(kernel);
  });

  it("passes over pixels without data", () => {
    const values = Float32Array.of(1, Number.NaN, 3, 9, 5, Number.NaN, 7, 8, 2);
    const valid = validMask(values, 3, 3);
    const filtered = medianFilter({ values, valid, widthPx: 3, heightPx: 3 }, { x: 3, y: 3 });
    expect(filtered[4]).toBe(5);
    expect(filtered[1]).toBeNaN();
  });
});

const golden = sharedPath("golden/median");
describe.skipIf(!golden)("golden preprocessing of the paper's code (../shared/golden)", () => {
  it.each([
    ["s1_helheim", 20, 85, 170],
    ["s1_helheim", 12, 85, 170],
    ["caffe_DBE_2002-11-16_ERS_20_3_161", 20, 170, 120],
    ["caffe_DBE_2002-11-16_ERS_20_3_161", 6, 170, 120],
  ])(
    "%s at %i m: median exact, resized window within 1e-3, picture within 1 grey level",
    (name, metres, row, col) => {
      const input = readGrey(`${golden}/${name}/input.png`);
      const source = {
        values: Float32Array.from(input.values),
        valid: new Uint8Array(input.values.length).fill(1),
        widthPx: input.widthPx,
        heightPx: input.heightPx,
      };
      const kernel = medianKernelPx(2500, metres);
      const median = medianFilter(source, { x: kernel, y: kernel });
      const expected = readGrey(`${golden}/${name}/res${metres}_median.png`);
      expect(Uint8Array.from(median)).toEqual(expected.values);
      const target = networkSize(input, null, 512);
      const resized = resizeBilinear(
        (c, r) => median[r * input.widthPx + c] as number,
        input,
        target,
      );
      const window = readNpy(`${golden}/${name}/res${metres}_resized_float64_window.npy`);
      let worst = 0;
      for (let r = 0; r < 64; r++)
        for (let c = 0; c < 64; c++) {
          const own = resized[(row + r) * target.widthPx + col + c] as number;
          worst = Math.max(worst, Math.abs(own - (window.values[r * 64 + c] as number)));
        }
      expect(worst).toBeLessThan(1e-3);
      const padded = readGrey(`${golden}/${name}/res${metres}_resized_padded_512.png`);
      const off = padded.values.map((expected, i) => {
        const [c, r] = [i % 512, Math.floor(i / 512)];
        const isInside = c < target.widthPx && r < target.heightPx;
        const own = isInside ? Math.round(resized[r * target.widthPx + c] as number) : 0;
        return isInside ? Math.abs(own - expected) : 255 * Number(own !== expected);
      });
      expect([padded.widthPx, padded.heightPx]).toEqual([512, 512]);
      expect(off.reduce((most, one) => Math.max(most, one), 0)).toBeLessThanOrEqual(1);
    },
  );
});

describe("one radiometry", () => {
  it("is the same for amplitude, dB and a stretch to 8 bits that keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1 }), (amplitudes) => {
        const amplitude = Float32Array.from(amplitudes);
        const decibels = amplitude.map((a) => 20 * Math.log10(a) - 80);
        const ranks = rankValues(amplitude);
        if (new Set(decibels).size === new Set(amplitude).size)
          expect(rankValues(decibels)).toEqual(ranks);
        for (const rank of ranks) expect(rank > 0 && rank < 1).toBe(true);
      }),
    );
  });

  it("ties share the middle rank and NaN stays", () => {
    expect([...rankValues(Float32Array.of(5, 5, Number.NaN, 1, 9))]).toEqual([
      0.5,
      0.5,
      Number.NaN,
      0.125,
      0.875,
    ]);
  });
});

describe("data mask", () => {
  it("takes large zero regions at the border for fill and keeps small or inner ones", () => {
    const values = new Float32Array(400).fill(7);
    for (let i = 0; i < 100; i++) values[i] = 0;
    values[210] = 0;
    values[399] = 0;
    const valid = validMask(values, 20, 20);
    expect([valid[0], valid[99], valid[100], valid[210], valid[399]]).toEqual([0, 0, 1, 1, 1]);
  });
});

describe("network input", () => {
  const recipe: PreprocessingRecipe = {
    medianAreaSquareMetres: 2500,
    sizePx: 32,
    radiometry: "rank",
    channels: ["intensity", "valid"],
  };
  const band = (widthPx: number, heightPx: number) => ({
    widthPx,
    heightPx,
    values: Float32Array.from({ length: widthPx * heightPx }, (_, i) => 1 + (i % 17)),
  });

  it("keeps the ground's proportions: pixels of 10 x 20 m become square", async () => {
    const prepared = await prepareInput(band(100, 50), { x: 10, y: 20 }, recipe);
    expect(prepared.grid).toMatchObject({ widthPx: 32, heightPx: 32 });
    expect(prepared.grid.pixelSizeMetres).toEqual({ x: 31.25, y: 31.25 });
    expect(prepared.grid.gridToPixel).toEqual([3.125, 0, 0, 0, 1.5625, 0]);
  });

  it("pads with zeros at the bottom and says where there is data", async () => {
    const prepared = await prepareInput(band(64, 32), { x: 30, y: 30 }, recipe);
    expect(prepared.grid.heightPx).toBe(16);
    const valid = (row: number) => prepared.input[row * 32 * 2 + 1];
    expect([valid(0), valid(15), valid(16), valid(31)]).toEqual([1, 1, 0, 0]);
  });

  it("samples a huge kernel, so that half-metre pixels take no minutes, and hears a cancel", async () => {
    const large = band(600, 600);
    const start = performance.now();
    const { input } = await prepareInput(large, { x: 0.5, y: 0.5 }, recipe);
    const seconds = (performance.now() - start) / 1000;
    console.log(`600 x 600 px at 0.5 m, a kernel of 101 px: ${seconds.toFixed(1)} s`);
    expect(input.some((value) => value > 0)).toBe(true);
    const abort = new AbortController();
    const options = { signal: abort.signal, onProgress: () => abort.abort() };
    const cancelled = prepareInput(large, { x: 0.5, y: 0.5 }, { ...recipe, sizePx: 512 }, options);
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses a scene without any data", async () => {
    const empty = { widthPx: 16, heightPx: 16, values: new Float32Array(256) };
    await expect(prepareInput(empty, null, recipe)).rejects.toThrow(/no pixel with data/);
  });
});
