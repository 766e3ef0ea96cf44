// From a stretch in percentiles to values of the scene.

import { type DisplayChoice, type DisplayRecipe, isPlain } from "../scene/displayRecipe.ts";
import { decibelOf, radiometryOf } from "../scene/radiometry.ts";
import type { BandStatistics } from "../scene/scene.ts";
import type { Stretch } from "./rememberedView.ts";

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

/** The choice with what the scene's values are taken for; undefined where they are shown as read. */
export function displayRecipe(
  statistics: BandStatistics,
  choice: DisplayChoice,
): DisplayRecipe | undefined {
  return isPlain(choice) ? undefined : { ...choice, radiometry: radiometryOf(statistics) };
}

/** As `shownRange`, in the values that tiles of this choice hold. Evened out, those are shares of the pixels below. */
export function displayedRange(
  statistics: BandStatistics,
  stretch: Stretch,
  choice: DisplayChoice,
): { low: number; high: number; gamma: number } {
  const { gamma, highPercent, lowPercent } = stretch;
  if (choice.localContrast) return { low: lowPercent / 100, high: highPercent / 100, gamma };
  const range = shownRange(statistics, stretch);
  if (choice.scale === "linear") return range;
  const radiometry = radiometryOf(statistics);
  const low = decibelOf(range.low, radiometry);
  const high = decibelOf(range.high, radiometry);
  return { low, high: high > low ? high : low + 1, gamma };
}
