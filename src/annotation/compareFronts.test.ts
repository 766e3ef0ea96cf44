// Comparing annotators: exact small cases on the ground, and a line in the middle.
import { describe, expect, it } from "vitest";
import type { MapXY } from "../geo/coordinates.ts";
import { lonLatToMap, metresPerMapUnit } from "../geo/projection.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { areaBetween } from "./areaBetween.ts";
import { compareFronts } from "./compareFronts.ts";
import { consensusLine } from "./consensusLine.ts";

const CRS = crsOfCode("EPSG:3413");
if (CRS === null) throw new Error("3413 is known");
const ORIGIN = lonLatToMap([-38.2, 66.35], CRS) ?? [0, 0];
const SCALE = metresPerMapUnit(ORIGIN, CRS) ?? { x: 1, y: 1 };

/** A line given in metres on the ground from a place in Greenland, where map metres are 1 % too long. */
const ground = (...points: readonly (readonly [number, number])[]): MapXY[] =>
  points.map(([x, y]) => [ORIGIN[0] + x / SCALE.x, ORIGIN[1] + y / SCALE.y]);

const BASE = ground([0, 0], [3000, 0]);
const BESIDE = ground([0, 100], [3000, 100]);

describe("compareFronts", () => {
  it("parallel lines 100 m apart: mean distance 100, Hausdorff 95 100, area 100 times the length", () => {
    const found = compareFronts([BASE], [BESIDE], CRS);
    expect(found?.meanDistanceMetres).toBeCloseTo(100, 1);
    expect(found?.hausdorff95Metres).toBeCloseTo(100, 1);
    expect(found?.areaBetweenM2).toBeCloseTo(300_000, -2);
    expect(found?.meanWidthMetres).toBeCloseTo(100, 1);
    expect(found?.overlap01).toBeCloseTo(1, 6);
  });

  it("does not depend on direction or order", () => {
    const one = compareFronts([BASE], [BESIDE.toReversed()], CRS);
    const two = compareFronts([BESIDE], [BASE], CRS);
    expect(one?.areaBetweenM2).toBeCloseTo(two?.areaBetweenM2 ?? 0, -2);
    expect(one?.meanDistanceMetres).toBeCloseTo(two?.meanDistanceMetres ?? 0, 1);
  });

  it("counts a spike in Hausdorff's 95th percentile only when it is long enough", () => {
    const spike = ground([0, 0], [1485, 0], [1500, 400], [1515, 0], [3000, 0]);
    const found = compareFronts([BASE], [spike], CRS);
    expect(found?.hausdorff95Metres).toBeGreaterThan(100);
    expect(found?.hausdorff95Metres).toBeLessThan(400);
  });

  it("says how much of the front both cover", () => {
    const half = ground([0, 0], [1500, 0]);
    const found = compareFronts([BASE], [half], CRS);
    expect(found?.overlap01).toBeCloseTo(0.5, 3);
    expect(found?.areaBetweenM2).toBeCloseTo(0, 3);
  });

  it("is nothing without fronts on one side", () => {
    expect(compareFronts([BASE], [], CRS)).toBeNull();
    expect(compareFronts([], [BASE], CRS)).toBeNull();
  });
});

it("adds the areas on both sides of a crossing", () => {
  const flat: MapXY[] = [
    [0, 0],
    [10, 0],
  ];
  const across: MapXY[] = [
    [0, -2],
    [10, 2],
  ];
  expect(areaBetween(flat, across)).toBeCloseTo(10, 9);
  expect(areaBetween(across, flat.toReversed())).toBeCloseTo(10, 9);
});

describe("consensusLine", () => {
  const heights = (line: readonly MapXY[] | null) =>
    (line ?? []).map(([, y]) => (y - ORIGIN[1]) * SCALE.y);

  it("runs in the middle of parallel lines", () => {
    const line = consensusLine([BASE, BESIDE], CRS);
    expect(line?.length).toBeGreaterThanOrEqual(2);
    for (const height of heights(line)) expect(height).toBeCloseTo(50, 1);
  });

  it("takes the mean of three and leaves out what only one reaches", () => {
    const third = ground([0, 50], [6000, 50]);
    const line = consensusLine([BASE, BESIDE, third], CRS);
    for (const height of heights(line)) expect(height).toBeCloseTo(50, 1);
    const xs = (line ?? []).map(([x]) => (x - ORIGIN[0]) * SCALE.x);
    expect(Math.max(...xs)).toBeLessThan(3050);
  });

  it("needs two lines", () => {
    expect(consensusLine([BASE], CRS)).toBeNull();
  });
});
