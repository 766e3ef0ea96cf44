// Which side of a line the ice is on, voted along it.
import { expect, it } from "vitest";
import type { MapXY } from "../geo/coordinates.ts";
import { iceSide, type ZoneGrid } from "./iceSide.ts";

/** Glacier in the western half, ocean in the eastern; 100 m pixels, rows down the map. */
const ZONES: ZoneGrid = {
  widthPx: 20,
  heightPx: 20,
  codes: Uint8Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? 127 : 254)),
  gridToMap: [100, 0, 5000, 0, -100, 9000],
};
const NORTHWARD: readonly MapXY[] = [
  [6000, 7200],
  [6000, 8800],
];

it("finds the ice left of a line that runs north with the glacier in the west", () => {
  expect(iceSide(NORTHWARD, ZONES)).toBe("left");
  expect(iceSide(NORTHWARD.toReversed(), ZONES)).toBe("right");
});

it("goes by the map where the grid's rows run up", () => {
  const rowsUp: ZoneGrid = { ...ZONES, gridToMap: [100, 0, 5000, 0, 100, 7000] };
  expect(iceSide(NORTHWARD, rowsUp)).toBe("left");
});

it("is undecided along the flow, outside the grid and without glacier and ocean", () => {
  const along: MapXY[] = [
    [5200, 8000],
    [5800, 8000],
  ];
  expect(iceSide(along, ZONES)).toBe("unknown");
  expect(
    iceSide(
      [
        [0, 0],
        [100, 0],
      ],
      ZONES,
    ),
  ).toBe("unknown");
  expect(iceSide(NORTHWARD, { ...ZONES, codes: new Uint8Array(400).fill(254) })).toBe("unknown");
});

it("is undecided where the votes part", () => {
  const there: MapXY[] = [...NORTHWARD, [6000, 7300]];
  expect(iceSide(there, ZONES)).toBe("unknown");
});
