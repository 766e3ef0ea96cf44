import { describe, expect, it } from "vitest";
import { looksFor, multilook } from "./multilook.ts";
import { prepareInput } from "./prepareInput.ts";

const band = (values: readonly number[], widthPx: number, valid = values.map(() => 1)) => ({
  widthPx,
  heightPx: values.length / widthPx,
  values: Float32Array.from(values),
  valid: Uint8Array.from(valid),
});

describe("multilook", () => {
  it("takes whole pixels that cover the metres asked for", () => {
    expect(looksFor(20, { x: 7, y: 20 })).toEqual({ x: 3, y: 1 });
    expect(looksFor(5, { x: 7, y: 20 })).toEqual({ x: 1, y: 1 });
  });
  it("averages amplitude in power, over every pixel where the looks do not divide", () => {
    const { values, widthPx, heightPx } = multilook(band([3, 4, 6, 0, 5, 2], 3), { x: 2, y: 2 });
    expect([widthPx, heightPx]).toEqual([1, 1]);
    expect(values[0]).toBeCloseTo(Math.sqrt((9 + 16 + 36 + 0 + 25 + 4) / 6), 6);
  });
  it("averages dB in power: -10 dB and -20 dB give 10 log10 of 0.055", () => {
    const { values } = multilook(band([-10, -20], 2), { x: 2, y: 1 });
    expect(values[0]).toBeCloseTo(10 * Math.log10(0.055), 5);
  });
  it("takes large values with a few below 0 for amplitude, and small ones nearly for power", () => {
    const amplitude = multilook(band([5000, -3], 2), { x: 2, y: 1 }).values[0];
    expect(amplitude).toBeCloseTo(5000 / Math.SQRT2, 2);
    const power = multilook(band([0.2, -0.1], 2), { x: 2, y: 1 }).values[0];
    expect(power).toBeCloseTo(0.05, 2);
  });
  it("gives whole blocks the same values, a pixel without data among the same lines or not", () => {
    const [widthPx, heightPx] = [23, 11];
    const values = Array.from({ length: widthPx * heightPx }, (_, i) => Math.abs(Math.sin(i)) * 9);
    const holed = values.map((_, i) => Number(i % (3 * widthPx) !== 0));
    const whole = multilook(band(values, widthPx), { x: 3, y: 2 });
    const other = multilook(band(values, widthPx, holed), { x: 3, y: 2 });
    const isRight = (_: number, i: number) => i % whole.widthPx > 0;
    expect(other.values.filter(isRight)).toEqual(whole.values.filter(isRight));
    expect(other.values).not.toEqual(whole.values);
    expect([...whole.valid]).toEqual(Array(7 * 5).fill(1));
  });
  it("ignores pixels without data, and keeps a block of them without", () => {
    const { values, valid } = multilook(band([2, 7, 1, 1], 2, [1, 0, 0, 0]), { x: 2, y: 1 });
    expect([...valid]).toEqual([1, 0]);
    expect(values[0]).toBe(2);
  });
});

it("in the recipe, halves speckle's spread and keeps the scene in place", async () => {
  const size = 66;
  const values = Float32Array.from({ length: size * size }, (_, i) => 100 + ((i * 7919) % 97));
  const recipe = {
    medianAreaSquareMetres: null,
    sizePx: 16,
    radiometry: "unit255",
    channels: ["intensity"],
  } as const;
  const scene = { widthPx: size, heightPx: size, values };
  const metres = { x: 10, y: 10 };
  const plain = await prepareInput(scene, metres, recipe);
  const looked = await prepareInput(scene, metres, { ...recipe, multilookMetres: 40 });
  const spread = (input: Float32Array) => Math.max(...input) - Math.min(...input);
  expect(spread(looked.input)).toBeLessThan(spread(plain.input) / 2);
  // 16 blocks of 4 or 5 pixels.
  expect(looked.grid.gridToPixel).toEqual([66 / 16, 0, 0, 0, 66 / 16, 0]);
  expect(looked.grid).toEqual(plain.grid);
});
