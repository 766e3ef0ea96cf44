import { expect, it } from "vitest";
import { contourLevels, contoursOf } from "./contours.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";
import { createViewStore } from "./viewStore.ts";

const maps: Pick<PredictedMaps, "grid" | "maps" | "valid"> = {
  grid: { widthPx: 3, heightPx: 2, gridToPixel: [1, 0, 0, 0, 1, 0], pixelSizeMetres: null },
  maps: [{ name: "alpha2", values: new Float32Array([0, 0.5, 1, 0, 0.5, 1]) }],
  valid: new Uint8Array(6).fill(1),
};

it("draws a contour of the maps that have a level, at that level", () => {
  const view = createViewStore(null);
  expect(contourLevels(view.getState().layers)).toEqual([]);
  view.setLayer("alpha2", { contour01: 0.75 });
  view.setLayer("alpha4", { contour01: 0.5 });
  const levels = contourLevels(view.getState().layers);
  expect(levels.map(({ name }) => name)).toEqual(["alpha2", "alpha4"]);
  // There is no map of alpha4.
  const [contour, ...others] = contoursOf(maps, levels);
  expect(others).toEqual([]);
  expect(contour?.paths).toEqual([
    [
      [2, 0.5],
      [2, 1.5],
    ],
  ]);
});

it("computes a contour once, and anew for another level", () => {
  const at = (level01: number) => contoursOf(maps, [{ name: "alpha2", level01 }])[0];
  const first = at(0.5);
  expect(at(0.5)).toBe(first);
  expect(at(0.25)?.paths[0]?.[0]?.[0]).toBeCloseTo(1);
});
