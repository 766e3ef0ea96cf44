// One radiometry for every product: a pixel's value becomes its rank within its own scene.

/**
 * Each value's mid-rank among the values that are not NaN, as a share 0..1: (count below + half of the ties) / count.
 * Any increasing change of radiometry (amplitude, power, dB, a contrast stretch) leaves the result as it is. NaN stays.
 */
export function rankValues(values: Float32Array): Float32Array<ArrayBuffer> {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const ranks = new Float32Array(values.length).fill(Number.NaN);
  // Whole numbers repeat; the ranks of measured ones would fill the memory for nothing.
  const known = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    let rank = known.get(value);
    if (rank === undefined) {
      rank = (bound(sorted, value, false) + bound(sorted, value, true)) / (2 * sorted.length);
      if (known.size < MOST_KNOWN) known.set(value, rank);
    }
    ranks[i] = rank;
  }
  return ranks;
}

const MOST_KNOWN = 100_000;

/** Index of the first entry above (`after`) or not below `value`. */
function bound(sorted: Float32Array, value: number, after: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = sorted[middle] as number;
    if (entry < value || (after && entry === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
