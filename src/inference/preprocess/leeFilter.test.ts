// Lee's filters against their formulas written down plainly, and against what they promise of simulated speckle.
import { describe, expect, it } from "vitest";
import { speckle } from "../../../training/simulation/random.ts";
import { seededRandom } from "../../base/seededRandom.ts";
import { type Image, leeFilter, refinedLeeFilter, speckleVariation } from "./leeFilter.ts";

const SIDE = 96;

function image(valueAt: (col: number, row: number) => number, side = SIDE): Image {
  const values = Float32Array.from({ length: side * side }, (_, i) =>
    valueAt(i % side, Math.floor(i / side)),
  );
  return { values, widthPx: side, heightPx: side };
}

/** Power of so many looks around a mean. */
function speckled(mean: (col: number, row: number) => number, looks: number, side = SIDE): Image {
  const random = seededRandom(7);
  return image((col, row) => mean(col, row) * speckle(random, looks), side);
}

function moments(values: ArrayLike<number>) {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, variance: all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / all.length };
}

type Place = { readonly col: number; readonly row: number };

/** The formula of the module's head, for one pixel and a list of places around it. */
function plainEstimate(
  { values, widthPx, heightPx }: Image,
  at: Place,
  places: Place[],
  s: number,
) {
  const seen = places
    .filter(({ col, row }) => col >= 0 && row >= 0 && col < widthPx && row < heightPx)
    .map(({ col, row }) => values[row * widthPx + col] as number)
    .filter((value) => !Number.isNaN(value));
  const { mean, variance } = moments(seen);
  const own = Math.max(0, (variance - (mean * s) ** 2) / (1 + s ** 2));
  const value = values[at.row * widthPx + at.col] as number;
  return variance === 0 ? mean : mean + (own / variance) * (value - mean);
}

function around({ col, row }: Place, half: number, isTaken = (_x: number, _y: number) => true) {
  const places: Place[] = [];
  for (let y = -half; y <= half; y++)
    for (let x = -half; x <= half; x++)
      if (isTaken(x, y)) places.push({ col: col + x, row: row + y });
  return places;
}

const withGaps = (whole: Image): Image => ({
  ...whole,
  values: whole.values.map((value, i) => (i % 37 === 5 || i < 60 ? Number.NaN : value)),
});

describe("speckle's variation", () => {
  it("is that of gamma power and of Rayleigh amplitude", () => {
    for (const looks of [1, 4]) {
      const { values } = speckled(() => 1, looks, 300);
      const { mean, variance } = moments(values);
      expect(Math.sqrt(variance) / mean).toBeCloseTo(speckleVariation(looks, "power"), 1);
    }
    const amplitude = speckled(() => 1, 1, 300).values.map(Math.sqrt);
    const { mean, variance } = moments(amplitude);
    expect(Math.sqrt(variance) / mean).toBeCloseTo(speckleVariation(1, "amplitude"), 2);
  });
});

describe("Lee's filter", () => {
  it.each([3, 5, 9])("of %i pixels is the formula at every pixel, with gaps and edges", (side) => {
    const noisy = withGaps(speckled((col) => (col < 20 ? 1 : 5), 2, 40));
    const filtered = leeFilter(noisy, side, 0.5);
    for (const [i, value] of noisy.values.entries()) {
      const at = { col: i % 40, row: Math.floor(i / 40) };
      const expected = plainEstimate(noisy, at, around(at, (side - 1) / 2), 0.5);
      if (Number.isNaN(value)) expect(filtered[i]).toBeNaN();
      else expect(Math.abs((filtered[i] as number) - expected)).toBeLessThan(1e-4);
    }
  });

  it("leaves a constant picture as it is", () => {
    const flat = image(() => 3.25);
    expect(leeFilter(flat, 7, 0.5)).toEqual(flat.values);
    expect(refinedLeeFilter(flat, 0.5)).toEqual(flat.values);
  });

  it("keeps the mean of a field of speckle and takes most of its variance", () => {
    const noisy = speckled(() => 10, 4);
    const before = moments(noisy.values);
    const variation = speckleVariation(4, "power");
    const plain = moments(leeFilter(noisy, 7, variation));
    const refined = moments(refinedLeeFilter(noisy, variation));
    expect(plain.mean / before.mean).toBeCloseTo(1, 1);
    expect(refined.mean / before.mean).toBeCloseTo(1, 1);
    // Means of 49 and 28 pixels would leave 1/49 and 1/28; the estimates of the variance leave some more.
    expect(plain.variance / before.variance).toBeLessThan(0.1);
    expect(refined.variance / before.variance).toBeLessThan(0.2);
  });

  it("lets a point brighter than any speckle stand", () => {
    const noisy = image((col, row) => (col === 48 && row === 48 ? 1000 : 1));
    expect(leeFilter(noisy, 7, 0.25)[48 * SIDE + 48]).toBeGreaterThan(900);
  });
});

describe("the refined filter", () => {
  /** The eight half windows and the nine means, written down from the paper and not from the program. */
  const HALVES = {
    west: (x: number) => x <= 0,
    east: (x: number) => x >= 0,
    north: (_: number, y: number) => y <= 0,
    south: (_: number, y: number) => y >= 0,
    northWest: (x: number, y: number) => x + y <= 0,
    southEast: (x: number, y: number) => x + y >= 0,
    northEast: (x: number, y: number) => y - x <= 0,
    southWest: (x: number, y: number) => y - x >= 0,
  };

  function plainHalf(noisy: Image, { col, row }: Place): keyof typeof HALVES {
    const mean = (dx: number, dy: number) => {
      const at = around({ col: col + dx, row: row + dy }, 1);
      return moments(at.map((p) => noisy.values[p.row * noisy.widthPx + p.col] as number)).mean;
    };
    const [a, b, c] = [mean(-2, -2), mean(0, -2), mean(2, -2)];
    const [d, e, f] = [mean(-2, 0), mean(0, 0), mean(2, 0)];
    const [g, h, i] = [mean(-2, 2), mean(0, 2), mean(2, 2)];
    const candidates = [
      { gap: a + d + g - c - f - i, sides: ["west", d, "east", f] },
      { gap: a + b + c - g - h - i, sides: ["north", b, "south", h] },
      { gap: a + b + d - f - h - i, sides: ["northWest", a, "southEast", i] },
      { gap: b + c + f - d - g - h, sides: ["northEast", c, "southWest", g] },
    ] as const;
    const [first, ...more] = candidates.toSorted((x, y) => Math.abs(y.gap) - Math.abs(x.gap));
    expect(more).toHaveLength(3);
    const [one, oneMean, other, otherMean] = (first as (typeof candidates)[number]).sides;
    return Math.abs(oneMean - e) <= Math.abs(otherMean - e) ? one : other;
  }

  it("is the formula over the half window on the pixel's side of the edge", () => {
    const noisy = speckled((col, row) => (col + 2 * row < 60 ? 1 : 6), 4, 40);
    const filtered = refinedLeeFilter(noisy, 0.5);
    for (let row = 4; row < 36; row++)
      for (let col = 4; col < 36; col++) {
        const half = HALVES[plainHalf(noisy, { col, row })];
        const places = around({ col, row }, 3, half);
        expect(places).toHaveLength(28);
        const expected = plainEstimate(noisy, { col, row }, places, 0.5);
        expect(filtered[row * 40 + col]).toBeCloseTo(expected, 4);
      }
  });

  it("clears speckle beside an edge, where the plain one leaves it", () => {
    const noisy = speckled((col) => (col < 48 ? 1 : 20), 4);
    const beside = (values: Float32Array) =>
      moments(values.filter((_, i) => i % SIDE >= 49 && i % SIDE <= 50)).variance;
    const variation = speckleVariation(4, "power");
    expect(beside(refinedLeeFilter(noisy, variation))).toBeLessThan(
      0.7 * beside(leeFilter(noisy, 7, variation)),
    );
  });

  it("keeps an edge where it is", () => {
    const step = image((col) => (col < 48 ? 1 : 20));
    expect(refinedLeeFilter(step, 0.5)).toEqual(step.values);
  });

  it("leaves gaps as gaps, and goes on around them", () => {
    const noisy = withGaps(speckled(() => 4, 4, 40));
    const filtered = refinedLeeFilter(noisy, 0.5);
    for (const [i, value] of noisy.values.entries())
      expect(Number.isNaN(filtered[i])).toBe(Number.isNaN(value));
  });
});
