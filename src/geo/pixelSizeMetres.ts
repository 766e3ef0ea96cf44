// How large a scene's pixels are on the ground.
import { type Affine, pixelToMap } from "./coordinates.ts";
import type { Crs } from "./crs.ts";
import { type AxisScale, metresBetween } from "./projection.ts";

/**
 * Length on the ellipsoid of one pixel at the scene's centre, along its column axis (x) and row axis (y): geographic
 * pixels are anisotropic, and polar stereographic metres are not metres on the ground. Null without a CRS.
 */
export function pixelSizeMetres(
  affine: Affine,
  crs: Crs,
  widthPx: number,
  heightPx: number,
): AxisScale | null {
  const col = widthPx / 2;
  const row = heightPx / 2;
  const x = metresBetween(
    pixelToMap(affine, [col - 0.5, row]),
    pixelToMap(affine, [col + 0.5, row]),
    crs,
  );
  const y = metresBetween(
    pixelToMap(affine, [col, row - 0.5]),
    pixelToMap(affine, [col, row + 0.5]),
    crs,
  );
  return x === null || y === null || x === 0 || y === 0 ? null : { x, y };
}
