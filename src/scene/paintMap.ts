// A map of values as a picture: colours by table, nothing where the network was given no data.
import { type ColourMapName, colourTable } from "./colourMaps.ts";

export type ValueGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major, from 0. */
  readonly values: Float32Array | Uint8Array;
  /** The value at the end of the colours; 1 where it is absent. */
  readonly most?: number;
  /** 1 where there was data, row-major. */
  readonly valid: Uint8Array;
};

/**
 * How a map lies on the picture below it: over it, multiplied with it or screened (W3C Compositing 1), or over it where
 * it is high and transparent where it is low.
 */
export const BLENDS = ["over", "value", "multiply", "screen"] as const;
export type Blend = (typeof BLENDS)[number];

export type Paint = {
  readonly colourMap: ColourMapName;
  /** Low values fade out, so that the scene shows through where the network saw nothing. */
  readonly fadesOut: boolean;
};

/** RGBA, row-major. */
export function paintMap(
  { widthPx, heightPx, values, valid, most = 1 }: ValueGrid,
  { colourMap, fadesOut }: Paint,
): Uint8ClampedArray<ArrayBuffer> {
  const table = colourTable(colourMap);
  const rgba = new Uint8ClampedArray(4 * widthPx * heightPx);
  for (let i = 0; i < widthPx * heightPx; i++) {
    const value = Math.min(1, Math.max(0, (values[i] ?? 0) / most));
    if (valid[i] === 0 || Number.isNaN(value)) continue;
    const entry = 3 * Math.round(value * 255);
    rgba[4 * i] = table[entry] ?? 0;
    rgba[4 * i + 1] = table[entry + 1] ?? 0;
    rgba[4 * i + 2] = table[entry + 2] ?? 0;
    rgba[4 * i + 3] = fadesOut ? 255 * Math.min(1, 1.6 * value) : 255;
  }
  return rgba;
}
