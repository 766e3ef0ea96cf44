import fc from "fast-check";
import { expect, it } from "vitest";
import { DECIBEL_FLOOR, decibelOf, radiometryOf } from "../../scene/radiometry.ts";
import { toDecibel } from "./decibel.ts";

it.each([
  ["amplitude", 20],
  ["power", 10],
] as const)("of %s is %i log10, within 1e-5 dB", (radiometry, factor) => {
  fc.assert(
    fc.property(
      fc.float({ min: Math.fround(1e-4), max: Math.fround(1e8), noNaN: true }),
      (value) => {
        const [made] = toDecibel(Float32Array.of(value), radiometry);
        expect(Math.abs((made as number) - factor * Math.log10(value))).toBeLessThan(1e-5);
      },
    ),
  );
});

it("keeps no data, decibels, and gives nothing its floor", () => {
  const nothing = Float32Array.of(0, -3, Number.NaN, 1e-30, -0);
  const expected = [DECIBEL_FLOOR, DECIBEL_FLOOR, Number.NaN, DECIBEL_FLOOR, DECIBEL_FLOOR];
  expect([...toDecibel(nothing, "power")]).toEqual(expected);
  expect([...nothing].map((value) => decibelOf(value, "power"))).toEqual(expected);
  expect(toDecibel(nothing, "decibel")).toEqual(nothing);
});

it("tells amplitude, power and decibels by their range", () => {
  const of = (values: readonly number[]) => {
    const [min = 0] = values;
    const quantiles = Array.from(
      { length: 1001 },
      (_, i) => values[Math.floor((i / 1001) * values.length)] ?? 0,
    );
    return radiometryOf({ min, max: values.at(-1) ?? 0, mean: 0, quantiles, valid01: 1 });
  };
  expect(of([16, 120, 200, 560])).toBe("amplitude");
  expect(of([0.001, 0.05, 0.2, 1.3])).toBe("power");
  expect(of([-30, -14, -9, 1])).toBe("decibel");
  // A few below 0 once noise was subtracted.
  expect(of([-0.01, 0.05, 0.2, 1.3])).toBe("power");
});
