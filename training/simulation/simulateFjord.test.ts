import fc from "fast-check";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/base/seededRandom.ts";
import { speckle } from "./random.ts";
import { simulateFjord } from "./simulateFjord.ts";

const options = { widthPx: 160, heightPx: 128, pixelSizeMetres: 100, looks: 8, seed: 4 };

it("the same seed gives the same bytes, another seed another scene", () => {
  const { amplitude } = simulateFjord(options);
  expect(simulateFjord(options).amplitude).toEqual(amplitude);
  expect(simulateFjord({ ...options, seed: 5 }).amplitude).not.toEqual(amplitude);
});

it("ice is brighter than water on the two sides of the true front", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (seed) => {
      const { amplitude, front, widthPx, heightPx } = simulateFjord({ ...options, seed });
      const first = front[0] ?? [0, 0];
      const last = front.at(-1) ?? [0, 0];
      // The ice lies up the fjord: to the left of the line from its first to its last point, or to the right.
      const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
      const length = Math.hypot(dx, dy);
      const mean = (side: number) => {
        const values = front.flatMap(([col, row]) => {
          const c = Math.floor(col + (side * 4 * dy) / length);
          const r = Math.floor(row - (side * 4 * dx) / length);
          return c >= 0 && r >= 0 && c < widthPx && r < heightPx
            ? [amplitude[r * widthPx + c] as number]
            : [];
        });
        return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
      };
      const [a, b] = [mean(1), mean(-1)];
      expect(Math.max(a, b) / Math.min(a, b)).toBeGreaterThan(1.3);
    }),
    { numRuns: 12 },
  );
});

it("speckle has mean 1 and variance 1 / looks", () => {
  const random = seededRandom(9);
  for (const looks of [0.7, 1, 4]) {
    const samples = Array.from({ length: 40_000 }, () => speckle(random, looks));
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
    expect(mean).toBeCloseTo(1, 1);
    expect(variance * looks).toBeGreaterThan(0.9);
    expect(variance * looks).toBeLessThan(1.1);
  }
});
