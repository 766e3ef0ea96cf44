// The path follows the valley, goes on where it stopped, and is the cheapest there is.
import fc from "fast-check";
import { expect, it } from "vitest";
import { type CostGrid, startPathSearch } from "./leastCostPath.ts";

const always = () => true;
/** Cheap along row 5 and column 15, dear elsewhere. */
const valley: CostGrid = {
  widthPx: 20,
  heightPx: 20,
  costs: Float32Array.from({ length: 400 }, (_, i) =>
    Math.floor(i / 20) === 5 || i % 20 === 15 ? 0.1 : 1,
  ),
};

it("follows the valley round its corner", () => {
  const path = startPathSearch(valley, 0, 5).pathTo(15, 19, always) ?? [];
  expect(path[0]).toEqual([0, 5]);
  expect(path.at(-1)).toEqual([15, 19]);
  for (const [col, row] of path) expect(row === 5 || col === 15).toBe(true);
});

it("stops when it may not go on, and goes on later without losing what it found", () => {
  const wide: CostGrid = { widthPx: 100, heightPx: 100, costs: new Float32Array(10_000).fill(1) };
  const search = startPathSearch(wide, 0, 0);
  expect(search.pathTo(99, 99, () => false)).toBeNull();
  expect(search.pathTo(1, 1, () => false)).toHaveLength(2);
  expect(search.pathTo(99, 99, always)).toHaveLength(100);
  expect(search.pathTo(100, 0, always)).toBeNull();
});

it("goes nowhere through walls", () => {
  const costs = new Float32Array(100).fill(1);
  for (let row = 0; row < 10; row++) costs[row * 10 + 5] = Infinity;
  const walled: CostGrid = { widthPx: 10, heightPx: 10, costs };
  expect(startPathSearch(walled, 0, 0).pathTo(9, 9, always)).toBeNull();
});

it("finds a path no dearer than any other way", () => {
  const costs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 25, maxLength: 25 });
  fc.assert(
    fc.property(costs, fc.array(fc.constantFrom(0, 1), { maxLength: 8 }), (values, turns) => {
      const grid = { widthPx: 5, heightPx: 5, costs: Float32Array.from(values) };
      const found = startPathSearch(grid, 0, 0).pathTo(4, 4, always) ?? [];
      expect(costOf(values, found)).toBeLessThanOrEqual(costOf(values, staircase(turns)) + 1e-3);
    }),
  );
});

function staircase(turns: readonly number[]): (readonly [number, number])[] {
  const way: [number, number][] = [[0, 0]];
  for (const turn of [...turns, ...Array<number>(8).fill(0), ...Array<number>(8).fill(1)]) {
    const [col, row] = way.at(-1) ?? [0, 0];
    if (turn === 0 && col < 4) way.push([col + 1, row]);
    if (turn === 1 && row < 4) way.push([col, row + 1]);
  }
  return way;
}

function costOf(values: readonly number[], path: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [i, [col, row]] of path.entries()) {
    const [nextCol, nextRow] = path[i + 1] ?? [col, row];
    const mean = ((values[row * 5 + col] ?? 0) + (values[nextRow * 5 + nextCol] ?? 0)) / 2;
    sum += mean * Math.hypot(nextCol - col, nextRow - row);
  }
  return sum;
}
