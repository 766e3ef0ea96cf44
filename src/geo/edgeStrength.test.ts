// The edge of a speckled step stands out, and the border of the data does not.
import { expect, it } from "vitest";
import { edgeStrength } from "./edgeStrength.ts";

it("is strongest along the step, weak beside it, and nothing next to missing data", () => {
  const [widthPx, heightPx] = [40, 30];
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const col = i % widthPx;
    if (col >= 36) return Number.NaN;
    return (col < 20 ? 10 : 20) + ((i * 7919) % 13) / 13;
  });
  const strength = edgeStrength({ widthPx, heightPx, values });
  const at = (col: number) => strength[15 * widthPx + col] ?? Number.NaN;
  expect(at(20)).toBeGreaterThan(0.9);
  expect(at(10)).toBeLessThan(0.2);
  expect(at(28)).toBeLessThan(0.2);
  expect(at(35)).toBe(0);
  expect(edgeStrength({ widthPx: 2, heightPx: 1, values: new Float32Array(2) })).toEqual(
    new Float32Array(2),
  );
});
