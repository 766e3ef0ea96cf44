// ONNX operators one after another, each reading what the one before gave.
import type { OnnxNode, OnnxTensor } from "./onnxProto.ts";

export class OnnxChain {
  /** Name of the newest value. */
  value: string;
  readonly #id: string;
  readonly #nodes: OnnxNode[] = [];

  /** The last operator's value will be called `id`. */
  constructor(id: string, value: string) {
    this.#id = id;
    this.value = value;
  }

  /** Goes on from another value. */
  from(value: string): this {
    this.value = value;
    return this;
  }

  add(op: string, more: readonly string[] = [], attributes: OnnxNode["attributes"] = {}): this {
    const output = `${this.#id}.step${this.#nodes.length}`;
    const inputs = [this.value, ...more];
    this.#nodes.push({ op, name: output, inputs, outputs: [output], attributes });
    this.value = output;
    return this;
  }

  /** The operators, the last one's value renamed. */
  end(): OnnxNode[] {
    const last = this.#nodes.at(-1);
    return last ? [...this.#nodes.slice(0, -1), { ...last, outputs: [this.#id] }] : [];
  }
}

/** A list of whole numbers, or one, as a tensor. */
export function wholeNumbers(name: string, values: number | readonly number[]): OnnxTensor {
  const list = typeof values === "number" ? [values] : values;
  const shape = typeof values === "number" ? [] : [values.length];
  return { name, shape, values: BigInt64Array.from(list, BigInt) };
}
