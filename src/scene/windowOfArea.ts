// An area of interest as pixels of its scene.
import {
  type Bounds,
  invertAffine,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import type { Scene } from "./scene.ts";
import type { PixelWindow } from "./windowReader.ts";

/** The pixels under `area` that the scene has; null where it has none, or the area is all of it. */
export function windowOfArea(scene: Scene, area: Bounds | null): PixelWindow | null {
  const inverse = invertAffine(scene.pixelToMap);
  if (area === null || inverse === null) return null;
  const corners = cornersOf(area).map((corner) => pixelToMap(inverse, corner as PixelXY));
  const range = (values: number[], side: number) => {
    const first = Math.max(0, Math.floor(Math.min(...values) + 1e-6));
    return [first, Math.min(side, Math.ceil(Math.max(...values) - 1e-6)) - first] as const;
  };
  const [firstCol, widthPx] = range(
    corners.map(([col]) => col),
    scene.widthPx,
  );
  const [firstRow, heightPx] = range(
    corners.map(([, row]) => row),
    scene.heightPx,
  );
  if (widthPx <= 0 || heightPx <= 0) return null;
  const isAll = widthPx === scene.widthPx && heightPx === scene.heightPx;
  return isAll ? null : { firstCol, firstRow, widthPx, heightPx };
}

const cornersOf = ([minX, minY, maxX, maxY]: Bounds): MapXY[] => [
  [minX, minY],
  [maxX, minY],
  [minX, maxY],
  [maxX, maxY],
];
