import { describe, expect, it } from "vitest";
import { dropThinRims } from "./dropThinRims.ts";
import { traceZoneFronts, type ZonePrediction } from "./traceZoneFronts.ts";
import { ZONE_CODE } from "./zoneFrontPixels.ts";

const { glacier, noInformation, ocean, rock } = ZONE_CODE;
const recipe = { minimumLengthMetres: 750, edgeMarginPx: 3 };
const SIDE = 80;

/** Ocean where `seaward` (network pixels) is positive, glacier where negative, certain within some `softPx`. */
function sceneOf(seaward: (x: number, y: number) => number, softPx = 1.5): ZonePrediction {
  const at = (i: number) => seaward((i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5);
  const cells = { length: SIDE * SIDE };
  const oceans = Float32Array.from(cells, (_, i) => 1 / (1 + Math.exp(-at(i) / softPx)));
  return {
    widthPx: SIDE,
    heightPx: SIDE,
    zones: Uint8Array.from(oceans, (p) => (p > 0.5 ? ocean : glacier)),
    ocean: oceans,
    glacier: oceans.map((p) => 1 - p),
    valid: new Uint8Array(SIDE * SIDE).fill(1),
    pixelSizeMetres: { x: 50, y: 50 },
  };
}

/** The same with another zone painted over it. */
function withZone(
  prediction: ZonePrediction,
  code: number,
  isThere: (x: number, y: number) => boolean,
): ZonePrediction {
  const paint = <T extends Uint8Array | Float32Array>(values: T, value: number): T => {
    const painted = values.slice() as T;
    for (let i = 0; i < painted.length; i++)
      if (isThere((i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5)) painted[i] = value;
    return painted;
  };
  return {
    ...prediction,
    zones: paint(prediction.zones, code),
    ocean: paint(prediction.ocean as Float32Array, code === ocean ? 1 : 0),
    glacier: paint(prediction.glacier as Float32Array, code === glacier ? 1 : 0),
  };
}

describe("the boundary of ocean and glacier", () => {
  it.each([0, 17, 45, 63, 90])("a straight front at %i degrees, to the edges", (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const [nx, ny] = [-Math.sin(angle), Math.cos(angle)];
    const seaward = (x: number, y: number) => (x - 40.3) * nx + (y - 39.6) * ny;
    const [front, ...others] = traceZoneFronts(sceneOf(seaward), recipe);
    expect(others).toEqual([]);
    const offsets = (front?.points ?? []).map(([x, y]) => Math.abs(seaward(x, y)));
    expect(Math.max(...offsets)).toBeLessThan(0.05);
    expect(front?.length).toBeGreaterThan(78 * 50);
  });

  it("a curved front within 0.3 px", () => {
    const radius = (x: number, y: number) => 30.4 - Math.hypot(x - 40.2, y - 6.7);
    const [front, ...others] = traceZoneFronts(sceneOf(radius), recipe);
    expect(others).toEqual([]);
    const offsets = (front?.points ?? []).map(([x, y]) => Math.abs(radius(x, y)));
    expect(Math.max(...offsets)).toBeLessThan(0.3);
  });

  it("land counts for more than a larger corner without data beyond the ocean", () => {
    const isLost = (_: number, y: number) => y > 45;
    const { valid, ...seen } = withZone(
      sceneOf((_, y) => y - 20),
      noInformation,
      isLost,
    );
    const known = Uint8Array.from(valid, (_, i) => (isLost(0, Math.floor(i / SIDE)) ? 0 : 1));
    const fronts = traceZoneFronts({ ...seen, valid: known }, recipe);
    expect(fronts).toHaveLength(1);
    for (const [, y] of fronts[0]?.points ?? []) expect(y).toBeCloseTo(20, 1);
  });

  it("a round island of ice is a ring", () => {
    const [front] = traceZoneFronts(
      sceneOf((x, y) => Math.hypot(x - 40, y - 40) - 20),
      recipe,
    );
    expect(front?.points[0]).toEqual(front?.points.at(-1));
    expect(Math.abs((front?.length ?? 0) / (2 * Math.PI * 20 * 50) - 1)).toBeLessThan(0.01);
  });
});

describe("what is no front", () => {
  const straight = sceneOf((_, y) => y - 40.3);

  it("the boundary of ocean and rock: the front ends there", () => {
    const walled = withZone(straight, rock, (x) => x > 60);
    const [front, ...others] = traceZoneFronts(walled, recipe);
    expect(others).toEqual([]);
    const xs = (front?.points ?? []).map(([x]) => x);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([0.5, 59.5]);
  });

  it("a lake in the ice, and an iceberg in the ocean", () => {
    const lake = withZone(straight, ocean, (x, y) => Math.hypot(x - 20, y - 15) < 9);
    const both = withZone(lake, glacier, (x, y) => Math.hypot(x - 50, y - 60) < 9);
    const fronts = traceZoneFronts(both, recipe);
    expect(fronts).toHaveLength(1);
    expect(fronts[0]?.points.every(([, y]) => Math.abs(y - 40.3) < 0.05)).toBe(true);
  });

  it("a seam of glacier one pixel wide between rock and ocean", () => {
    const walled = withZone(straight, rock, (x) => x > 60);
    const seamed = withZone(walled, glacier, (x, y) => x > 60 && x < 61 && y > 40);
    const [front, ...others] = traceZoneFronts(seamed, recipe);
    expect(others).toEqual([]);
    expect(Math.max(...(front?.points ?? []).map(([, y]) => y))).toBeLessThan(41.1);
    const slanted = withZone(straight, rock, (x, y) => y > 30 && x - y / 2 > 30);
    const seam = withZone(slanted, glacier, (x, y) => y > 40 && Math.abs(x - y / 2 - 30) < 0.6);
    expect(traceZoneFronts(seam, recipe)).toHaveLength(1);
  });

  it("a line along the edge of the data; one that ends there is", () => {
    const valid = straight.valid as Uint8Array;
    const cut = (row: number) => valid.map((_, i) => (Math.floor(i / SIDE) < row ? 0 : 1));
    expect(traceZoneFronts({ ...straight, valid: cut(38) }, recipe)).toEqual([]);
    const upright = sceneOf((x) => x - 40.3);
    expect(traceZoneFronts({ ...upright, valid: cut(3) }, recipe)).toHaveLength(1);
  });

  it("what is shorter than 750 m", () => {
    const small = { ...straight, pixelSizeMetres: { x: 9, y: 9 } };
    expect(traceZoneFronts(small, recipe)).toEqual([]);
    expect(traceZoneFronts({ ...small, pixelSizeMetres: { x: 10, y: 10 } }, recipe)).toHaveLength(
      1,
    );
  });
});

describe("how sure the network is", () => {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it("of a sharp front more than of a soft one, whose band is wider by as much", () => {
    const [sharp] = traceZoneFronts(
      sceneOf((_, y) => y - 40.5, 2),
      recipe,
    );
    const [soft] = traceZoneFronts(
      sceneOf((_, y) => y - 40.5, 6),
      recipe,
    );
    // Two pixels from the line: 1 / (1 + exp(-2 / softness)).
    expect(mean(sharp?.probability01 ?? [])).toBeCloseTo(1 / (1 + Math.exp(-1)), 4);
    expect(mean(soft?.probability01 ?? [])).toBeCloseTo(1 / (1 + Math.exp(-1 / 3)), 4);
    // The slope of ocean less glacier is 1 / (2 softness) a pixel.
    expect(sharp?.halfWidth).toBeCloseTo(2 * 50, -1);
    expect(soft?.halfWidth).toBeCloseTo(6 * 50, -1);
  });

  it("counts a front class on both sides", () => {
    const plain = sceneOf((_, y) => y - 40.5, 1);
    const share = Float32Array.from(plain.zones, (_, i) =>
      Math.abs(Math.floor(i / SIDE) - 40) <= 2 ? 0.6 : 0,
    );
    const less = (values: ArrayLike<number>) =>
      Float32Array.from(values, (p, i) => p * (1 - (share[i] as number)));
    const fused = {
      ...plain,
      ocean: less(plain.ocean),
      glacier: less(plain.glacier),
      front: share,
    };
    const [front] = traceZoneFronts(fused, recipe);
    expect(front?.points.every(([, y]) => Math.abs(y - 40.5) < 0.01)).toBe(true);
    expect(mean(front?.probability01 ?? [])).toBeGreaterThan(0.9);
  });
});

describe("thin rims of glacier", () => {
  const size = { widthPx: 6, heightPx: 4 };
  const [n, r, g, o] = [noInformation, rock, glacier, ocean];

  it("go where they touch rock or no data, and become what is around them", () => {
    const zones = Uint8Array.from([
      ...[g, g, g, g, n, n],
      ...[g, g, g, g, g, n],
      ...[r, r, g, o, g, n],
      ...[r, r, g, o, g, n],
    ]);
    expect([...dropThinRims(zones, size)]).toEqual([
      ...[g, g, g, g, n, n],
      ...[g, g, g, g, n, n],
      ...[r, r, o, o, n, n],
      ...[r, r, o, o, o, n],
    ]);
  });

  it("stay where ocean and glacier alone are near", () => {
    const zones = Uint8Array.from([
      ...[g, g, g, g, g, g],
      ...[g, g, g, g, g, g],
      ...[o, g, o, o, o, o],
      ...[o, o, o, o, o, o],
    ]);
    expect(dropThinRims(zones, size)).toEqual(zones);
  });
});
