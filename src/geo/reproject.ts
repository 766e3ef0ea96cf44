// From the map coordinates of one CRS to those of another.
import type { MapXY } from "./coordinates.ts";
import type { Crs } from "./crs.ts";
import { lonLatToMap, mapToLonLat } from "./projection.ts";

/** Null where the place has no coordinates in the other CRS; pixel coordinates have none anywhere else. */
export function reprojector(from: Crs, to: Crs): (at: MapXY) => MapXY | null {
  if (isSameCrs(from, to)) return (at) => at;
  return (at) => {
    const lonLat = mapToLonLat(at, from);
    return lonLat === null ? null : lonLatToMap(lonLat, to);
  };
}

/** Whether map coordinates mean the same place in both. */
export function isSameCrs(one: Crs, two: Crs): boolean {
  if (one.kind === "pixel" || two.kind === "pixel") return false;
  return one.code !== null && two.code !== null ? one.code === two.code : one.proj4 === two.proj4;
}
