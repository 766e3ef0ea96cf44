// Multilooking: blocks of pixels averaged in power, which lowers speckle before anything else is done (Holzmann et al.
// 2021, section III-A).
import type { Size } from "./resizeBilinear.ts";
import { isWhole } from "./validMask.ts";

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
  const values = new Float32Array(widthPx * heightPx);
  const valid = new Uint8Array(widthPx * heightPx);
  const cols = edges(widthPx, band.widthPx);
  const rows = edges(heightPx, band.heightPx);
  const columns: Columns = {
    power: new Float64Array(band.widthPx),
    counts: new Uint32Array(band.widthPx),
  };
  for (let row = 0; row < heightPx; row++) {
    const [from, to] = [rows[row] as number, rows[row + 1] as number];
    // Most lines of most scenes are whole.
    if (!isDecibel && isWhole(band.valid, from * band.widthPx, to * band.widthPx)) {
      addWholeLines(band, from, to, columns.power);
      const out = values.subarray(row * widthPx, (row + 1) * widthPx);
      writeWholeRow(columns.power, cols, to - from, out);
      valid.fill(1, row * widthPx, (row + 1) * widthPx);
      continue;
    }
    columns.power.fill(0);
    columns.counts.fill(0);
    for (let line = from; line < to; line++) addLine(band, line, isDecibel, columns);
    for (let col = 0, at = row * widthPx; col < widthPx; col++, at++) {
      const mean = meanOver(columns, cols[col] as number, cols[col + 1] as number);
      if (Number.isNaN(mean)) continue;
      values[at] = isDecibel ? 10 * Math.log10(mean) : Math.sqrt(mean);
      valid[at] = 1;
    }
  }
  return { widthPx, heightPx, values, valid };
}

/** Where each of `count` blocks begins among `size` pixels, and where the last one ends. */
function edges(count: number, size: number): Uint32Array {
  return Uint32Array.from({ length: count + 1 }, (_, i) => Math.floor((i * size) / count));
}

/** `power`: of each column over the lines `from` up to `to`, all of whose pixels have data. */
function addWholeLines(
  { values, widthPx }: Masked,
  from: number,
  to: number,
  power: Float64Array,
): void {
  for (let line = from; line < to; line++) {
    const first = line * widthPx;
    const isFirst = line === from;
    for (let col = 0; col < widthPx; col++) {
      const value = values[first + col] as number;
      const own = value > 0 ? value * value : 0;
      power[col] = isFirst ? own : (power[col] as number) + own;
    }
  }
}

/** `out`: the amplitude of each block of columns, all of whose pixels have data. */
function writeWholeRow(
  power: Float64Array,
  cols: Uint32Array,
  lines: number,
  out: Float32Array,
): void {
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    const to = cols[i + 1] as number;
    let sum = power[from] as number;
    for (let col = from + 1; col < to; col++) sum += power[col] as number;
    out[i] = Math.sqrt(sum / ((to - from) * lines));
    from = to;
  }
}

/** Sums over the lines of a block, column by column. */
type Columns = { readonly power: Float64Array; readonly counts: Uint32Array };

function addLine(
  { values, valid, widthPx }: Masked,
  line: number,
  isDecibel: boolean,
  { power, counts }: Columns,
): void {
  const first = line * widthPx;
  for (let col = 0, at = first; col < widthPx; col++, at++) {
    if (!valid[at]) continue;
    const value = values[at] as number;
    const own = isDecibel ? 10 ** (value / 10) : value > 0 ? value * value : 0;
    power[col] = (power[col] as number) + own;
    counts[col] = (counts[col] as number) + 1;
  }
}

/** NaN where none of the columns has data. */
function meanOver({ power, counts }: Columns, from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let col = from; col < to; col++) {
    sum += power[col] as number;
    count += counts[col] as number;
  }
  return sum / count;
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
