// Contrast evened out by neighbourhood: contrast limited adaptive histogram equalisation (Zuiderveld, in Graphics Gems IV,
// 1994). The neighbourhoods are fixed to the scene, so that tiles fit together at every magnification.

const BINS = 256;
/** Neighbourhoods along the scene's longer side. */
const ALONG = 8;
/** A bin may hold so many times its even share; what is above is spread over all. */
const CLIP = 3;
/** Below this a neighbourhood is told by the whole scene. */
const FEWEST_PX = 200;

/** An overview of a whole scene, row-major; NaN where there is no data. */
type Overview = {
  readonly values: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
};

export type LocalContrast = {
  /** 0..1 for a value at a place given in shares of the scene's width and height, 0..1 from the upper left; NaN stays. */
  readonly map: (value: number, x01: number, y01: number) => number;
};

/** `values` of the overview are in the unit that will be mapped. */
export function localContrast({ values, widthPx, heightPx }: Overview): LocalContrast {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const low = sorted[Math.floor(0.001 * sorted.length)] ?? 0;
  const high = sorted[Math.floor(0.999 * sorted.length)] ?? 1;
  const perUnit = (BINS - 1) / Math.max(Number.MIN_VALUE, high - low);
  const place = (value: number) => Math.min(BINS - 1, Math.max(0, (value - low) * perUnit));
  const longer = Math.max(widthPx, heightPx);
  const across = Math.max(1, Math.round((ALONG * widthPx) / longer));
  const down = Math.max(1, Math.round((ALONG * heightPx) / longer));
  const counts = Array.from({ length: across * down }, () => new Float64Array(BINS));
  const whole = new Float64Array(BINS);
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const [col, row] = [i % widthPx, Math.floor(i / widthPx)];
    const cell =
      Math.floor((row * down) / heightPx) * across + Math.floor((col * across) / widthPx);
    const bin = Math.round(place(value));
    whole[bin] = (whole[bin] ?? 0) + 1;
    const own = counts[cell] as Float64Array;
    own[bin] = (own[bin] ?? 0) + 1;
  }
  const ofAll = risingShares(whole);
  const curves = counts.map((own) => (total(own) < FEWEST_PX ? ofAll : risingShares(own)));
  const onCurve = (x: number, y: number, at: number) => {
    const curve = curves[clamp(y, down) * across + clamp(x, across)] as Float64Array;
    const left = Math.floor(at);
    const from = curve[left] as number;
    return from + ((curve[Math.min(BINS - 1, left + 1)] as number) - from) * (at - left);
  };
  return {
    map: (value, x01, y01) => {
      if (Number.isNaN(value)) return value;
      const at = place(value);
      const [x, y] = [x01 * across - 0.5, y01 * down - 0.5];
      const [left, head] = [Math.floor(x), Math.floor(y)];
      const [s, t] = [x - left, y - head];
      const upper = (1 - s) * onCurve(left, head, at) + s * onCurve(left + 1, head, at);
      const lower = (1 - s) * onCurve(left, head + 1, at) + s * onCurve(left + 1, head + 1, at);
      return (1 - t) * upper + t * lower;
    },
  };
}

/** The share of values up to each bin, rising from 0 to 1, once the fullest bins are clipped. */
function risingShares(counts: Float64Array): Float64Array {
  const all = total(counts);
  const most = Math.max(1, (CLIP * all) / BINS);
  const clipped = counts.map((count) => Math.min(most, count));
  const spread = (all - total(clipped)) / BINS;
  let sum = 0;
  const shares = clipped.map((count) => {
    sum += count + spread;
    return sum;
  });
  const [first, last] = [shares[0] ?? 0, shares[BINS - 1] ?? 1];
  return shares.map((share) => (last > first ? (share - first) / (last - first) : 0.5));
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function clamp(index: number, size: number): number {
  return Math.min(size - 1, Math.max(0, index));
}
