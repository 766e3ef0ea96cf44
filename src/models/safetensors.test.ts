import fc from "fast-check";
import { expect, it } from "vitest";
import { floatToHalf, halfToFloat, readSafetensors, writeSafetensors } from "./safetensors.ts";

const weights = new Map([
  ["a.weight", { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 0, 1e-3, 100) }],
  ["b", { shape: [1], values: Float32Array.of(Math.fround(Math.PI)) }],
]);

it("float32 comes back bit for bit, non-ASCII metadata does no harm", () => {
  expect(readSafetensors(writeSafetensors(weights, "float32", { by: "Sjögren" }))).toEqual(weights);
});

it("every float16 survives the way to a number and back", () => {
  const halves = Array.from({ length: 0x10000 }, (_, half) => half);
  const changed = halves.filter((half) => {
    const value = halfToFloat(half);
    return !Number.isNaN(value) && floatToHalf(value) !== half;
  });
  expect(changed).toEqual([]);
});

it("float16 is the nearest one: within 2^-11 of the value", () => {
  fc.assert(
    fc.property(fc.double({ min: -60_000, max: 60_000, noNaN: true }), (value) => {
      const error = Math.abs(halfToFloat(floatToHalf(value)) - value);
      expect(error).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
    }),
  );
});

it("damaged files are refused with a reason", () => {
  const bytes = writeSafetensors(weights, "float16", {});
  expect(() => readSafetensors(bytes.slice(0, bytes.length - 2))).toThrow(
    /ends before the tensor b/,
  );
  expect(() => readSafetensors(new Uint8Array([1, 2, 3]))).toThrow(/not a safetensors file/);
});
