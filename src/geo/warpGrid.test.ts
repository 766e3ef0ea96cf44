// From the map back into a curved, turned picture, and none where there is nothing to lay out.
import { expect, it } from "vitest";
import { type MapXY, type PixelXY, pixelToMap } from "./coordinates.ts";
import { warpGrid } from "./warpGrid.ts";

const SIZE = { widthPx: 3000, heightPx: 2000 };
/** Rows run northwards, turned and curved, as an ascending pass comes. */
function curved([col, row]: PixelXY): MapXY {
  const across = 20 * col + 4e-4 * col * col;
  const along = 20 * row + 1e-8 * row * col * col;
  return [500_000 + 0.974 * across + 0.225 * along, 7_000_000 - 0.225 * across + 0.974 * along];
}

/** As a whole swath is: so gently curved that fewer nodes are enough. */
const LARGE = { widthPx: 30_000, heightPx: 20_000 };
const gently = ([col, row]: PixelXY): MapXY => {
  const across = 10 * col + 2e-6 * col * col;
  return [500_000 + 0.974 * across + 2.25 * row, 7_000_000 - 0.225 * across + 9.74 * row];
};
/** And one that is not as smooth: waves of 800 pixels, which no wide step follows. */
const wavy = ([col, row]: PixelXY): MapXY => [
  10 * col + 3 * Math.sin((2 * Math.PI * row) / 800),
  -10 * row,
];

it.each([
  ["a picture", SIZE, curved, 20.9],
  ["a swath", LARGE, gently, 10],
  ["a wavy swath", LARGE, wavy, 10],
] as const)(
  "finds every pixel's place in %s again within a hundredth of a pixel",
  (_, size, toMap, cellSize) => {
    const grid = warpGrid(size, toMap);
    if (grid === null) throw new Error("No grid.");
    const [cell, , minX, , , maxY] = grid.pixelToMap;
    const out = new Float64Array(2);
    let worst = 0;
    for (let row = 0; row <= size.heightPx; row += size.heightPx / 50)
      for (let col = 0; col <= size.widthPx; col += size.widthPx / 80) {
        const [x, y] = toMap([col, row]);
        const place: PixelXY = [(x - minX) / cell, (maxY - y) / cell];
        expect(place[0]).toBeGreaterThanOrEqual(-1e-6);
        expect(place[0]).toBeLessThanOrEqual(grid.widthPx + 1e-6);
        expect(place[1]).toBeGreaterThanOrEqual(-1e-6);
        expect(place[1]).toBeLessThanOrEqual(grid.heightPx + 1e-6);
        grid.toStored(place[0], place[1], out);
        worst = Math.max(worst, Math.hypot((out[0] ?? 0) - col, (out[1] ?? 0) - row));
      }
    expect(worst).toBeLessThan(0.01);
    // About as many cells as pixels under the picture: none is lost or made.
    expect(cell / cellSize).toBeCloseTo(1, 1);
  },
);

it("works out few places exactly where the picture is smooth", () => {
  let asked = 0;
  warpGrid(LARGE, (pixel) => {
    asked++;
    return gently(pixel);
  });
  // At every 32nd cell there would be some 700,000 nodes, and each asks ten times and more.
  expect(asked).toBeLessThan(300_000);
});

it("what lies outside of the picture is outside of it in the stored picture too", () => {
  const grid = warpGrid(SIZE, curved);
  const out = new Float64Array(2);
  grid?.toStored(0, 0, out);
  const isInside =
    out[0] !== undefined &&
    out[1] !== undefined &&
    out[0] >= 0 &&
    out[0] <= SIZE.widthPx &&
    out[1] >= 0 &&
    out[1] <= SIZE.heightPx;
  expect(isInside).toBe(false);
});

it("an affine picture comes back cell by cell", () => {
  const affine = [10, 0, 100, 0, -10, 900] as const;
  const grid = warpGrid({ widthPx: 50, heightPx: 40 }, (pixel) => pixelToMap(affine, pixel));
  expect(grid).toMatchObject({ widthPx: 50, heightPx: 40, pixelToMap: affine });
  const out = new Float64Array(2);
  grid?.toStored(12.5, 7.5, out);
  expect(out[0]).toBeCloseTo(12.5, 6);
  expect(out[1]).toBeCloseTo(7.5, 6);
});

it("refuses a picture that lies over itself or has no area", () => {
  expect(warpGrid(SIZE, ([col, row]) => [Math.abs(col - 100), row])).toBeNull();
  expect(warpGrid(SIZE, ([col]) => [col, col])).toBeNull();
  expect(warpGrid(SIZE, () => [Number.NaN, 0])).toBeNull();
});
