// Zones that only resampling made: lines of one pixel between classes whose codes are not neighbours.
import type { GridSize } from "../src/inference/raster/distanceTransform.ts";

export const ZONE_UNKNOWN = 255;
/** A line of one pixel has three of the nine, a straight edge six, a square corner four. */
const FEWEST = 4;

/**
 * Pixels with fewer than 4 of their own class among the nine around them become unknown. `zones`: indices into
 * `ZONE_CHANNEL`, row-major. Beyond the picture lies what lies at its edge.
 */
export function withoutThinZones(
  zones: Uint8Array,
  { widthPx, heightPx }: GridSize,
): Uint8Array<ArrayBuffer> {
  const within = (at: number, length: number) => Math.min(length - 1, Math.max(0, at));
  return Uint8Array.from(zones, (zone, i) => {
    const [row, col] = [Math.floor(i / widthPx), i % widthPx];
    let same = 0;
    for (let down = -1; down <= 1; down++)
      for (let right = -1; right <= 1; right++)
        if (zones[within(row + down, heightPx) * widthPx + within(col + right, widthPx)] === zone)
          same++;
    return same < FEWEST ? ZONE_UNKNOWN : zone;
  });
}
