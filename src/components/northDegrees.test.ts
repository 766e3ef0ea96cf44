import { expect, it } from "vitest";
import type { Affine } from "../geo/coordinates.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { northDegrees } from "./northDegrees.ts";

const grid = {
  widthPx: 10,
  heightPx: 10,
  gridToPixel: [1, 0, 0, 0, 1, 0] as Affine,
  pixelSizeMetres: { x: 100, y: 100 },
};

function northOf(code: string, pixelToMap: Affine): number | null {
  const crs = crsOfCode(code);
  if (crs === null || crs === undefined) throw new Error(code);
  return northDegrees({ crs, pixelToMap }, grid);
}

it("points up where the grid is north-up, and along the meridian on a polar grid", () => {
  expect(northOf("EPSG:4326", [0.001, 0, -38, 0, -0.001, 66])).toBeCloseTo(0, 6);
  // EPSG:3413 has 45 degrees west upright: a place on it has the pole straight up, one to the east of it to the left.
  expect(northOf("EPSG:3413", [100, 0, 0, 0, -100, -2_500_000])).toBeCloseTo(0, 1);
  // (300 km, -2598 km) lies atan(300 / 2598) = 6.6 degrees east of the upright meridian.
  expect(northOf("EPSG:3413", [100, 0, 299_500, 0, -100, -2_597_500])).toBeCloseTo(-6.59, 1);
});

it("turns with the picture, and is nowhere without pixels on the ground", () => {
  // Columns run north: north is to the right.
  expect(northOf("EPSG:32624", [0, 100, 500_000, 100, 0, 7_400_000])).toBeCloseTo(90, 1);
  const crs = crsOfCode("EPSG:4326");
  expect(
    crs &&
      northDegrees({ crs, pixelToMap: [1, 0, 0, 0, -1, 0] }, { ...grid, pixelSizeMetres: null }),
  ).toBeNull();
});
