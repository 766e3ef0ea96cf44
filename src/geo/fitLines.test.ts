// A small picture keeps shapes, stays within its box, and its bar is as long as it says.
import { expect, it } from "vitest";
import { PIXEL_CRS } from "./crs.ts";
import { fitLines } from "./fitLines.ts";
import { crsOfCode } from "./targetCrs.ts";

const box = { widthPx: 200, heightPx: 100, marginPx: 10 };
const utm = crsOfCode("EPSG:32624");
if (utm === null) throw new Error("UTM 24 N is known");

it("draws all lines by one scale, north up, within the margins", () => {
  const lines = fitLines(
    [
      [
        [500_000, 7_300_000],
        [501_000, 7_300_000],
      ],
      [
        [500_000, 7_300_000],
        [500_000, 7_302_000],
      ],
    ],
    utm,
    box,
  )?.lines;
  const [[start, east] = [], [, north] = []] = lines ?? [];
  expect(start?.[1]).toBeCloseTo(90);
  expect(north?.[1]).toBeCloseTo(10);
  // 2 km of north take 80 pixels, so 1 km of east takes 40, but for the map's own distortion.
  expect((east?.[0] ?? 0) - (start?.[0] ?? 0)).toBeCloseTo(40, 1);
});

it("has a bar of a round length that fits, in metres only where there are metres", () => {
  const line = [
    [500_000, 7_300_000],
    [518_000, 7_300_000],
  ] as const;
  const { scaleBar, lines } = fitLines([line], utm, box) ?? {};
  // UTM's scale on its central meridian is 0.9996, so 18 km on the map are 18,007 m.
  const length = (lines?.[0]?.[1]?.[0] ?? 0) - (lines?.[0]?.[0]?.[0] ?? 0);
  expect(scaleBar?.metres).toBe(5000);
  expect((scaleBar?.widthPx ?? 0) / length).toBeCloseTo(5000 / 18_007, 4);
  expect(fitLines([line], PIXEL_CRS, box)?.scaleBar).toBeNull();
  expect(fitLines([], utm, box)).toBeNull();
});

it("draws a point and longitude and latitude, too", () => {
  const wgs84 = crsOfCode("EPSG:4326");
  if (wgs84 === null) throw new Error("WGS84 is known");
  expect(fitLines([[[3, 4]]], PIXEL_CRS, box)?.lines).toEqual([[[100, 50]]]);
  const [line = []] = fitLines(
    [
      [
        [-38, 66],
        [-37, 66],
        [-37, 66.4],
      ],
    ],
    wgs84,
    box,
  )?.lines ?? [[]];
  const [a, b, c] = line;
  // At 66 degrees north a degree of longitude is as long as 0.4 of latitude.
  expect(Math.abs(((b?.[0] ?? 0) - (a?.[0] ?? 0)) / ((b?.[1] ?? 0) - (c?.[1] ?? 0)))).toBeCloseTo(
    1.02,
    1,
  );
});
