// What a scene's values measure, as far as the values tell: speckle filters and decibels need to know.
import type { BandStatistics } from "./scene.ts";

/** Amplitude: the root of power, or a number in proportion to it (DN, most 8-bit pictures). */
export type Radiometry = "amplitude" | "power" | "decibel";

/** Far above any backscatter: what is brighter cannot be dB. */
const MOST_DECIBEL = 100;
/** Linear backscatter is below 1 but for bright targets; amplitudes as stored are tens to thousands. */
const MOST_POWER = 10;

/** By the range of a band's values; a guess that a reader is told of. */
export function radiometryOf({ min, max, quantiles }: BandStatistics): Radiometry {
  if (min < 0 && max <= MOST_DECIBEL && (quantiles[500] ?? 0) < 0) return "decibel";
  return (quantiles[990] ?? max) < MOST_POWER ? "power" : "amplitude";
}

/** What has no power is drawn as this. */
export const DECIBEL_FLOOR = -100;

/** 20 log10 of an amplitude, 10 log10 of a power, dB as they are. */
export function decibelOf(value: number, radiometry: Radiometry): number {
  if (radiometry === "decibel" || Number.isNaN(value)) return value;
  const factor = radiometry === "amplitude" ? 20 : 10;
  return value > 0 ? Math.max(DECIBEL_FLOOR, factor * Math.log10(value)) : DECIBEL_FLOOR;
}
