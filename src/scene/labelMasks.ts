// Masks of a labelled scene on its own pixel grid: the fronts, and the zones that a network saw.
import { type Affine, invertAffine, type PixelXY, pixelToMap } from "../geo/coordinates.ts";
import { rasteriseLines } from "../geo/rasteriseLines.ts";

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Zones on a network's grid, in CaFFe's codes. */
export type ZonesOnGrid = Size & {
  readonly codes: Uint8Array<ArrayBuffer>;
  /** Corner spaces, y down. */
  readonly gridToPixel: Affine;
};

/** 255 on the pixels that fronts pass through, 0 elsewhere; row-major. */
export function frontMask(
  fronts: readonly (readonly PixelXY[])[],
  size: Size,
): Uint8Array<ArrayBuffer> {
  return rasteriseLines(fronts, size).map((set) => set * 255);
}

/** Each pixel's zone by the grid cell that its middle lies in; 0 (no data) outside the grid. */
export function zoneMask(zones: ZonesOnGrid, { widthPx, heightPx }: Size): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(widthPx * heightPx);
  const pixelToGrid = invertAffine(zones.gridToPixel);
  if (pixelToGrid === null) return mask;
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const [x, y] = pixelToMap(pixelToGrid, [col + 0.5, row + 0.5]);
      const [gridCol, gridRow] = [Math.floor(x), Math.floor(y)];
      if (gridCol < 0 || gridRow < 0 || gridCol >= zones.widthPx || gridRow >= zones.heightPx)
        continue;
      mask[row * widthPx + col] = zones.codes[gridRow * zones.widthPx + gridCol] ?? 0;
    }
  return mask;
}
