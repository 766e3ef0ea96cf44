import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttentionGround,
  attentionFigures,
  attentionGround,
  spreadOver,
} from "./attentionFigures.ts";

const SIDE = 20;
const size = { widthPx: SIDE, heightPx: SIDE };
const pixel = { x: 100, y: 50 };
const each = <T>(of: (col: number, row: number) => T): T[] =>
  Array.from({ length: SIDE * SIDE }, (_, i) => of(i % SIDE, Math.floor(i / SIDE)));

/** A front down column 6; the last four rows are padding; rock, glacier and ocean from left to right. */
const ground = attentionGround(
  {
    front: Uint8Array.from(each((col, row) => (col === 6 && row < 16 ? 1 : 0))),
    valid: Uint8Array.from(each((_, row) => (row < 16 ? 1 : 0))),
    zones: Uint8Array.from(
      each((col) => {
        if (col < 2) return 64;
        return col < 6 ? 127 : 254;
      }),
    ),
  },
  size,
  pixel,
);

describe("figures of maps that are known", () => {
  it("gives a map of one value no better than even attention", () => {
    for (const value of [1, 0.25]) {
      const { distanceCorrelation, energy, entropy01, near, ...rest } = attentionFigures(
        each(() => value),
        ground,
      );
      expect(near?.map(({ metres }) => metres)).toEqual([250, 500, 1000]);
      // Columns 4 to 8, 1 to 11 and 0 to 16 of 20.
      expect(near?.map(({ area01 }) => area01)).toEqual([5 / 20, 11 / 20, 17 / 20]);
      for (const { concentration } of near ?? []) expect(concentration).toBeCloseTo(1, 12);
      expect(entropy01).toBeCloseTo(1, 12);
      expect(distanceCorrelation).toBeNull();
      expect(energy.noData).toEqual({ energy01: 0.2, area01: 0.2, quotient: 1 });
      expect(energy.rock?.area01).toBeCloseTo((16 * 2) / 400, 12);
      expect(energy.glacier?.quotient).toBeCloseTo(1, 12);
      expect(energy.oceanAndMelange?.area01).toBeCloseTo((16 * 14) / 400, 12);
      expect(rest).toEqual({ mean: value, deviation: 0, saturated01: value === 1 ? 1 : 0 });
    }
  });

  it("gives a band along the front all of its mass there, and nothing on what lies beside it", () => {
    const band = each((col, row) => (Math.abs(col - 6) <= 1 && row < 16 ? 0.995 : 0));
    const { distanceCorrelation, energy, entropy01, near, ...rest } = attentionFigures(
      band,
      ground,
    );
    expect(near?.map(({ mass01 }) => mass01)).toEqual([1, 1, 1]);
    expect(near?.[0]?.concentration).toBeCloseTo(4, 12);
    // Even over 48 of 320 pixels.
    expect(entropy01).toBeCloseTo(Math.log(48) / Math.log(320), 12);
    expect(distanceCorrelation).toBeLessThan(-0.5);
    expect(energy.noData.quotient).toBe(0);
    expect(energy.rock?.quotient).toBe(0);
    expect(energy.oceanAndMelange?.energy01).toBeCloseTo(2 / 3, 12);
    expect(rest.mean).toBeCloseTo((0.995 * 48) / 320, 12);
    expect(rest.saturated01).toBeCloseTo(48 / 320, 12);
  });

  it("says that a map which is bright on the padding alone spends all there", () => {
    const { distanceCorrelation, energy, entropy01, near } = attentionFigures(
      each((_, row) => (row < 16 ? 0 : 1)),
      ground,
    );
    expect(energy.noData).toEqual({ energy01: 1, area01: 0.2, quotient: 5 });
    // Nothing is left where there is data.
    expect([entropy01, distanceCorrelation]).toEqual([null, null]);
    expect(
      near?.every(({ mass01, concentration }) => mass01 === null && concentration === null),
    ).toBe(true);
  });

  it("has a correlation of -1 where the map falls with distance, of 1 where it rises", () => {
    const { distanceMetres } = ground;
    const far = (i: number) => (distanceMetres?.[i] as number) / 2000;
    const falling = each((col, row) => 1 - far(row * SIDE + col));
    const rising = each((col, row) => far(row * SIDE + col) ** 2);
    expect(attentionFigures(falling, ground).distanceCorrelation).toBeCloseTo(-1, 6);
    expect(attentionFigures(rising, ground).distanceCorrelation).toBeCloseTo(1, 6);
  });

  it("leaves out what needs a front, zones or data that are not there", () => {
    const none = new Uint8Array(SIDE * SIDE);
    const bare = attentionGround(
      { front: none, valid: none.map(() => 1), zones: null },
      size,
      pixel,
    );
    const figures = attentionFigures(
      each((col) => col / SIDE),
      bare,
    );
    expect([figures.near, figures.distanceCorrelation]).toEqual([null, null]);
    const { noData, ...zones } = figures.energy;
    expect(zones).toEqual({ rock: null, glacier: null, oceanAndMelange: null });
    expect(noData).toEqual({ energy01: 0, area01: 0, quotient: null });
    expect(figures.entropy01).toBeGreaterThan(0.8);
    const empty = attentionFigures(
      each(() => 1),
      { ...bare, valid: none },
    );
    expect([empty.mean, empty.deviation, empty.saturated01, empty.entropy01]).toEqual(
      Array(4).fill(null),
    );
  });
});

/** Straight from the definitions, slow. */
function bruteForce(map: readonly number[], { distanceMetres, valid, zones }: AttentionGround) {
  const inside = map.flatMap((_, i) => (valid[i] ? [i] : []));
  const sum = (indices: readonly number[], of: (i: number) => number) =>
    indices.reduce((total, i) => total + of(i), 0);
  const value = (i: number) => map[i] as number;
  const total = sum(inside, value);
  const distance = (i: number) => distanceMetres?.[i] as number;
  const rank = (of: (i: number) => number, at: number) =>
    sum(inside, (i) => {
      if (of(i) === of(at)) return 0.5;
      return of(i) < of(at) ? 1 : 0;
    });
  const x = inside.map((i) => rank(value, i));
  const y = inside.map((i) => rank(distance, i));
  const near = inside.filter((i) => distance(i) <= 500);
  const all = map.map((_, i) => i);
  const rock = inside.filter((i) => zones?.[i] === 64);
  return {
    mass: sum(near, value) / total,
    entropy:
      -sum(inside, (i) => {
        const p = value(i) / total;
        return p === 0 ? 0 : p * Math.log(p);
      }) / Math.log(inside.length),
    correlation: pearson(x, y),
    rock:
      sum(rock, (i) => value(i) ** 2) / sum(all, (i) => value(i) ** 2) / (rock.length / all.length),
  };
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, i) => (value - mx) * ((y[i] as number) - my)));
  const deviation = (values: readonly number[], m: number) =>
    Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
  return covariance / (deviation(x, mx) * deviation(y, my));
}

/** Eighths, so that there are ties; not all the same where there is data. */
const anyMap = fc
  .array(fc.integer({ min: 0, max: 8 }), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE })
  .map((eighths) => [0.125, 0.5, ...eighths.map((eighth) => eighth / 8).slice(2)]);

describe("figures of any map", () => {
  it("are those of the definitions", () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const figures = attentionFigures(map, ground);
        const expected = bruteForce(map, ground);
        expect(figures.near?.[1]?.mass01).toBeCloseTo(expected.mass, 10);
        expect(figures.entropy01).toBeCloseTo(expected.entropy, 10);
        expect(figures.distanceCorrelation).toBeCloseTo(expected.correlation, 5);
        expect(figures.energy.rock?.quotient).toBeCloseTo(expected.rock, 10);
      }),
      { numRuns: 15 },
    );
  });

  it("do not change, but for mean and deviation, with a factor; an increasing change leaves the correlation", () => {
    fc.assert(
      fc.property(anyMap, fc.double({ min: 0.05, max: 0.9, noNaN: true }), (map, factor) => {
        const scaled = attentionFigures(
          map.map((value) => value * factor),
          ground,
        );
        const figures = attentionFigures(map, ground);
        expect(scaled.entropy01).toBeCloseTo(figures.entropy01 as number, 9);
        expect(scaled.near?.[0]?.mass01).toBeCloseTo(figures.near?.[0]?.mass01 as number, 9);
        expect(scaled.energy.noData.energy01).toBeCloseTo(
          figures.energy.noData.energy01 as number,
          9,
        );
        expect(scaled.mean).toBeCloseTo(factor * (figures.mean as number), 9);
        const bent = attentionFigures(
          map.map((value) => value ** 3),
          ground,
        );
        expect(bent.distanceCorrelation).toBe(figures.distanceCorrelation);
      }),
      { numRuns: 30 },
    );
  });
});

it("repeats a coarse layer's values over the network's square", () => {
  expect([...spreadOver([1, 2, 3, 4], 2, 4)]).toEqual([
    1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4,
  ]);
  expect([...spreadOver([1, 2, 3, 4], 2, 2)]).toEqual([1, 2, 3, 4]);
});
