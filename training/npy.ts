// NumPy's .npy files, version 1.0, C order, little endian.
import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";

type NpyType = "<f4" | "<f8" | "|u1" | "<u2" | "<i4";

const ITEM_BYTES: Readonly<Record<NpyType, number>> = {
  "<f4": 4,
  "<f8": 8,
  "|u1": 1,
  "<u2": 2,
  "<i4": 4,
};

/** Writes an array block by block, so that a large data set is never in memory at once. */
export class NpyWriter {
  readonly #file: number;

  constructor(path: string, type: NpyType, shape: readonly number[]) {
    this.#file = openSync(path, "w");
    writeSync(this.#file, headerOf(type, shape));
  }

  append(values: Uint8Array | Uint16Array | Float32Array): void {
    writeSync(this.#file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** True when the file is one that `NpyWriter` wrote to its end. */
export function isCompleteNpy(path: string, type: NpyType, shape: readonly number[]): boolean {
  const header = headerOf(type, shape);
  const bytes = shape.reduce((a, b) => a * b, ITEM_BYTES[type]);
  if (statSync(path, { throwIfNoEntry: false })?.size !== header.length + bytes) return false;
  const found = Buffer.alloc(header.length);
  const file = openSync(path, "r");
  readSync(file, found);
  closeSync(file);
  return found.equals(header);
}

function headerOf(type: NpyType, shape: readonly number[]): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length);
  header.write("\x93NUMPY\x01\x00", "latin1");
  header.writeUInt16LE(length, 8);
  header.write(`${text.padEnd(length - 1)}\n`, 10, "latin1");
  return header;
}

export type NpyArray = { readonly shape: readonly number[]; readonly values: ArrayLike<number> };

/** Reads a whole array. Throws `file-unreadable` naming the file. */
export function readNpy(path: string): NpyArray {
  const bytes = readFileSync(path);
  if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY")
    throw new AppError("file-unreadable", `${path} is not a NumPy file.`);
  const header = bytes.toString("latin1", 10, 10 + bytes.readUInt16LE(8));
  const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .filter((size) => size.trim())
    .map(Number);
  const data = Uint8Array.from(bytes.subarray(10 + bytes.readUInt16LE(8))).buffer;
  switch (type) {
    case "<f4":
      return { shape, values: new Float32Array(data) };
    case "<f8":
      return { shape, values: new Float64Array(data) };
    case "|u1":
      return { shape, values: new Uint8Array(data) };
    case "<u2":
      return { shape, values: new Uint16Array(data) };
    case "<i4":
      return { shape, values: new Int32Array(data) };
    default:
      throw new AppError("file-unreadable", `${path} holds the unsupported type ${type}.`);
  }
}
