// Which WGS84 UTM zone a place belongs to.
import type { LonLat } from "./coordinates.ts";

/** `[west, east, zone]` of the widened zones of Svalbard, 72 to 84 N. */
const SVALBARD: readonly (readonly [number, number, number])[] = [
  [0, 9, 31],
  [9, 21, 33],
  [21, 33, 35],
  [33, 42, 37],
];

/**
 * Zone 1..60 with the exceptions of south-west Norway (32V) and Svalbard (31X, 33X, 35X, 37X).
 * Null outside 80 S to 84 N, where UTM is not defined.
 */
function utmZone([lon, lat]: LonLat): number | null {
  if (!(lat >= -80 && lat <= 84) || !Number.isFinite(lon)) return null;
  const east = ((((lon + 180) % 360) + 360) % 360) - 180;
  if (lat >= 56 && lat < 64 && east >= 3 && east < 12) return 32;
  if (lat >= 72) {
    const widened = SVALBARD.find(([from, to]) => east >= from && east < to);
    if (widened !== undefined) return widened[2];
  }
  return Math.floor((east + 180) / 6) + 1;
}

/** `EPSG:32622`; null outside 80 S to 84 N. */
export function utmEpsg(at: LonLat): string | null {
  const zone = utmZone(at);
  return zone === null ? null : `EPSG:${(at[1] >= 0 ? 32600 : 32700) + zone}`;
}
