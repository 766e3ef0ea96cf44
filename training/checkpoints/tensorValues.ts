// A tensor's values out of the bytes of its storage.
import type { TensorView } from "./pickleValue.ts";

/** The part of the storage that the tensor reaches, in elements. */
export function elementRange({ shape, strides, offset }: TensorView) {
  if (shape.includes(0)) return { first: offset, count: 0 };
  const reach = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0);
  return { first: offset, count: reach + 1 };
}

/**
 * Calls `put` with every value in row-major order. `bytes` are those of `elementRange`.
 */
export function eachValue(
  { storage, shape, strides }: TensorView,
  bytes: Uint8Array<ArrayBuffer>,
  put: (index: number, value: number | bigint) => void,
): void {
  const { bytes: width, read } = storage.element;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = shape.reduce((product, size) => product * size, 1);
  const inner = shape.at(-1) ?? 1;
  const innerStride = strides.at(-1) ?? 0;
  const place = shape.slice(0, -1).map(() => 0);
  for (let index = 0; index < total; ) {
    let at = place.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), 0);
    for (let i = 0; i < inner; i++, index++, at += innerStride) put(index, read(view, at * width));
    stepOn(place, shape);
  }
}

/** Counts `place` up by one, the last axis first. */
function stepOn(place: number[], shape: readonly number[]): void {
  for (let axis = place.length - 1; axis >= 0; axis--) {
    const next = (place[axis] ?? 0) + 1;
    place[axis] = next < (shape[axis] ?? 0) ? next : 0;
    if (place[axis]) return;
  }
}
