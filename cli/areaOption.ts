// --area: a box in degrees, so that one holds for scenes of any grid.
import { AppError } from "../src/base/errors.ts";
import type { Bounds } from "../src/geo/coordinates.ts";
import { lonLatToMap } from "../src/geo/projection.ts";
import type { Scene } from "../src/scene/scene.ts";
import { windowOfArea } from "../src/scene/windowOfArea.ts";
import type { PixelWindow } from "../src/scene/windowReader.ts";

/** West, south, east, north; degrees. */
export type DegreeBox = readonly [west: number, south: number, east: number, north: number];

/** Null where the option is not given; east of west also over the antimeridian (170 to 190). */
export function areaOption(text: string | undefined): DegreeBox | null {
  if (text === undefined) return null;
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN, ...more] =
    text.split(",").map(Number);
  const isSound = west < east && south < north && south >= -90 && north <= 90 && more.length === 0;
  if (!isSound)
    throw new AppError(
      "option-invalid",
      `--area must be west,south,east,north in degrees such as -38.5,66.2,-37.8,66.5, not "${text}".`,
    );
  return [west, south, east, north];
}

/** Each side of the box is followed at so many places: it is bent in a polar grid. */
const STEPS = 16;

/**
 * The pixels of the scene that hold the box; null for all of them. Throws `option-invalid` for a scene without a place,
 * or away from the box.
 */
export function windowOfBox(scene: Scene, box: DegreeBox | null): PixelWindow | null {
  if (box === null) return null;
  const places = edgeOf(box).flatMap((at) => {
    const there = lonLatToMap(at, scene.crs);
    return there === null ? [] : [there];
  });
  if (places.length === 0)
    throw new AppError("option-invalid", "--area needs scenes that have a place on Earth.");
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const around: Bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [minX, minY, maxX, maxY] = scene.bounds;
  if (around[0] >= maxX || around[2] <= minX || around[1] >= maxY || around[3] <= minY)
    throw new AppError("option-invalid", "The scene lies outside of --area.");
  return windowOfArea(scene, around);
}

function edgeOf([west, south, east, north]: DegreeBox) {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const lon = west + ((east - west) * i) / STEPS;
    const lat = south + ((north - south) * i) / STEPS;
    return [
      [lon, south],
      [lon, north],
      [west, lat],
      [east, lat],
    ] as const;
  }).flat();
}
