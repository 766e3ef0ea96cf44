// What a PyTorch file holds: its pickle, and the bytes of the storages that the pickle refers to.
import type { PickleValue, TensorView } from "./pickleValue.ts";
import { damaged } from "./refuse.ts";
import type { StoredTensor } from "./storedTensor.ts";
import { eachValue, elementRange } from "./tensorValues.ts";

export type TorchFile = {
  readonly root: PickleValue;
  /** The storage's bytes. Rejects with `file-corrupt` when there is no such storage. */
  readonly storage: (key: string) => Promise<Blob>;
};

/** Calls `put` with every value in row-major order. Rejects with `file-corrupt` when the storage is too short. */
export async function readTensor(
  { storage }: TorchFile,
  tensor: TensorView,
  put: (index: number, value: number | bigint) => void,
): Promise<void> {
  const { element, key } = tensor.storage;
  const { first, count } = elementRange(tensor);
  if (count === 0) return;
  const [from, to] = [first * element.bytes, (first + count) * element.bytes];
  const blob = await storage(key);
  if (to > blob.size)
    throw damaged(`storage ${key} has ${blob.size} bytes, and a tensor reads up to byte ${to}`);
  const bytes = new Uint8Array(await blob.slice(from, to).arrayBuffer());
  eachValue(tensor, bytes, put);
}

export function storedTensor(file: TorchFile, tensor: TensorView): StoredTensor {
  const { shape, storage } = tensor;
  const { dtype, isFloat } = storage.element;
  return {
    shape,
    dtype,
    isFloat,
    values: async () => {
      const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
      await readTensor(file, tensor, (index, value) => {
        values[index] = Number(value);
      });
      return values;
    },
  };
}
