// Where the network saw rock: there a front ends.
import { composeAffine, invertAffine, type MapXY, pixelToMap } from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";

/** CaFFe's code for rock. */
const ROCK = 64;

/** Null where no network with zones ran. */
export function rockOf(
  scene: Pick<Scene, "pixelToMap">,
  maps: Pick<PredictedMaps, "grid" | "zones"> | undefined,
): ((at: MapXY) => boolean) | null {
  if (maps === undefined || maps.zones === null) return null;
  const { grid, zones } = maps;
  const mapToGrid = invertAffine(composeAffine(scene.pixelToMap, grid.gridToPixel));
  if (mapToGrid === null) return null;
  return ([x, y]) => {
    const [col, row] = pixelToMap(mapToGrid, [x, y]).map(Math.floor);
    if (col === undefined || row === undefined || col < 0 || row < 0) return false;
    return col < grid.widthPx && row < grid.heightPx && zones[row * grid.widthPx + col] === ROCK;
  };
}
