import { expect, it } from "vitest";
import { crsOfCode } from "../src/geo/targetCrs.ts";
import type { Scene } from "../src/scene/scene.ts";
import { scene as plain } from "../test/fixtures/pretendedApp.ts";
import { areaOption, windowOfBox } from "./areaOption.ts";

/** 100 x 80 km of EPSG:3413 around 65.9 N 39.1 W, pixels of 10 m. */
function swath(): Scene {
  const crs = crsOfCode("EPSG:3413");
  if (crs === null) throw new Error("3413 is known");
  return {
    ...plain,
    crs,
    pixelToMap: [10, 0, 220_000, 0, -10, -2_580_000],
    bounds: [220_000, -2_660_000, 320_000, -2_580_000],
    widthPx: 10_000,
    heightPx: 8_000,
    pixelSizeMetres: { x: 10, y: 10 },
  };
}

it("takes the pixels that hold a box in degrees", () => {
  // By gdaltransform its corners lie at x 257327.36 to 282622.78, y -2646933.54 to -2622081.92.
  expect(windowOfBox(swath(), areaOption("-39.4,65.8,-38.9,66.0"))).toEqual({
    firstCol: 3732,
    firstRow: 4208,
    widthPx: 6263 - 3732,
    heightPx: 6694 - 4208,
  });
});

it("refuses what is no box, a scene without a place, and one elsewhere", () => {
  for (const text of ["1,2,3", "3,2,1,4", "a,b,c,d", "0,-95,1,2"])
    expect(() => areaOption(text)).toThrow(/west,south,east,north/);
  expect(areaOption(undefined)).toBeNull();
  expect(() => windowOfBox(swath(), [10, 70, 11, 71])).toThrow(/outside of --area/);
});
