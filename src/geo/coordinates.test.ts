import fc from "fast-check";
import { expect, it } from "vitest";
import { type Affine, composeAffine, invertAffine, pixelToMap } from "./coordinates.ts";

const term = fc.double({ min: -1000, max: 1000, noNaN: true });
const affine = fc
  .tuple(term, term, term, term, term, term)
  .filter(([a, b, , d, e]) => Math.abs(a * e - b * d) > 1) as fc.Arbitrary<Affine>;

it("comes back to the pixel through any regular affine", () => {
  fc.assert(
    fc.property(affine, term, term, (transform, col, row) => {
      const inverse = invertAffine(transform);
      expect(inverse).not.toBeNull();
      if (inverse === null) return;
      const [backCol, backRow] = pixelToMap(inverse, pixelToMap(transform, [col, row]) as never);
      expect(backCol).toBeCloseTo(col, 2);
      expect(backRow).toBeCloseTo(row, 2);
    }),
  );
});

it("composes like applying one after the other", () => {
  fc.assert(
    fc.property(affine, affine, term, term, (outer, inner, col, row) => {
      const [x, y] = pixelToMap(composeAffine(outer, inner), [col, row]);
      const [slowX, slowY] = pixelToMap(outer, pixelToMap(inner, [col, row]) as never);
      expect(Math.abs(x - slowX)).toBeLessThan(1e-3);
      expect(Math.abs(y - slowY)).toBeLessThan(1e-3);
    }),
  );
});

it("has no inverse for a singular or broken affine", () => {
  expect(invertAffine([1, 2, 0, 2, 4, 0])).toBeNull();
  expect(invertAffine([Number.NaN, 0, 0, 0, 1, 0])).toBeNull();
});
