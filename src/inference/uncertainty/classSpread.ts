// Mean and spread of several predictions of the same classes on the same grid, in one pass and flat memory.

type Maps = readonly Float32Array<ArrayBuffer>[];

export class ClassSpread {
  #count = 0;
  readonly #means: Float64Array[] = [];
  /** Sums of squared differences from the mean (Welford 1962). */
  readonly #squares: Float64Array[] = [];

  get count(): number {
    return this.#count;
  }

  /** One map for each class, the same number of them each time. */
  add(maps: Maps): void {
    this.#count++;
    maps.forEach((map, c) => {
      this.#means[c] ??= new Float64Array(map.length);
      this.#squares[c] ??= new Float64Array(map.length);
      const [means, squares] = [this.#means[c], this.#squares[c]];
      for (let i = 0; i < map.length; i++) {
        const before = (map[i] as number) - (means[i] as number);
        means[i] = (means[i] as number) + before / this.#count;
        squares[i] = (squares[i] as number) + before * ((map[i] as number) - (means[i] as number));
      }
    });
  }

  means(): Float32Array<ArrayBuffer>[] {
    return this.#means.map((means) => Float32Array.from(means));
  }

  /** Population standard deviation of each class over the predictions (networks.md 2.7). */
  deviations(): Float32Array<ArrayBuffer>[] {
    return this.#squares.map((squares) =>
      Float32Array.from(squares, (sum) => Math.sqrt(sum / this.#count)),
    );
  }
}

/**
 * Entropy of the mean probabilities over its largest value, 0 (one class certain) to 1 (all alike). A single map is the
 * probability of one class against its absence.
 */
export function normalisedEntropy(means: Maps): Float32Array<ArrayBuffer> {
  const [only] = means;
  if (only === undefined) return new Float32Array();
  const classes = Math.max(2, means.length);
  return Float32Array.from(only, (p, i) => {
    const probabilities =
      means.length === 1 ? [p, 1 - p] : means.map((map) => Math.max(0, map[i] as number));
    const total = probabilities.reduce((sum, value) => sum + value, 0);
    const entropy = probabilities.reduce((sum, value) => {
      const share = total > 0 ? value / total : 0;
      return share > 0 ? sum - share * Math.log(share) : sum;
    }, 0);
    return entropy / Math.log(classes);
  });
}
