// A front on the network's grid, whichever way it was traced.
import type { TracingRecipe } from "../../models/modelCard.ts";
import type { GridXY } from "./refineRidge.ts";

/** Ground size assumed for network pixels of a scene without CRS, metres; only the length rule uses it. */
const ASSUMED_PIXEL_METRES = 60;

export type PixelMetres = { readonly x: number; readonly y: number };

export type GridFront = {
  readonly points: readonly GridXY[];
  /** How sure the network is at each point, 0..1. */
  readonly probability01: readonly number[];
  /** Half the width of the band in which the front can lie, in metres (pixels without CRS). */
  readonly halfWidth: number;
  /** In metres (pixels without CRS). */
  readonly length: number;
};

/** In metres (pixels without CRS). */
export function lineLength(points: readonly GridXY[], step: PixelMetres): number {
  let length = 0;
  points.forEach(([x, y], i) => {
    const [px, py] = points[i - 1] ?? [x, y];
    length += Math.hypot((x - px) * step.x, (y - py) * step.y);
  });
  return length;
}

/** Which a front must exceed, in metres (pixels without CRS). */
export function minimumLength(
  { minimumLengthMetres }: Pick<TracingRecipe, "minimumLengthMetres">,
  pixelSizeMetres: PixelMetres | null,
): number {
  return minimumLengthMetres / (pixelSizeMetres ? 1 : ASSUMED_PIXEL_METRES);
}
