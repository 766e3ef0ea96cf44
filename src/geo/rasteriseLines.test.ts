import fc from "fast-check";
import { expect, it } from "vitest";
import type { PixelXY } from "./coordinates.ts";
import { rasteriseLines } from "./rasteriseLines.ts";

const GRID = { widthPx: 12, heightPx: 8 };
const at = fc.tuple(
  fc.double({ min: -30, max: 40, noNaN: true }),
  fc.double({ min: -30, max: 40, noNaN: true }),
);

function pixelsOf(mask: Uint8Array): [number, number][] {
  return [...mask].flatMap((set, i): [number, number][] =>
    set ? [[i % GRID.widthPx, Math.floor(i / GRID.widthPx)]] : [],
  );
}

it("marks points of the line within the grid, and nothing a pixel away from it", () => {
  fc.assert(
    fc.property(
      at,
      at,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20 }),
      (from, to, along) => {
        const mask = rasteriseLines([[from, to]], GRID);
        const place = (t: number): PixelXY => [
          from[0] + t * (to[0] - from[0]),
          from[1] + t * (to[1] - from[1]),
        ];
        for (const t of along) {
          const [x, y] = place(t);
          if (x < 1 || y < 1 || x > GRID.widthPx - 1 || y > GRID.heightPx - 1) continue;
          const near = pixelsOf(mask).some(
            ([col, row]) => Math.hypot(col + 0.5 - x, row + 0.5 - y) < 1,
          );
          expect(near).toBe(true);
        }
        const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        const length = Math.hypot(dx, dy);
        for (const [col, row] of pixelsOf(mask)) {
          const cross = Math.abs((col + 0.5 - from[0]) * dy - (row + 0.5 - from[1]) * dx);
          expect(cross).toBeLessThanOrEqual(length * Math.SQRT1_2 + 1e-9);
        }
      },
    ),
  );
});

it("leaves out what lies outside, however far it goes", () => {
  const far: PixelXY[] = [
    [-1e9, 3.5],
    [1e9, 3.5],
  ];
  expect(pixelsOf(rasteriseLines([far], GRID))).toEqual(
    Array.from({ length: GRID.widthPx }, (_, col) => [col, 3]),
  );
  expect(
    pixelsOf(
      rasteriseLines(
        [
          [
            [20, 3],
            [30, 3],
          ],
          [
            [-5, -1],
            [9, -1],
          ],
        ],
        GRID,
      ),
    ),
  ).toEqual([]);
  expect(pixelsOf(rasteriseLines([[[2.5, 4.5]]], GRID))).toEqual([[2, 4]]);
});
