// The scene's image on the grid of a prediction, in grey as the map shows it.
import { type Affine, composeAffine, pixelToMap } from "../geo/coordinates.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { displayedRange, displayRecipe } from "../store/shownRange.ts";
import type { AppParts } from "./AppContext.ts";

export type FigureSize = { readonly widthPx: number; readonly heightPx: number };

type Grid = FigureSize & { readonly gridToPixel: Affine };

/** A picture of the grid's ground in `size`: row-major, 0 black to 1 white, NaN where there is nothing. */
export async function readGrey(
  { actions, viewStore }: Pick<AppParts, "actions" | "viewStore">,
  { band, scene }: OpenScene,
  grid: Grid,
  size: FigureSize,
): Promise<Float32Array> {
  const { display, stretch } = viewStore.getState();
  const toGrid: Affine = [grid.widthPx / size.widthPx, 0, 0, 0, grid.heightPx / size.heightPx, 0];
  const toMap = composeAffine(scene.pixelToMap, composeAffine(grid.gridToPixel, toGrid));
  const { widthPx, heightPx } = size;
  const corners = [0, widthPx].flatMap((x) => [0, heightPx].map((y) => pixelToMap(toMap, [x, y])));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  const [minX, minY, maxX, maxY] = bounds;
  const [a, b, , d, e] = toMap;
  const [stepX, stepY] = [Math.hypot(a, d), Math.hypot(b, e)];
  // The tile is north-up; the grid may be turned. Along its axes the two have the same pixels.
  const tile = await actions.readTile({
    sceneId: scene.id,
    band,
    bounds,
    widthPx: Math.max(1, Math.round((maxX - minX) / stepX)),
    heightPx: Math.max(1, Math.round((maxY - minY) / stepY)),
    display: displayRecipe(scene.statistics, display),
    signal: new AbortController().signal,
  });
  const { gamma, high, low } = displayedRange(scene.statistics, stretch, display);
  return Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const col = i % widthPx;
    const [x, y] = pixelToMap(toMap, [col + 0.5, (i - col) / widthPx + 0.5]);
    const tileCol = Math.floor(((x - minX) / (maxX - minX)) * tile.widthPx);
    const tileRow = Math.floor(((maxY - y) / (maxY - minY)) * tile.heightPx);
    const value = tile.values[tileRow * tile.widthPx + tileCol] ?? Number.NaN;
    return Math.min(1, Math.max(0, (value - low) / (high - low))) ** gamma;
  });
}
