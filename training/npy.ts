// NumPy's .npy files, version 1.0, C order, little endian.
import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from "node:fs";
import { unzipSync } from "fflate";
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

type NpyValues = Float32Array | Float64Array | Uint8Array | Uint16Array | Int32Array;

export type NpyArray = { readonly shape: readonly number[]; readonly values: NpyValues };

/** Reads a whole array. Throws `file-unreadable` naming the file. */
export function readNpy(path: string): NpyArray {
  return decodeNpy(path, Uint8Array.from(readFileSync(path)));
}

/** The arrays of an .npz file by name. Throws `file-unreadable` naming the file. */
export function readNpz(path: string): ReadonlyMap<string, NpyArray> {
  const entries = Object.entries(unzipSync(Uint8Array.from(readFileSync(path))));
  return new Map(
    entries.map(([name, bytes]) => [
      name.replace(/\.npy$/, ""),
      decodeNpy(`${path}, ${name}`, Uint8Array.from(bytes)),
    ]),
  );
}

function decodeNpy(name: string, bytes: Uint8Array<ArrayBuffer>): NpyArray {
  const { type, shape, start } = parseHeader(name, bytes);
  return { shape, values: typed(type, bytes.slice(start)) };
}

/** Reads one entry along the first axis at a time, so that a large data set is never in memory at once. */
export class NpyReader {
  readonly shape: readonly number[];
  readonly #path: string;
  readonly #type: NpyType;
  readonly #start: number;

  /** Throws `file-unreadable` naming the file. */
  constructor(path: string) {
    const head = readBytes(path, 0, 10 + 65_535);
    const { type, shape, start } = parseHeader(path, head);
    this.shape = shape;
    this.#path = path;
    this.#type = type;
    this.#start = start;
  }

  item(index: number): ArrayLike<number> {
    const [, ...rest] = this.shape;
    const length = rest.reduce((a, b) => a * b, ITEM_BYTES[this.#type]);
    const bytes = readBytes(this.#path, this.#start + index * length, length);
    if (bytes.length < length)
      throw new AppError("file-unreadable", `${this.#path} ends before entry ${index}.`);
    return typed(this.#type, bytes);
  }
}

function readBytes(path: string, from: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  const file = openSync(path, "r");
  try {
    return bytes.slice(0, readSync(file, bytes, 0, count, from));
  } finally {
    closeSync(file);
  }
}

function parseHeader(path: string, bytes: Uint8Array) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 10 + 65_535));
  if (text.toString("latin1", 0, 6) !== "\x93NUMPY")
    throw new AppError("file-unreadable", `${path} is not a NumPy file.`);
  const start = 10 + text.readUInt16LE(8);
  const header = text.toString("latin1", 10, start);
  const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
  if (!Object.hasOwn(ITEM_BYTES, type))
    throw new AppError("file-unreadable", `${path} holds the unsupported type ${type}.`);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .filter((size) => size.trim())
    .map(Number);
  return { type: type as NpyType, shape, start };
}

function typed(type: NpyType, bytes: Uint8Array<ArrayBuffer>): NpyValues {
  switch (type) {
    case "<f4":
      return new Float32Array(bytes.buffer);
    case "<f8":
      return new Float64Array(bytes.buffer);
    case "|u1":
      return bytes;
    case "<u2":
      return new Uint16Array(bytes.buffer);
    case "<i4":
      return new Int32Array(bytes.buffer);
  }
}
