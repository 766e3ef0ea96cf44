// Linear least squares by Householder reflections (Golub and Van Loan, Matrix Computations, section 5.3).

/** A column that is so nearly a combination of the others tells nothing of its own. */
const RANK_TOLERANCE = 1e-9;

/**
 * The `x` that makes `|A x - b|` least for every column of `b`. `rows`: of A, at least as many as it has columns;
 * `targets[i]`: what row `i` is to give. Null where the columns of A depend on each other.
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): number[][] | null {
  const unknowns = rows[0]?.length ?? 0;
  if (unknowns === 0 || rows.length < unknowns) return null;
  const matrix = rows.map((row, i) => Float64Array.from([...row, ...(targets[i] ?? [])]));
  const norms = Array.from({ length: unknowns }, (_, k) => columnNorm(matrix, k, 0));
  for (let k = 0; k < unknowns; k++) {
    if (columnNorm(matrix, k, k) <= RANK_TOLERANCE * (norms[k] ?? 0)) return null;
    reflect(matrix, k);
  }
  const columns = targets[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) => backSubstitute(matrix, unknowns, column));
}

function columnNorm(matrix: readonly Float64Array[], k: number, from: number): number {
  let sum = 0;
  for (let i = from; i < matrix.length; i++) sum += at(matrix, i, k) ** 2;
  return Math.sqrt(sum);
}

/** Turns column `k` so that nothing is left of it below row `k`, and the columns after it alike. */
function reflect(matrix: readonly Float64Array[], k: number): void {
  const length = columnNorm(matrix, k, k);
  const pivot = at(matrix, k, k);
  const alpha = pivot > 0 ? -length : length;
  const axis = matrix.map((_, i) => (i < k ? 0 : at(matrix, i, k) - (i === k ? alpha : 0)));
  const square = axis.reduce((sum, value) => sum + value * value, 0);
  if (square === 0) return;
  const width = matrix[0]?.length ?? 0;
  for (let column = k; column < width; column++) {
    let dot = 0;
    for (let i = k; i < matrix.length; i++) dot += (axis[i] ?? 0) * at(matrix, i, column);
    const factor = (2 * dot) / square;
    for (let i = k; i < matrix.length; i++) {
      const row = matrix[i];
      if (row !== undefined) row[column] = at(matrix, i, column) - factor * (axis[i] ?? 0);
    }
  }
}

function backSubstitute(
  matrix: readonly Float64Array[],
  unknowns: number,
  column: number,
): number[] {
  const solution = new Array<number>(unknowns).fill(0);
  for (let k = unknowns - 1; k >= 0; k--) {
    let rest = at(matrix, k, unknowns + column);
    for (let j = k + 1; j < unknowns; j++) rest -= at(matrix, k, j) * (solution[j] ?? 0);
    solution[k] = rest / at(matrix, k, k);
  }
  return solution;
}

const at = (matrix: readonly Float64Array[], row: number, column: number) =>
  matrix[row]?.[column] ?? 0;
