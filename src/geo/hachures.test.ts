// Ticks stand at even distances, on the side that is asked for, at right angles.
import { expect, it } from "vitest";
import type { MapXY } from "./coordinates.ts";
import { hachures } from "./hachures.ts";

const EASTWARD: readonly MapXY[] = [
  [0, 0],
  [7, 0],
  [20, 0],
];

it("stands left of a line that runs east to the north, and right of it to the south", () => {
  const ticks = (side: "left" | "right") => hachures(EASTWARD, { side, spacing: 10, length: 2 });
  expect(ticks("left")).toEqual([
    [
      [5, 0],
      [5, 2],
    ],
    [
      [15, 0],
      [15, 2],
    ],
  ]);
  expect(ticks("right").map(([, tip]) => tip)).toEqual([
    [5, -2],
    [15, -2],
  ]);
});

it("goes on evenly around corners, and over vertices that stand on each other", () => {
  const bent: readonly MapXY[] = [
    [0, 0],
    [4, 0],
    [4, 0],
    [4, 10],
  ];
  const feet = hachures(bent, { side: "left", spacing: 4, length: 1 }).map(([foot]) => foot);
  expect(feet).toEqual([
    [2, 0],
    [4, 2],
    [4, 6],
    [4, 10],
  ]);
});
