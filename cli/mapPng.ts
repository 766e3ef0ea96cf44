// A network map as an 8-bit grey PNG of the size of what was predicted on.
import { encode } from "fast-png";
import type { NetworkGrid, NetworkMap } from "../src/inference/prediction.ts";
import { resizeBilinear } from "../src/inference/preprocess/resizeBilinear.ts";
import { resizeNearest } from "../src/inference/scores/networkLabel.ts";

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Larger pictures are written as the network sees them. */
const MOST_PX = 64e6;

/** 0..1 becomes 0..255, bilinear between the network's pixels. `part`: the scene, or the area in it. */
export function mapPng(
  { values }: Pick<NetworkMap, "values">,
  grid: NetworkGrid,
  part: Size,
): Uint8Array {
  const size = pictureSize(grid, part);
  const read = (col: number, row: number) => values[row * grid.widthPx + col] as number;
  const data = Uint8Array.from(resizeBilinear(read, grid, size), (value) =>
    Math.round(255 * value),
  );
  return encode({ width: size.widthPx, height: size.heightPx, data, channels: 1 });
}

/** CaFFe's codes as they are, nearest pixel. */
export function zonesPng(zones: Uint8Array, grid: NetworkGrid, part: Size): Uint8Array {
  const size = pictureSize(grid, part);
  const data = resizeNearest(zones, grid, size);
  return encode({ width: size.widthPx, height: size.heightPx, data, channels: 1 });
}

function pictureSize(grid: NetworkGrid, part: Size): Size {
  return part.widthPx * part.heightPx > MOST_PX ? grid : part;
}
