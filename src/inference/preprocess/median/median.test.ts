// The vector median against sorting, pixel by pixel, and the networks against every input of zeros and ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianFilter } from "../medianFilter.ts";
import { medianKernel } from "./medianKernel.ts";
import { MinMaxNetwork, type Value } from "./minMaxNetwork.ts";

/** What the network makes of `inputs`. */
function run(network: MinMaxNetwork, outputs: readonly Value[], inputs: readonly number[]) {
  const values = new Map(inputs.entries());
  for (const { value, by } of network.neededFor(outputs)) {
    const [a = Number.NaN, b = Number.NaN] = [values.get(by.a), values.get(by.b)];
    values.set(value, by.kind === "min" ? Math.min(a, b) : Math.max(a, b));
  }
  return outputs.map((output) => values.get(output));
}

const indices = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A network that sorts all zeros and ones sorts everything (Knuth, TAOCP 3, section 5.3.4, theorem Z). */
it.each([2, 3, 5, 6, 9])("sorts every input of %i zeros and ones", (count) => {
  const network = new MinMaxNetwork(count);
  const outputs = network.sort(indices(count));
  for (let bits = 0; bits < 2 ** count; bits++) {
    const inputs = indices(count).map((i) => (bits >> i) & 1);
    expect(run(network, outputs, inputs)).toEqual(inputs.toSorted((a, b) => a - b));
  }
});

it("merges and selects from lists of any two lengths", () => {
  for (const [m, n] of [
    [1, 4],
    [4, 1],
    [3, 3],
    [5, 2],
    [6, 9],
  ] as const) {
    const network = new MinMaxNetwork(m + n);
    const [a, b] = [indices(m), indices(n).map((i) => m + i)];
    const merged = network.merge(a, b);
    const selected = indices(m + n).map((rank) => network.select(a, b, rank));
    for (let p = 0; p <= m; p++)
      for (let q = 0; q <= n; q++) {
        const inputs = [...a.map((i) => Number(i >= p)), ...b.map((i) => Number(i - m >= q))];
        const sorted = inputs.toSorted((x, y) => x - y);
        expect(run(network, merged, inputs)).toEqual(sorted);
        expect(run(network, selected, inputs)).toEqual(sorted);
      }
  }
});

/** By sorting; edge pixels repeated. */
function plainMedian(values: Float32Array, widthPx: number, kernel: { x: number; y: number }) {
  const heightPx = values.length / widthPx;
  const at = (col: number, row: number) =>
    values[
      Math.min(heightPx - 1, Math.max(0, row)) * widthPx + Math.min(widthPx - 1, Math.max(0, col))
    ] as number;
  return values.map((centre, i) => {
    if (Number.isNaN(centre)) return centre;
    const [col, row] = [i % widthPx, Math.floor(i / widthPx)];
    const found = indices(kernel.x * kernel.y)
      .map((k) =>
        at(
          col + (k % kernel.x) - (kernel.x - 1) / 2,
          row + Math.floor(k / kernel.x) - (kernel.y - 1) / 2,
        ),
      )
      .filter((value) => !Number.isNaN(value))
      .sort((a, b) => a - b);
    const middle = found.length >> 1;
    const [lower = 0, upper = 0] = [found[middle - 1], found[middle]];
    return found.length % 2 === 1 ? upper : (lower + upper) / 2;
  });
}

describe("medianFilter", () => {
  it("runs as vector code here", () => {
    expect(medianKernel(3, 3)).not.toBeNull();
  });

  it.each([
    [3, 3],
    [5, 5],
    [7, 7],
    [9, 9],
    [1, 3],
    [9, 3],
    [3, 11],
    [13, 1],
    [15, 15],
  ])("of %i x %i pixels is the middle value, across blocks and at the edges", (x, y) => {
    const widthPx = x * y > 10 ? 300 : 1100;
    const values = Float32Array.from({ length: widthPx * 70 }, (_, i) => Math.sin(i * i) * 9);
    const source = { values, valid: new Uint8Array(values.length).fill(1), widthPx, heightPx: 70 };
    expect(medianFilter(source, { x, y })).toEqual(plainMedian(values, widthPx, { x, y }));
  });

  it("leaves out pixels without data, wherever they lie", () => {
    const pixel = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const side = fc.constantFrom(1, 3, 5, 7);
    const image = fc.array(pixel, { minLength: 12, maxLength: 400 });
    fc.assert(
      fc.property(image, fc.integer({ min: 1, max: 12 }), side, side, (all, widthPx, x, y) => {
        const heightPx = Math.floor(all.length / widthPx);
        const values = Float32Array.from(all.slice(0, widthPx * heightPx));
        const valid = Uint8Array.from(values, (value) => Number(!Number.isNaN(value)));
        const made = medianFilter({ values, valid, widthPx, heightPx }, { x, y });
        expect(made).toEqual(plainMedian(values, widthPx, { x, y }));
      }),
    );
  });
});
