// The element types of PyTorch's storages: how many bytes each takes and what they mean. All are little endian.
import { halfToFloat } from "../../src/models/safetensors.ts";

export type ElementType = {
  readonly dtype: string;
  readonly bytes: number;
  readonly isFloat: boolean;
  /** `at` in bytes. */
  readonly read: (view: DataView, at: number) => number | bigint;
};

const bits = new DataView(new ArrayBuffer(4));

/** The upper half of an IEEE 754 binary32. */
function bfloat16ToFloat(half: number): number {
  bits.setUint32(0, half << 16);
  return bits.getFloat32(0);
}

function float(dtype: string, bytes: number, read: ElementType["read"]): ElementType {
  return { dtype, bytes, isFloat: true, read };
}

function whole(dtype: string, bytes: number, read: ElementType["read"]): ElementType {
  return { dtype, bytes, isFloat: false, read };
}

/** By the name of the storage class in `torch`. */
export const ELEMENT_TYPES: ReadonlyMap<string, ElementType> = new Map([
  ["FloatStorage", float("float32", 4, (view, at) => view.getFloat32(at, true))],
  ["DoubleStorage", float("float64", 8, (view, at) => view.getFloat64(at, true))],
  ["HalfStorage", float("float16", 2, (view, at) => halfToFloat(view.getUint16(at, true)))],
  ["BFloat16Storage", float("bfloat16", 2, (v, at) => bfloat16ToFloat(v.getUint16(at, true)))],
  ["LongStorage", whole("int64", 8, (view, at) => view.getBigInt64(at, true))],
  ["IntStorage", whole("int32", 4, (view, at) => view.getInt32(at, true))],
  ["ShortStorage", whole("int16", 2, (view, at) => view.getInt16(at, true))],
  ["CharStorage", whole("int8", 1, (view, at) => view.getInt8(at))],
  ["ByteStorage", whole("uint8", 1, (view, at) => view.getUint8(at))],
  ["BoolStorage", whole("bool", 1, (view, at) => view.getUint8(at))],
]);
