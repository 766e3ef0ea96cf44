// How a scene is shown. Networks never see it: their input is made by the model's card alone.
import type { Radiometry } from "./radiometry.ts";

export const SPECKLE_FILTERS = ["none", "median", "lee", "refined-lee"] as const;
export type SpeckleFilter = (typeof SPECKLE_FILTERS)[number];

/** Sides of the window of the median and of Lee's filter; the refined one always has 7. */
export const FILTER_WINDOWS_PX = [3, 5, 7, 9, 11] as const;

export const MOST_LOOKS = 1000;

export type DisplayChoice = {
  readonly scale: "linear" | "decibel";
  readonly speckle: SpeckleFilter;
  /** Odd. */
  readonly windowPx: number;
  /** Equivalent number of independent looks that a pixel of the file averages; what the Lee filters take speckle for. */
  readonly looks: number;
  /** Contrast evened out by neighbourhood. */
  readonly localContrast: boolean;
};

export const PLAIN_DISPLAY: DisplayChoice = {
  scale: "linear",
  speckle: "none",
  windowPx: 5,
  looks: 1,
  localContrast: false,
};

/** A choice with what the scene's values are. */
export type DisplayRecipe = DisplayChoice & { readonly radiometry: Radiometry };

/** Whether the pixels are shown as they are read. */
export function isPlain({ scale, speckle, localContrast }: DisplayChoice): boolean {
  return scale === "linear" && speckle === "none" && !localContrast;
}
