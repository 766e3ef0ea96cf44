// Multilooking: blocks of pixels averaged in power, which lowers speckle before anything else is done (Holzmann et al.
// 2021, section III-A).
import type { Size } from "./resizeBilinear.ts";

export type Looks = { readonly x: number; readonly y: number };

type Masked = Size & {
  readonly values: Float32Array<ArrayBuffer>;
  readonly valid: Uint8Array<ArrayBuffer>;
};

/** Whole pixels a block, along each axis, that cover at least `metres`; 1 leaves the axis. */
export function looksFor(metres: number, pixelSizeMetres: Looks): Looks {
  const along = (pixel: number) => Math.max(1, Math.ceil(metres / pixel - 1e-9));
  return { x: along(pixelSizeMetres.x), y: along(pixelSizeMetres.y) };
}

/**
 * Averages blocks of `looks` pixels over those with data. Values count as amplitude, whose square is power, and come back
 * as amplitude: so do 8-bit stretches, for which that is an approximation. Scenes with negative values and none above 100
 * count as dB; such values of linear power (small, a few below 0 once noise was subtracted) are averaged nearly as they
 * are, which is right for power. A block without data stays without. Where the looks do not divide
 * a side, some blocks are a pixel longer, so that the result covers the same ground.
 */
export function multilook(band: Masked, looks: Looks): Masked {
  const widthPx = Math.max(1, Math.floor(band.widthPx / looks.x));
  const heightPx = Math.max(1, Math.floor(band.heightPx / looks.y));
  const isDecibel = mayBeDecibel(band);
  const toPower = isDecibel ? (v: number) => 10 ** (v / 10) : (v: number) => Math.max(0, v) ** 2;
  const fromPower = isDecibel ? (p: number) => 10 * Math.log10(p) : Math.sqrt;
  const values = new Float32Array(widthPx * heightPx);
  const valid = new Uint8Array(widthPx * heightPx);
  const edges = (count: number, source: number) =>
    Array.from({ length: count + 1 }, (_, i) => Math.floor((i * source) / count));
  const [cols, rows] = [edges(widthPx, band.widthPx), edges(heightPx, band.heightPx)];
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const block = [cols[col], rows[row], cols[col + 1], rows[row + 1]] as Block;
      const { sum, count } = blockSum(band, block, toPower);
      if (count === 0) continue;
      values[row * widthPx + col] = fromPower(sum / count);
      valid[row * widthPx + col] = 1;
    }
  return { widthPx, heightPx, values, valid };
}

/** Far above any backscatter: what is brighter cannot be dB. */
const MAXIMUM_DECIBEL = 100;

function mayBeDecibel({ values, valid }: Masked): boolean {
  let hasNegative = false;
  for (let i = 0; i < values.length; i++) {
    if (!valid[i]) continue;
    if ((values[i] as number) > MAXIMUM_DECIBEL) return false;
    hasNegative ||= (values[i] as number) < 0;
  }
  return hasNegative;
}

type Block = readonly [left: number, top: number, right: number, bottom: number];

function blockSum(
  { values, valid, widthPx }: Masked,
  [left, top, right, bottom]: Block,
  toPower: (value: number) => number,
): { sum: number; count: number } {
  let [sum, count] = [0, 0];
  for (let row = top; row < bottom; row++)
    for (let col = left; col < right; col++) {
      const at = row * widthPx + col;
      if (!valid[at]) continue;
      sum += toPower(values[at] as number);
      count++;
    }
  return { sum, count };
}
