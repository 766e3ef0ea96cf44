// Vertices that stayed are found whatever was done to their neighbours.
import fc from "fast-check";
import { expect, it } from "vitest";
import { alignVertices, isSameLine } from "./alignVertices.ts";
import type { MapXY } from "./coordinates.ts";

const UNIT = { x: 1, y: 1 };
const LINE: MapXY[] = [
  [0, 0],
  [10, 0],
  [20, 5],
  [30, 0],
  [40, 0],
];

it("tells moved, added and removed vertices from those that stayed", () => {
  const moved = LINE.with(2, [20, 50]);
  expect(alignVertices(LINE, moved, UNIT)).toEqual([0, 1, null, 3, 4]);
  expect(alignVertices(LINE, LINE.toSpliced(1, 0, [5, 1]), UNIT)).toEqual([0, null, 1, 2, 3, 4]);
  expect(alignVertices(LINE, LINE.toSpliced(0, 2), UNIT)).toEqual([2, 3, 4]);
});

it("takes a place once, also where the line comes back to it", () => {
  const loop: MapXY[] = [...LINE, [0, 0]];
  expect(alignVertices(loop, loop, UNIT)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(
    alignVertices(
      LINE,
      [
        [0, 0],
        [0, 0],
        [40, 0],
      ],
      UNIT,
    ).filter((i) => i === 0),
  ).toHaveLength(1);
});

it("counts in metres where degrees are short", () => {
  const scale = { x: 40_000, y: 111_000 };
  const degrees: MapXY[] = [
    [-38, 66],
    [-38.01, 66.001],
  ];
  const rounded = degrees.map(([x, y]): MapXY => [x + 4e-7, y - 4e-8]);
  expect(isSameLine(degrees, rounded, scale)).toBe(true);
  expect(isSameLine(degrees, rounded.with(0, [-38.00001, 66]), scale)).toBe(false);
});

it("finds a subsequence that rises, and all of it where only vertices were taken away", () => {
  const place = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }));
  const kept = fc.array(fc.record({ at: place, isKept: fc.boolean() }), { maxLength: 30 });
  fc.assert(
    fc.property(kept, (vertices) => {
      const all = vertices.map(({ at }) => at);
      const some = vertices.filter(({ isKept }) => isKept).map(({ at }) => at);
      const aligned = alignVertices(all, some, UNIT);
      expect(aligned).not.toContain(null);
      expect(aligned).toEqual([...new Set(aligned)].sort((a, b) => Number(a) - Number(b)));
    }),
  );
});
