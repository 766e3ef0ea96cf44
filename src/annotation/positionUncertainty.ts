// How well a network knows where its front lies: over the vertices that no hand has set.
import type { Front } from "./document.ts";

/** Metres. */
export type PositionUncertainty = { readonly median: number; readonly largest: number };

/** Null where no vertex has an uncertainty: drawn fronts, scenes without CRS, projects from before there was one. */
export function positionUncertainty({
  vertices,
}: Pick<Front, "vertices">): PositionUncertainty | null {
  const metres = vertices.flatMap(({ uncertaintyMetres }) => uncertaintyMetres ?? []);
  const sorted = metres.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [below, above] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  const largest = sorted.at(-1);
  if (below === undefined || above === undefined || largest === undefined) return null;
  return { median: (below + above) / 2, largest };
}
