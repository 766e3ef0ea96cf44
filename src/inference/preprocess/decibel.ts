// Many values to decibels, by a table of logarithms.
import { DECIBEL_FLOOR, decibelOf, type Radiometry } from "../../scene/radiometry.ts";

const TABLE_BITS = 11;
const REST_BITS = 23 - TABLE_BITS;
const TABLE_MASK = (1 << TABLE_BITS) - 1;
const REST_MASK = (1 << REST_BITS) - 1;
const REST_SHARE = 1 / (1 << REST_BITS);
/** log2 of 1 to 2 in even steps. Straight lines between them err by 4e-8, below what a 32-bit float holds. */
const LOG2 = Float64Array.from({ length: 2 ** TABLE_BITS + 1 }, (_, i) =>
  Math.log2(1 + i / 2 ** TABLE_BITS),
);
/** Positive numbers with a full mantissa lie between these as bits. */
const SMALLEST_NORMAL = 0x00800000;
const INFINITE = 0x7f800000;

/**
 * `decibelOf` of every value, within 1e-5 dB: 20 log10 of an amplitude, 10 log10 of a power, dB as they are; NaN stays.
 * `out`: memory to write to, as long as the values, which may be the values' own.
 */
export function toDecibel(
  values: Float32Array<ArrayBuffer>,
  radiometry: Radiometry,
  out = new Float32Array(values.length),
): Float32Array<ArrayBuffer> {
  if (radiometry === "decibel") {
    out.set(values);
    return out;
  }
  const factor = (radiometry === "amplitude" ? 20 : 10) * Math.log10(2);
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const bit = bits[i] as number;
    if (bit < SMALLEST_NORMAL || bit >= INFINITE) {
      out[i] = decibelOf(values[i] as number, radiometry);
      continue;
    }
    const at = (bit >> REST_BITS) & TABLE_MASK;
    const low = LOG2[at] as number;
    const rest = (bit & REST_MASK) * REST_SHARE * ((LOG2[at + 1] as number) - low);
    const decibel = factor * ((bit >> 23) - 127 + low + rest);
    out[i] = decibel;
    if (decibel < DECIBEL_FLOOR) out[i] = DECIBEL_FLOOR;
  }
  return out;
}
