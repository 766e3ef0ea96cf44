import { expect, it } from "vitest";
import type { Affine } from "../geo/coordinates.ts";
import type { Actions } from "../store/createActions.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { createViewStore } from "../store/viewStore.ts";
import { readGrey } from "./readGrey.ts";

/** A scene whose value is its place's easting less ten times its northing, 0 to 100. */
function partsOf(asked: { widthPx: number; heightPx: number }[]) {
  const readTile: Actions["readTile"] = async ({ bounds, heightPx, widthPx }) => {
    asked.push({ widthPx, heightPx });
    const [minX, minY, maxX, maxY] = bounds;
    const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
      const col = i % widthPx;
      const x = minX + ((col + 0.5) / widthPx) * (maxX - minX);
      const y = maxY - (((i - col) / widthPx + 0.5) / heightPx) * (maxY - minY);
      return x - 10 * y;
    });
    return { widthPx, heightPx, values, isQuick: false };
  };
  const viewStore = createViewStore(null);
  viewStore.set({ stretch: { lowPercent: 0, highPercent: 100, gamma: 1 } });
  return { actions: { readTile } as unknown as Actions, viewStore };
}

const statistics = { min: 0, max: 100, quantiles: [0, 100] };
const openOf = (pixelToMap: Affine) =>
  ({ band: 0, scene: { id: "s", pixelToMap, statistics } }) as unknown as OpenScene;

it("reads the picture pixel by pixel where the grid is north-up", async () => {
  const asked: { widthPx: number; heightPx: number }[] = [];
  const grid = { widthPx: 2, heightPx: 2, gridToPixel: [2, 0, 0, 0, 2, 0] as Affine };
  const open = openOf([1, 0, 0, 0, -1, 0]);
  const grey = await readGrey(partsOf(asked), open, grid, { widthPx: 4, heightPx: 4 });
  expect(asked).toEqual([{ widthPx: 4, heightPx: 4 }]);
  expect(grey[0]).toBeCloseTo((0.5 + 5) / 100);
  expect(grey[3]).toBeCloseTo((3.5 + 5) / 100);
  expect(grey[12]).toBeCloseTo((0.5 + 35) / 100);
});

it("turns the picture where the grid is turned", async () => {
  const grid = { widthPx: 4, heightPx: 4, gridToPixel: [1, 0, 0, 0, 1, 0] as Affine };
  // Columns run south, rows east.
  const open = openOf([0, 1, 0, -1, 0, 0]);
  const grey = await readGrey(partsOf([]), open, grid, { widthPx: 4, heightPx: 4 });
  expect(grey[3]).toBeCloseTo((0.5 + 35) / 100);
  expect(grey[12]).toBeCloseTo((3.5 + 5) / 100);
});
