// The part of a scene that is predicted on: its place on the map, its pixels, and what it costs.
import { type AnnotationDocument, frontPath } from "../annotation/document.ts";
import type { Bounds, MapXY } from "../geo/coordinates.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import { planGrid } from "../models/gridPlan.ts";
import type { ModelCard } from "../models/modelCard.ts";
import type { Scene } from "../scene/scene.ts";
import { windowOfArea } from "../scene/windowOfArea.ts";
import type { OpenScene } from "./scenesStore.ts";

/** A network needs to see some of the surroundings of a front. */
const AROUND_METRES = 6_000;
const LEAST_SIDE_METRES = 20_000;

/** What of `area` lies in the scene; null where nothing does. */
export function areaWithin({ bounds }: Scene, area: Bounds): Bounds | null {
  const within: Bounds = [
    Math.max(bounds[0], area[0]),
    Math.max(bounds[1], area[1]),
    Math.min(bounds[2], area[2]),
    Math.min(bounds[3], area[3]),
  ];
  return within[0] < within[2] && within[1] < within[3] ? within : null;
}

export type AreaCost = {
  /** Of the area, or of the whole scene; null without CRS. */
  readonly sizeMetres: { readonly x: number; readonly y: number } | null;
  readonly windows: number;
};

export function costOfArea({ area, scene }: OpenScene, card: ModelCard): AreaCost {
  const part = windowOfArea(scene, area ?? null) ?? scene;
  const pixel = scene.pixelSizeMetres;
  return {
    sizeMetres: pixel && { x: part.widthPx * pixel.x, y: part.heightPx * pixel.y },
    windows: planGrid(part, pixel, card).windows.length,
  };
}

/** Around the fronts that the project has in the scene, on whichever image they were drawn; null where it has none. */
export function areaOfFronts(
  { scene }: OpenScene,
  others: readonly OpenScene[],
  document: AnnotationDocument,
): Bounds | null {
  const places = document.fronts.flatMap((front) => {
    const from = others.find((other) => other.scene.id === front.sceneId)?.scene;
    if (from === undefined) return [];
    const reproject = reprojector(from.crs, scene.crs);
    return frontPath(front).flatMap((at) => {
      const there = reproject(at);
      return there !== null && isInside(scene.bounds, there) ? [there] : [];
    });
  });
  return places.length === 0 ? null : around(scene, places);
}

/** Around a place on the map. */
export const areaAround = (scene: Scene, at: MapXY): Bounds | null => around(scene, [at]);

export const isInside = ([minX, minY, maxX, maxY]: Bounds, [x, y]: MapXY) =>
  x >= minX && x <= maxX && y >= minY && y <= maxY;

function around(scene: Scene, places: readonly MapXY[]): Bounds | null {
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [foot, head] = [Math.min(...ys), Math.max(...ys)];
  const metres = metresPerMapUnit([(left + right) / 2, (foot + head) / 2], scene.crs);
  if (metres === null) return null;
  const margin = (length: number, perUnit: number) =>
    Math.max(AROUND_METRES, (LEAST_SIDE_METRES - length * perUnit) / 2) / perUnit;
  const [x, y] = [margin(right - left, metres.x), margin(head - foot, metres.y)];
  return areaWithin(scene, [left - x, foot - y, right + x, head + y]);
}
