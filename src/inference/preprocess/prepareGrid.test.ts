import { expect, it } from "vitest";
import { shippedCard } from "../../../test/fixtures/pretendedApp.ts";
import { type PixelArea, prepareGrid } from "./prepareInput.ts";

const { preprocessing: recipe } = shippedCard();
const METRES = { x: 10, y: 10 };

/** A picture that nobody holds: each pixel comes from its place. */
function area(widthPx: number, heightPx: number, asked: number[] = []): PixelArea {
  return {
    widthPx,
    heightPx,
    read: async (window) => {
      asked.push(window.widthPx * window.heightPx);
      const values = new Float32Array(window.widthPx * window.heightPx);
      for (let row = 0, at = 0; row < window.heightPx; row++)
        for (let col = 0; col < window.widthPx; col++, at++) {
          const [x, y] = [window.firstCol + col, window.firstRow + row];
          const isGone = x > 1500 && x < 1700 && y > 900 && y < 1300;
          values[at] = isGone ? Number.NaN : 1 + ((x * 7919 + y * 104729) % 1009) + x / 10;
        }
      return values;
    },
  };
}

it("gives the same square by square as at once, with a few squares in memory", async () => {
  // 16.8 million pixels: just more than what is taken as a whole.
  const size = { widthPx: 600, heightPx: 586 };
  const asked: number[] = [];
  const grid = { size, pixelSizeMetres: METRES, recipe };
  const parts = await prepareGrid(area(4100, 4098, asked), grid);
  const whole = await prepareGrid(area(4100, 4098), grid, { isWhole: true });
  expect(asked.length).toBeGreaterThan(15);
  expect(Math.max(...asked)).toBeLessThan(1.2e6);
  expect(parts.intensity).toEqual(whole.intensity);
  expect(parts.valid).toEqual(whole.valid);
  expect(parts.valid.includes(0)).toBe(true);
  expect(parts.grid).toEqual(whole.grid);
});

it("stops between squares", async () => {
  const abort = new AbortController();
  const grid = { size: { widthPx: 600, heightPx: 586 }, pixelSizeMetres: METRES, recipe };
  const options = { signal: abort.signal, onProgress: () => abort.abort() };
  await expect(prepareGrid(area(4100, 4098), grid, options)).rejects.toMatchObject({
    name: "AbortError",
  });
});
