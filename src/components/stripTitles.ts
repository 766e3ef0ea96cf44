// What the maps of the strip are called, and between which values they lie.
import type { ValueGrid } from "../scene/paintMap.ts";
import type { StripName } from "../store/viewStore.ts";

type StripTitle = {
  /** Short, for tiles and columns. */
  readonly title: string;
  /** That shows and hides the layer. */
  readonly key: string;
};

export const STRIP_TITLES: Readonly<Record<StripName, StripTitle>> = {
  probability: { title: "P", key: "5" },
  alpha1: { title: "α1", key: "1" },
  alpha2: { title: "α2", key: "2" },
  alpha3: { title: "α3", key: "3" },
  alpha4: { title: "α4", key: "4" },
};

/** Smallest and largest value where there was data: a map that hardly varies looks like one that does. */
export function valueSpan({ valid, values }: Pick<ValueGrid, "valid" | "values">): string {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [i, value] of values.entries()) {
    if (valid[i] !== 1) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? "" : `${min.toFixed(2)}–${max.toFixed(2)}`;
}
