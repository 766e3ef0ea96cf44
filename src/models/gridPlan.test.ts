import { expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { planGrid } from "./gridPlan.ts";

const card = shippedCard();
const { sizePx } = card.preprocessing;
const { max, min } = card.groundResolutionMetres;

it("shows a scene as in training wherever that keeps to the resolutions learned from", () => {
  const plan = planGrid({ widthPx: 2000, heightPx: 1000 }, { x: 10, y: 10 }, card);
  expect(plan).toEqual({ grid: { widthPx: sizePx, heightPx: sizePx / 2 }, windows: [[0, 0]] });
});

it("sees a whole swath in windows that cover it, each sharing 3/8 of its side with the next", () => {
  const { grid, windows } = planGrid({ widthPx: 25_000, heightPx: 17_000 }, { x: 10, y: 10 }, card);
  const metres = 250_000 / grid.widthPx;
  expect(metres).toBeCloseTo(Math.sqrt(min * max), 1);
  const seen = new Uint8Array(grid.widthPx * grid.heightPx);
  for (const [col, row] of windows)
    for (let y = row; y < row + sizePx; y++)
      seen.fill(1, y * grid.widthPx + col, y * grid.widthPx + col + sizePx);
  expect(seen.includes(0)).toBe(false);
  const cols = [...new Set(windows.map(([col]) => col))].sort((a, b) => a - b);
  const steps = cols.slice(1).map((col, i) => col - (cols[i] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual((sizePx * 5) / 8);
  expect([cols[0], cols.at(-1)]).toEqual([0, grid.widthPx - sizePx]);
});

it("does not magnify pixels that are coarser than anything learned from, and takes scenes without a place whole", () => {
  const size = { widthPx: 1000, heightPx: 800 };
  expect(planGrid(size, { x: 6250, y: 6250 }, card).windows).toHaveLength(1);
  expect(planGrid({ widthPx: 9000, heightPx: 9000 }, null, card).windows).toHaveLength(1);
});
