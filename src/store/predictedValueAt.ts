// Reading the network's maps at a place on the scene.
import {
  composeAffine,
  invertAffine,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import type { TokenMap } from "./attentions.ts";
import type { OverlayMap } from "./overlayMaps.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";

/** Null outside the grid, where the network had no data, and without a map. */
export function predictedValueAt(
  { grid, valid }: Pick<PredictedMaps, "grid" | "valid">,
  map: OverlayMap | null,
  scene: Pick<Scene, "pixelToMap">,
  at: MapXY,
): number | null {
  const index = cellAt({ ...grid, valid }, scene, at);
  return index === null ? null : (map?.values[index] ?? null);
}

/** Of a token, as a share of all; null outside the network's window and where it had no data. */
export function weightAt(
  map: TokenMap,
  scene: Pick<Scene, "pixelToMap">,
  at: MapXY,
): number | null {
  const index = cellAt(map, scene, at);
  return index === null ? null : (map.weights[index] ?? null);
}

type Cells = Pick<TokenMap, "gridToPixel" | "heightPx" | "valid" | "widthPx">;

/** Column and row (corner space) of a place on a grid over the scene; null where an affine is singular. */
export function gridPlace(
  { gridToPixel }: Pick<Cells, "gridToPixel">,
  scene: Pick<Scene, "pixelToMap">,
  at: MapXY,
): PixelXY | null {
  const mapToGrid = invertAffine(composeAffine(scene.pixelToMap, gridToPixel));
  if (mapToGrid === null) return null;
  const [col, row] = pixelToMap(mapToGrid, [at[0], at[1]]);
  return [col, row];
}

/** The index of the cell with data there; null where there is none. */
function cellAt(grid: Cells, scene: Pick<Scene, "pixelToMap">, at: MapXY): number | null {
  const place = gridPlace(grid, scene, at);
  if (place === null) return null;
  const [col, row] = [Math.floor(place[0]), Math.floor(place[1])];
  if (col < 0 || row < 0 || col >= grid.widthPx || row >= grid.heightPx) return null;
  const index = row * grid.widthPx + col;
  return grid.valid[index] === 1 ? index : null;
}
