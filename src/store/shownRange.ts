// From a stretch in percentiles to values of the scene.
import type { BandStatistics } from "../scene/scene.ts";
import type { Stretch } from "./viewStore.ts";

/** The value below which `percent` (0..100) of the scene's valid values lie. */
export function valueAtPercent({ quantiles, min, max }: BandStatistics, percent: number): number {
  const place = (Math.min(100, Math.max(0, percent)) / 100) * (quantiles.length - 1);
  const left = Math.floor(place);
  const from = quantiles[left] ?? min;
  const to = quantiles[left + 1] ?? from;
  return Number.isFinite(from) ? from + (to - from) * (place - left) : max;
}

/** Values that become black and white; never empty, so that a flat scene is not divided by nothing. */
export function shownRange(
  statistics: BandStatistics,
  { lowPercent, highPercent, gamma }: Stretch,
): { low: number; high: number; gamma: number } {
  const low = valueAtPercent(statistics, lowPercent);
  const high = valueAtPercent(statistics, highPercent);
  return { low, high: high > low ? high : low + 1, gamma };
}
