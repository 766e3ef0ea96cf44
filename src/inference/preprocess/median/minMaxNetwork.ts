// Sorting by minima and maxima alone, without a branch: what a vector unit does with many pixels at once.

/** A value of the network, by number: inputs first, then one for each operation. */
export type Value = number;
export type Operation = { readonly kind: "min" | "max"; readonly a: Value; readonly b: Value };

export class MinMaxNetwork {
  readonly inputCount: number;
  readonly operations: Operation[] = [];

  constructor(inputCount: number) {
    this.inputCount = inputCount;
  }

  min(a: Value, b: Value): Value {
    return this.#add({ kind: "min", a, b });
  }

  max(a: Value, b: Value): Value {
    return this.#add({ kind: "max", a, b });
  }

  /** Ascending. */
  sort(values: readonly Value[]): readonly Value[] {
    if (values.length < 2) return values;
    const middle = values.length >> 1;
    return this.merge(this.sort(values.slice(0, middle)), this.sort(values.slice(middle)));
  }

  /** Two ascending lists of any lengths as one: Batcher's odd-even merge (Knuth, TAOCP 3, section 5.3.4). */
  merge(a: readonly Value[], b: readonly Value[]): readonly Value[] {
    const [firstA, firstB] = [a[0], b[0]];
    if (firstA === undefined) return b;
    if (firstB === undefined) return a;
    if (a.length === 1 && b.length === 1)
      return [this.min(firstA, firstB), this.max(firstA, firstB)];
    const even = this.merge(everySecond(a, 0), everySecond(b, 0));
    const odd = this.merge(everySecond(a, 1), everySecond(b, 1));
    const merged = even.slice(0, 1);
    for (let i = 0; i < Math.max(odd.length, even.length - 1); i++) {
      const [low, high] = [odd[i], even[i + 1]];
      if (low === undefined || high === undefined) merged.push((low ?? high) as Value);
      else merged.push(this.min(low, high), this.max(low, high));
    }
    return merged;
  }

  /** The one of `rank` (from 0) among two ascending lists: the least of the maxima that leave `rank` values below. */
  select(a: readonly Value[], b: readonly Value[], rank: number): Value {
    let found: Value | null = null;
    for (let i = 0; i <= a.length; i++) {
      const j = rank + 1 - i;
      if (j < 0 || j > b.length) continue;
      const [left, right] = [a[i - 1], b[j - 1]];
      const most =
        left === undefined || right === undefined
          ? ((left ?? right) as Value)
          : this.max(left, right);
      found = found === null ? most : this.min(found, most);
    }
    return found as Value;
  }

  /** The operations that `outputs` depend on, in order; their values keep their numbers. */
  neededFor(
    outputs: readonly Value[],
  ): readonly { readonly value: Value; readonly by: Operation }[] {
    const needed = new Set(outputs);
    const kept: { value: Value; by: Operation }[] = [];
    for (let i = this.operations.length - 1; i >= 0; i--) {
      const value = this.inputCount + i;
      const by = this.operations[i];
      if (by === undefined || !needed.has(value)) continue;
      needed.add(by.a).add(by.b);
      kept.push({ value, by });
    }
    return kept.reverse();
  }

  #add(operation: Operation): Value {
    this.operations.push(operation);
    return this.inputCount + this.operations.length - 1;
  }
}

function everySecond(values: readonly Value[], first: 0 | 1): Value[] {
  return values.filter((_, i) => i % 2 === first);
}
