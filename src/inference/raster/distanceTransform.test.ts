import fc from "fast-check";
import { expect, it } from "vitest";
import { distanceTransform } from "./distanceTransform.ts";

function bruteForce(mask: number[], widthPx: number, step: { x: number; y: number }): number[] {
  return mask.map((_, i) => {
    let nearest = Number.POSITIVE_INFINITY;
    mask.forEach((set, j) => {
      if (!set) return;
      const dx = ((i % widthPx) - (j % widthPx)) * step.x;
      const dy = (Math.floor(i / widthPx) - Math.floor(j / widthPx)) * step.y;
      nearest = Math.min(nearest, Math.hypot(dx, dy));
    });
    return nearest;
  });
}

it("equals the brute-force distance for any mask and pixel size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.1, max: 90, noNaN: true }),
      fc.double({ min: 0.1, max: 90, noNaN: true }),
      (widthPx, rowPattern, x, y) => {
        const heightPx = rowPattern.length;
        const mask = Array.from({ length: widthPx * heightPx }, (_, i) =>
          rowPattern[(i * 7) % heightPx] && i % 3 ? 1 : 0,
        );
        const result = distanceTransform(mask, { widthPx, heightPx }, { x, y });
        bruteForce(mask, widthPx, { x, y }).forEach((expected, i) => {
          if (expected === Number.POSITIVE_INFINITY) expect(result[i]).toBe(expected);
          else expect(result[i]).toBeCloseTo(expected, 8);
        });
      },
    ),
  );
});
