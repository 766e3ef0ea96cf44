// How strongly a picture changes at each place: what a line follows where no network has looked.

export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major; NaN where there is nothing. */
  readonly values: Float32Array;
};

/** Speckle is as strong as an edge in single pixels, so means over this many to each side are compared. */
const ARM_PX = 4;
/** Edges at least as strong as this share of the picture's count as full. */
const FULL_QUANTILE = 0.98;

/**
 * 0..1, row-major: the largest difference between the means on both sides, over four directions, against the
 * strongest in the picture. 0 next to places without data, so that the scene's edge is none.
 */
export function edgeStrength({ widthPx, heightPx, values }: Picture): Float32Array {
  const strength = new Float32Array(widthPx * heightPx);
  const sums = runningSums({ widthPx, heightPx, values });
  const mean = (col: number, row: number, toCol: number, toRow: number) =>
    sums.mean(
      Math.max(0, col),
      Math.max(0, row),
      Math.min(widthPx, toCol),
      Math.min(heightPx, toRow),
    );
  const half = ARM_PX >> 1;
  for (let row = 0; row < heightPx; row++) {
    for (let col = 0; col < widthPx; col++) {
      const left = mean(col - ARM_PX, row - half, col, row + half + 1);
      const right = mean(col + 1, row - half, col + ARM_PX + 1, row + half + 1);
      const above = mean(col - half, row - ARM_PX, col + half + 1, row);
      const below = mean(col - half, row + 1, col + half + 1, row + ARM_PX + 1);
      const difference = Math.hypot(left - right, above - below);
      strength[row * widthPx + col] = Number.isNaN(difference) ? 0 : difference;
    }
  }
  const full = strength.toSorted()[Math.floor(FULL_QUANTILE * (strength.length - 1))] ?? 0;
  return full === 0 ? strength : strength.map((value) => Math.min(1, value / full));
}

/** Means of any rectangle in constant time; NaN where any of it has no data. */
function runningSums({ widthPx, heightPx, values }: Picture) {
  const stride = widthPx + 1;
  const sums = addedUp(widthPx, heightPx, (i) => finiteOr0(values[i]));
  const gaps = addedUp(widthPx, heightPx, (i) => (Number.isNaN(values[i]) ? 1 : 0));
  const at = (of: Float64Array, col: number, row: number) => of[row * stride + col] ?? 0;
  const total = (of: Float64Array, a: number, b: number, c: number, d: number) =>
    at(of, c, d) - at(of, c, b) - at(of, a, d) + at(of, a, b);
  return {
    mean: (col: number, row: number, toCol: number, toRow: number): number => {
      const count = (toCol - col) * (toRow - row);
      if (count <= 0 || total(gaps, col, row, toCol, toRow) > 0) return Number.NaN;
      return total(sums, col, row, toCol, toRow) / count;
    },
  };
}

const finiteOr0 = (value = 0) => (Number.isNaN(value) ? 0 : value);

/** Entry (col, row) is the sum over all cells above and to the left of it. */
function addedUp(widthPx: number, heightPx: number, of: (index: number) => number): Float64Array {
  const stride = widthPx + 1;
  const sums = new Float64Array(stride * (heightPx + 1));
  for (let row = 0; row < heightPx; row++) {
    let line = 0;
    for (let col = 0; col < widthPx; col++) {
      line += of(row * widthPx + col);
      sums[(row + 1) * stride + col + 1] = line + (sums[row * stride + col + 1] ?? 0);
    }
  }
  return sums;
}
