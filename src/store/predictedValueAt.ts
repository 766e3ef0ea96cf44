// Reading a predicted map at a place on the scene.
import { invertAffine, type MapXY, type PixelXY, pixelToMap } from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import type { OverlayMap } from "./overlayMaps.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";

/** Null outside the grid, where the network had no data, and without a map. */
export function predictedValueAt(
  { grid, valid }: Pick<PredictedMaps, "grid" | "valid">,
  map: OverlayMap | null,
  scene: Pick<Scene, "pixelToMap">,
  at: MapXY,
): number | null {
  const mapToPixel = invertAffine(scene.pixelToMap);
  const pixelToGrid = invertAffine(grid.gridToPixel);
  if (mapToPixel === null || pixelToGrid === null) return null;
  const [col, row] = apply(pixelToGrid, apply(mapToPixel, at)).map(Math.floor);
  if (col === undefined || row === undefined) return null;
  if (col < 0 || row < 0 || col >= grid.widthPx || row >= grid.heightPx) return null;
  const index = row * grid.widthPx + col;
  if (valid[index] !== 1) return null;
  return map?.values[index] ?? null;
}

function apply(affine: Parameters<typeof pixelToMap>[0], [x, y]: readonly [number, number]) {
  const from: PixelXY = [x, y];
  const [outX, outY] = pixelToMap(affine, from);
  return [outX, outY] as const;
}
