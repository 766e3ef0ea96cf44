// The median of every pixel of a block, four at a time: the steps of `medianSteps.ts` as WebAssembly vector code, which is
// written at run time for the kernel's size.

import { type MedianSteps, medianSteps, type Step } from "./medianSteps.ts";
import type { Value } from "./minMaxNetwork.ts";
import { wasm, wasmModule } from "./wasmModule.ts";

/** Rows of a block. */
const HEIGHT_PX = 64;
const WIDEST_PX = 1024;
/** What is kept of a row is to stay in the processor's nearest memory. */
const MOST_PLANE_BYTES = 48 * 1024;

export type MedianKernel = {
  /** Of a block. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The block with half a kernel around it, row-major with `strideFloats` to a row; to be filled before `run`. */
  readonly input: Float32Array<ArrayBuffer>;
  readonly output: Float32Array<ArrayBuffer>;
  readonly strideFloats: number;
  /** Medians of the first `rows` rows of the block, and of `cols` columns or up to three more. */
  readonly run: (rows: number, cols: number) => void;
};

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const LANES = 4;
const made = new Map<string, MedianKernel | null>();

/** Null where the machine has no vector code. Both sides odd and at most 15. */
export function medianKernel(kernelX: number, kernelY: number): MedianKernel | null {
  const key = `${kernelX} ${kernelY}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const kernel = makeKernel(kernelX, kernelY);
  made.set(key, kernel);
  return kernel;
}

/** Where things lie in memory, in bytes. */
type Layout = {
  readonly widthPx: number;
  readonly stride: number;
  readonly input: number;
  readonly output: number;
  /** The planes of sorted values, by the number of their columns. */
  readonly planes: ReadonlyMap<number, number>;
  readonly end: number;
};

function makeKernel(kernelX: number, kernelY: number): MedianKernel | null {
  const steps = medianSteps(kernelX, kernelY);
  const layout = layoutOf(steps, kernelX, kernelY);
  const bytes = wasmModule(codeOf(steps, layout, kernelX));
  if (!WebAssembly.validate(bytes)) return null;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / 2 ** 16) });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { page: { memory } });
  const runBytes = instance.exports.run as (rows: number, rowBytes: number) => void;
  const strideFloats = layout.stride / BYTES;
  const inputFloats = strideFloats * (HEIGHT_PX + kernelY - 1);
  return {
    widthPx: layout.widthPx,
    heightPx: HEIGHT_PX,
    strideFloats,
    input: new Float32Array(memory.buffer as ArrayBuffer, layout.input, inputFloats),
    output: new Float32Array(memory.buffer as ArrayBuffer, layout.output, strideFloats * HEIGHT_PX),
    run: (rows, cols) => runBytes(rows, LANES * BYTES * Math.ceil(cols / LANES)),
  };
}

function layoutOf({ sortColumn, widen }: MedianSteps, kernelX: number, kernelY: number): Layout {
  const planeCount = [sortColumn, ...widen].reduce((sum, { outputs }) => sum + outputs.length, 0);
  let widthPx = WIDEST_PX;
  while (widthPx > 128 && widthPx * BYTES * planeCount > MOST_PLANE_BYTES) widthPx /= 2;
  const stride = BYTES * (widthPx + LANES * Math.ceil((kernelX - 1) / LANES) + LANES);
  const input = 0;
  const output = input + stride * (HEIGHT_PX + kernelY - 1);
  let end = output + stride * HEIGHT_PX;
  const planes = new Map<number, number>();
  for (const [i, { outputs }] of [sortColumn, ...widen].entries()) {
    planes.set(2 ** i, end);
    end += stride * outputs.length;
  }
  // Vectors at the foot of the last plane reach beyond it.
  return { widthPx, stride, input, output, planes, end: end + stride };
}

/** Locals of the function, parameters first: rows, and bytes of a row's medians. */
const ROWS = 0;
const ROW_BYTES = 1;
const ROW = 2;
const AT = 3;
const INPUT = 4;
const OUTPUT = 5;
const FIRST_VECTOR = 6;
const PARAMETERS = 2;

function codeOf(steps: MedianSteps, layout: Layout, kernelX: number) {
  const { stride, planes } = layout;
  const plane = (columns: number) => planes.get(columns) ?? 0;
  const pool = new VectorPool();
  /** Bytes of a row of sorted columns that are needed beyond those of its medians. */
  const beyond = (columns: number) =>
    BYTES * LANES * Math.ceil(Math.max(0, kernelX - columns) / LANES);
  const passes = [
    across(beyond(1), [
      ...stepCode(steps.sortColumn, pool, {
        load: ({ rank }) => ({ base: INPUT, offset: rank * stride }),
        store: (rank) => ({ base: AT, offset: plane(1) + rank * stride }),
      }),
      ...advance(INPUT, LANES * BYTES),
    ]),
    ...steps.widen.map((step, i) =>
      across(
        beyond(2 ** (i + 1)),
        stepCode(step, pool, {
          load: ({ columns, rank, shiftPx }) => ({
            base: AT,
            offset: plane(columns) + rank * stride + shiftPx * BYTES,
          }),
          store: (rank) => ({ base: AT, offset: plane(2 ** (i + 1)) + rank * stride }),
        }),
      ),
    ),
    across(0, [
      ...stepCode(steps.median, pool, {
        load: ({ columns, rank, shiftPx }) => ({
          base: AT,
          offset: plane(columns) + rank * stride + shiftPx * BYTES,
        }),
        store: () => ({ base: OUTPUT, offset: 0 }),
      }),
      ...advance(OUTPUT, LANES * BYTES),
    ]),
  ];
  const body = [
    ...[...wasm.number(layout.input), ...wasm.set(INPUT)],
    ...[...wasm.number(layout.output), ...wasm.set(OUTPUT)],
    ...wasm.repeatWhile([
      ...passes.flat(),
      // On to the next row of the block.
      ...[...advance(INPUT, stride - beyond(1)), ...goBack(INPUT, ROW_BYTES)],
      ...[...advance(OUTPUT, stride), ...goBack(OUTPUT, ROW_BYTES)],
      ...[...wasm.get(ROW), ...wasm.number(1), ...wasm.add, ...wasm.tee(ROW)],
      ...[...wasm.get(ROWS), ...wasm.isLess],
    ]),
  ];
  return { parameters: PARAMETERS, numbers: FIRST_VECTOR - PARAMETERS, vectors: pool.size, body };
}

/** `body` for every vector of a row and `beyond` bytes after it; `AT` counts the bytes from the row's beginning. */
function across(beyond: number, body: readonly number[]): number[] {
  return [
    ...[...wasm.number(0), ...wasm.set(AT)],
    ...wasm.repeatWhile([
      ...body,
      ...[...wasm.get(AT), ...wasm.number(LANES * BYTES), ...wasm.add, ...wasm.tee(AT)],
      ...[...wasm.get(ROW_BYTES), ...wasm.number(beyond), ...wasm.add, ...wasm.isLess],
    ]),
  ];
}

function advance(local: number, bytes: number): number[] {
  return [...wasm.get(local), ...wasm.number(bytes), ...wasm.add, ...wasm.set(local)];
}

function goBack(local: number, bytesLocal: number): number[] {
  return [...wasm.get(local), ...wasm.get(bytesLocal), ...wasm.subtract, ...wasm.set(local)];
}

type Address = { readonly base: number; readonly offset: number };
type Places = {
  readonly load: (input: Step["inputs"][number]) => Address;
  readonly store: (rank: number) => Address;
};

/** Inputs are loaded when they are first needed, and a vector's local is used again once nothing needs its value. */
function stepCode({ network, inputs, outputs }: Step, pool: VectorPool, { load, store }: Places) {
  const operations = network.neededFor(outputs);
  const usesLeft = new Map<Value, number>();
  const count = (value: Value) => usesLeft.set(value, (usesLeft.get(value) ?? 0) + 1);
  for (const { by } of operations) {
    count(by.a);
    count(by.b);
  }
  for (const output of outputs) count(output);
  const locals = new Map<Value, number>();
  const code: number[] = [];

  function push(value: Value): void {
    const local = locals.get(value);
    const left = (usesLeft.get(value) ?? 0) - 1;
    usesLeft.set(value, left);
    if (local !== undefined) {
      code.push(...wasm.get(local));
      if (left === 0) pool.release(local);
      return;
    }
    const { base, offset } = load(inputs[value] as Step["inputs"][number]);
    code.push(...wasm.get(base), ...wasm.load(offset));
    if (left > 0) {
      const taken = pool.take();
      locals.set(value, taken);
      code.push(...wasm.tee(taken));
    }
  }

  for (const { value, by } of operations) {
    push(by.a);
    push(by.b);
    const local = pool.take();
    locals.set(value, local);
    code.push(...wasm[by.kind], ...wasm.set(local));
  }
  for (const [rank, output] of outputs.entries()) {
    const { base, offset } = store(rank);
    code.push(...wasm.get(base));
    push(output);
    code.push(...wasm.store(offset));
  }
  return code;
}

/** Locals for vectors, numbered after the whole numbers. */
class VectorPool {
  readonly #free: number[] = [];
  size = 0;

  take(): number {
    return this.#free.pop() ?? FIRST_VECTOR + this.size++;
  }

  release(local: number): void {
    this.#free.push(local);
  }
}
