// A network map as an 8-bit grey PNG of the size of what was predicted on.
import { encode } from "fast-png";
import type { NetworkGrid, NetworkMap } from "../src/inference/prediction.ts";
import { resizeBilinear } from "../src/inference/preprocess/resizeBilinear.ts";

/** Larger pictures are written as the network sees them. */
const MOST_PX = 64e6;

/** 0..1 becomes 0..255, bilinear between the network's pixels. `part`: the scene, or the area in it. */
export function mapPng(
  { values }: NetworkMap,
  grid: NetworkGrid,
  part: { readonly widthPx: number; readonly heightPx: number },
): Uint8Array {
  const size = part.widthPx * part.heightPx > MOST_PX ? grid : part;
  const read = (col: number, row: number) => values[row * grid.widthPx + col] as number;
  const data = Uint8Array.from(resizeBilinear(read, grid, size), (value) =>
    Math.round(255 * value),
  );
  return encode({ width: size.widthPx, height: size.heightPx, data, channels: 1 });
}
