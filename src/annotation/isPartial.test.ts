// A front that stops in open water or on the ice is partial; one that ends at rock or at the data's edge is not.
import { expect, it } from "vitest";
import type { MapXY } from "../geo/coordinates.ts";
import type { ZoneGrid } from "./iceSide.ts";
import { isPartial } from "./isPartial.ts";

/** Glacier above ocean, 60 pixels of 10 m a side; rock in the five columns of the western edge. */
const ZONES: ZoneGrid = {
  widthPx: 60,
  heightPx: 60,
  codes: Uint8Array.from({ length: 3600 }, (_, i) => {
    if (i % 60 < 5) return 64;
    return i < 1800 ? 127 : 254;
  }),
  gridToMap: [10, 0, 1000, 0, -10, 2000],
};
const from = (x0: number, x1: number): MapXY[] => [
  [x0, 1700],
  [x1, 1700],
];

it("asks both ends for rock, or the edge of the grid, within ten pixels", () => {
  expect(isPartial(from(1055, 1595), ZONES)).toBe(false);
  expect(isPartial(from(1140, 1505), ZONES)).toBe(false);
  expect(isPartial(from(1170, 1505), ZONES)).toBe(true);
  expect(isPartial(from(1140, 1480), ZONES)).toBe(true);
  expect(isPartial(from(1480, 1140), ZONES)).toBe(true);
});

it("takes a place without data for an edge", () => {
  const codes = ZONES.codes.slice();
  codes[30 * 60 + 40] = 0;
  expect(isPartial(from(1140, 1400), { ...ZONES, codes })).toBe(false);
  expect(isPartial(from(1140, 1280), { ...ZONES, codes })).toBe(true);
});

it("goes by the edges alone where there is no rock", () => {
  const codes = ZONES.codes.map((code) => (code === 64 ? 127 : code));
  expect(isPartial(from(1080, 1560), { ...ZONES, codes })).toBe(false);
  expect(isPartial(from(1140, 1560), { ...ZONES, codes })).toBe(true);
});
