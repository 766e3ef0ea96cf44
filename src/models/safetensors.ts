// The safetensors file format: 8 bytes of header length, a JSON header, raw little-endian tensors.
import { AppError } from "../base/errors.ts";
import type { WeightArray, Weights } from "./weights.ts";

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Float32 arrays of every F16 or F32 tensor. Throws `model-invalid` when the file is damaged or of another type. */
export function readSafetensors(bytes: Uint8Array<ArrayBuffer>): Weights {
  const weights = new Map<string, WeightArray>();
  const { entries, data } = readHeader(bytes);
  for (const [name, entry] of Object.entries(entries)) {
    if (name === "__metadata__") continue;
    const [start, end] = requireWhole(name, entry, data);
    const values = decode(data.slice(start, end), entry.dtype, name);
    const size = entry.shape.reduce((product, n) => product * n, 1);
    if (values.length !== size)
      throw new AppError(
        "model-invalid",
        `${name} holds ${values.length} values instead of ${size}.`,
      );
    weights.set(name, { shape: entry.shape, values });
  }
  return weights;
}

/** Shapes by name, without the values. Throws `model-invalid` when the file is damaged or ends too early. */
export function readShapes(bytes: Uint8Array<ArrayBuffer>): ReadonlyMap<string, readonly number[]> {
  const { entries, data } = readHeader(bytes);
  const { __metadata__: _, ...tensors } = entries;
  return new Map(
    Object.entries(tensors).map(([name, entry]) => {
      requireWhole(name, entry, data);
      return [name, entry.shape];
    }),
  );
}

/** Where the tensor begins and ends in the data. */
function requireWhole(name: string, entry: Entry, data: Uint8Array): Entry["data_offsets"] {
  const [start, end] = entry.data_offsets;
  if (!(start >= 0 && end >= start && end <= data.length))
    throw new AppError("model-invalid", `The weights file ends before the tensor ${name}.`);
  return [start, end];
}

function readHeader(bytes: Uint8Array<ArrayBuffer>) {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Number(view.getBigUint64(0, true));
    const text = Array.from(bytes.subarray(8, 8 + length), (c) => String.fromCharCode(c)).join("");
    return { entries: JSON.parse(text) as Record<string, Entry>, data: bytes.subarray(8 + length) };
  } catch (cause) {
    throw new AppError("model-invalid", "The weights are not a safetensors file.", { cause });
  }
}

function decode(bytes: Uint8Array<ArrayBuffer>, dtype: string, name: string): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  if (dtype === "F16") return Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat);
  throw new AppError("model-invalid", `${name} has the type ${dtype}; F16 and F32 can be read.`);
}

/** The whole file. Float16 rounds to nearest, ties to even. */
export function writeSafetensors(
  weights: Weights,
  dtype: "float16" | "float32",
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const blobs: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of weights) {
    const array = dtype === "float32" ? values.slice() : Uint16Array.from(values, floatToHalf);
    const blob = new Uint8Array(array.buffer);
    header[name] = {
      dtype: dtype === "float32" ? "F32" : "F16",
      shape,
      data_offsets: [offset, offset + blob.length],
    };
    offset += blob.length;
    blobs.push(blob);
  }
  const json = JSON.stringify(header).replace(/[^ -~]/g, escapeUnit);
  const text = Uint8Array.from(json.padEnd(Math.ceil(json.length / 8) * 8), (c) => c.charCodeAt(0));
  const out = new Uint8Array(8 + text.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let at = 8 + text.length;
  for (const blob of blobs) {
    out.set(blob, at);
    at += blob.length;
  }
  return out;
}

/** JSON stays ASCII, so that one byte is one character. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const scratch = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 bits to a number. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest IEEE 754 binary16, ties to even; too large becomes infinite. */
export function floatToHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((bits >>> 23) & 0xff) - 127;
  return sign | (((exponent + 15) << 10) + roundToEven((magnitude / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest > 0.5 || (rest === 0.5 && floor % 2 === 1)) return floor + 1;
  return floor;
}
