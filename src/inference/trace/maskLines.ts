// The lines in a mask: somebody's labelled front as a picture.
import { AppError } from "../../base/errors.ts";
import type { PixelXY } from "../../geo/coordinates.ts";
import type { Scene } from "../../scene/scene.ts";
import type { PixelWindow } from "../../scene/windowReader.ts";
import { connectedComponents } from "../raster/connectedComponents.ts";
import { longestPath } from "./longestPath.ts";
import { skeletonize } from "./skeletonize.ts";

/** A mask of a scene of the app's own data sets has a sixteenth of this. */
const MOST_PX = 64e6;
/** A mask with more than this share set shows an area. */
const MOST_SET01 = 0.2;

/**
 * Where the band is not 0 (and has data), thinned to one pixel; each connected piece by its longest path, through pixel
 * centres. Rejects with `mask-not-a-line` where it is too large, empty or shows areas instead of lines.
 */
export async function maskLines(
  { fileName, heightPx, widthPx }: Pick<Scene, "fileName" | "heightPx" | "widthPx">,
  readPixels: (window: PixelWindow) => Promise<Float32Array<ArrayBuffer>>,
): Promise<PixelXY[][]> {
  if (widthPx * heightPx > MOST_PX)
    throw new AppError("mask-not-a-line", `${fileName} has more than ${MOST_PX / 1e6} megapixels.`);
  const values = await readPixels({ firstCol: 0, firstRow: 0, widthPx, heightPx });
  const mask = Uint8Array.from(values, (value) => (value === 0 || Number.isNaN(value) ? 0 : 1));
  const set = mask.reduce((sum, one) => sum + one, 0);
  if (set === 0) throw new AppError("mask-not-a-line", `${fileName} is 0 everywhere.`);
  if (set > MOST_SET01 * mask.length)
    throw new AppError(
      "mask-not-a-line",
      `${fileName} is set on ${Math.round((100 * set) / mask.length)} % of its pixels.`,
    );
  const size = { widthPx, heightPx };
  return connectedComponents(skeletonize(mask, size), size).flatMap((component) => {
    const path = longestPath(component, size);
    const line = path.map((at): PixelXY => [(at % widthPx) + 0.5, Math.floor(at / widthPx) + 0.5]);
    return line.length < 2 ? [] : [line];
  });
}
