// Differences of maps as colours, by hand.
import { expect, it } from "vitest";
import { DIFFERENCE_COLOURS, differencePicture } from "./differencePicture.ts";

const [higher, none, lower] = [
  DIFFERENCE_COLOURS.higher,
  DIFFERENCE_COLOURS.none,
  DIFFERENCE_COLOURS.lower,
];

it("is red where the first is higher, blue where it is lower, and paper where there is no data", () => {
  const grid = { widthPx: 4, heightPx: 1, valid: [1, 1, 1, 0] };
  const { heightPx, rgb, widthPx } = differencePicture(grid, [1, 0.5, 0, 1], [0, 0.5, 1, 0]);
  expect([widthPx, heightPx]).toEqual([4, 1]);
  expect([...rgb]).toEqual([...higher, ...none, ...lower, 255, 255, 255]);
});

it("goes evenly from the middle to either end, and no farther", () => {
  const grid = { widthPx: 3, heightPx: 1, valid: [1, 1, 1] };
  const { rgb } = differencePicture(grid, [0.75, 0.25, 3], [0.25, 0.75, 0]);
  const half = (end: readonly number[]) =>
    end.map((value, c) => Math.round(((none[c] as number) + value) / 2));
  expect([...rgb]).toEqual([...half(higher), ...half(lower), ...higher]);
});
