// Reading the network's maps at a place on the scene.
import { invertAffine, type MapXY, type PixelXY, pixelToMap } from "../geo/coordinates.ts";
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

/** The index of the cell with data there; null where there is none. */
function cellAt(grid: Cells, scene: Pick<Scene, "pixelToMap">, at: MapXY): number | null {
  const mapToPixel = invertAffine(scene.pixelToMap);
  const pixelToGrid = invertAffine(grid.gridToPixel);
  if (mapToPixel === null || pixelToGrid === null) return null;
  const [col, row] = apply(pixelToGrid, apply(mapToPixel, at)).map(Math.floor);
  if (col === undefined || row === undefined) return null;
  if (col < 0 || row < 0 || col >= grid.widthPx || row >= grid.heightPx) return null;
  const index = row * grid.widthPx + col;
  return grid.valid[index] === 1 ? index : null;
}

function apply(affine: Parameters<typeof pixelToMap>[0], [x, y]: readonly [number, number]) {
  const from: PixelXY = [x, y];
  const [outX, outY] = pixelToMap(affine, from);
  return [outX, outY] as const;
}
