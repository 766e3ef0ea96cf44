// Where north is in the picture of a scene.
import { type Affine, composeAffine, pixelToMap } from "../geo/coordinates.ts";
import { lonLatToMap, mapToLonLat } from "../geo/projection.ts";
import type { Scene } from "../scene/scene.ts";
import { gridPlace } from "../store/predictedValueAt.ts";

type Ground = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly gridToPixel: Affine;
  readonly pixelSizeMetres: { readonly x: number; readonly y: number } | null;
};

/** Some hundred metres: near enough for the direction to be that of the place. */
const STEP_DEGREES = 1e-3;

/** At the grid's middle, in degrees clockwise from up; null without a place on Earth. */
export function northDegrees(
  scene: Pick<Scene, "crs" | "pixelToMap">,
  grid: Ground,
): number | null {
  const { gridToPixel, heightPx, pixelSizeMetres, widthPx } = grid;
  const toMap = composeAffine(scene.pixelToMap, gridToPixel);
  const lonLat = mapToLonLat(pixelToMap(toMap, [widthPx / 2, heightPx / 2]), scene.crs);
  const north = lonLat && lonLatToMap([lonLat[0], lonLat[1] + STEP_DEGREES], scene.crs);
  const place = north && gridPlace(grid, scene, north);
  if (place === null || pixelSizeMetres === null) return null;
  const right = (place[0] - widthPx / 2) * pixelSizeMetres.x;
  const up = (heightPx / 2 - place[1]) * pixelSizeMetres.y;
  return (Math.atan2(right, up) * 180) / Math.PI;
}
