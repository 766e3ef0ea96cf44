// A network map as an 8-bit grey PNG of the scene's size.
import { encode } from "fast-png";
import type { NetworkGrid, NetworkMap } from "../src/inference/prediction.ts";
import { resizeBilinear } from "../src/inference/preprocess/resizeBilinear.ts";

/** 0..1 becomes 0..255, bilinear between the network's pixels. */
export function mapPng(
  { values }: NetworkMap,
  grid: NetworkGrid,
  scene: { readonly widthPx: number; readonly heightPx: number },
): Uint8Array {
  const read = (col: number, row: number) => values[row * grid.widthPx + col] as number;
  const data = Uint8Array.from(resizeBilinear(read, grid, scene), (value) =>
    Math.round(255 * value),
  );
  return encode({ width: scene.widthPx, height: scene.heightPx, data, channels: 1 });
}
