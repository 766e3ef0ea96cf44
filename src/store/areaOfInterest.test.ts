import { expect, it } from "vitest";
import { scene as plain } from "../../test/fixtures/pretendedApp.ts";
import { EMPTY_DOCUMENT } from "../annotation/document.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { drawnFront } from "../annotation/newFront.ts";
import type { Affine, Bounds } from "../geo/coordinates.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { Scene } from "../scene/scene.ts";
import { windowOfArea } from "../scene/windowOfArea.ts";
import { areaAround, areaOfFronts, areaWithin } from "./areaOfInterest.ts";

/** 100 x 80 km in pixels of 10 m. */
function swath(id: string, code: string, pixelToMap: Affine, bounds: Bounds): Scene {
  const crs = crsOfCode(code);
  if (crs === null) throw new Error(`${code} is known`);
  const pixelSizeMetres = { x: 10, y: 10 };
  return {
    ...plain,
    id,
    crs,
    pixelToMap,
    bounds,
    pixelSizeMetres,
    widthPx: 10_000,
    heightPx: 8_000,
  };
}

const LEFT = 300_000;
const HEAD = -2_500_000;
const northUp = swath(
  "s",
  "EPSG:3413",
  [10, 0, LEFT, 0, -10, HEAD],
  [LEFT, HEAD - 80_000, LEFT + 100_000, HEAD],
);
const opened = (scene: Scene) => ({
  scene,
  band: 0,
  prediction: null,
  trueFronts: [],
  fingerprint: scene.id,
  link: "here" as const,
});

it("takes every pixel that the rectangle touches, and no area for the whole scene", () => {
  expect(windowOfArea(northUp, [LEFT + 15, HEAD - 95, LEFT + 41, HEAD - 20])).toEqual({
    firstCol: 1,
    firstRow: 2,
    widthPx: 4,
    heightPx: 8,
  });
  expect(windowOfArea(northUp, northUp.bounds)).toBeNull();
  expect(windowOfArea(northUp, null)).toBeNull();
  const turned = { ...northUp, pixelToMap: [0, 10, LEFT, 10, 0, HEAD - 80_000] as Affine };
  expect(windowOfArea(turned, [LEFT, HEAD - 80_000, LEFT + 100, HEAD - 79_700])).toEqual({
    firstCol: 0,
    firstRow: 0,
    widthPx: 30,
    heightPx: 10,
  });
});

it("cuts what lies outside of the scene", () => {
  expect(areaWithin(northUp, [LEFT - 5_000, HEAD - 9_000, LEFT + 4_000, HEAD + 1])).toEqual([
    LEFT,
    HEAD - 9_000,
    LEFT + 4_000,
    HEAD,
  ]);
  expect(areaWithin(northUp, [LEFT - 5_000, HEAD, LEFT - 4_000, HEAD + 5])).toBeNull();
});

it("proposes 20 km around a place, and what fronts of other images need here", () => {
  const at = [LEFT + 50_000, HEAD - 40_000] as const;
  const [minX, minY, maxX, maxY] = areaAround(northUp, at) ?? [0, 0, 0, 0];
  // The polar grid is larger than the ground here, by some per cent.
  expect(maxX - minX).toBeGreaterThan(18_000);
  expect(maxX - minX).toBeLessThan(21_000);
  expect([(minX + maxX) / 2, (minY + maxY) / 2]).toEqual([
    expect.closeTo(at[0], 3),
    expect.closeTo(at[1], 3),
  ]);

  const other = { ...northUp, id: "other" };
  const path = [at, [at[0] + 30_000, at[1]]] as const;
  const document = addFronts([drawnFront("f", "other", path)])(EMPTY_DOCUMENT);
  const scenes = [opened(northUp), opened(other)];
  const area = areaOfFronts(opened(northUp), scenes, document) ?? [0, 0, 0, 0];
  expect(area[0]).toBeLessThan(at[0] - 5_500);
  expect(area[2]).toBeGreaterThan(at[0] + 35_500);
  expect(areaOfFronts(opened(northUp), scenes, EMPTY_DOCUMENT)).toBeNull();
});
