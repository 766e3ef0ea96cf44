// What a checkpoint's pickle can hold once it is read: plain data, and tensors as places in storages.
import type { ElementType } from "./elementTypes.ts";

/** A flat array of the file, not yet read. */
export type Storage = {
  readonly kind: "storage";
  readonly element: ElementType;
  readonly key: string;
  readonly elements: number;
};

/** Element [i, j, ..] lies at offset + i * strides[0] + j * strides[1] + .. of the storage, counted in elements. */
export type TensorView = {
  readonly kind: "tensor";
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
};

/** One of the few names that a checkpoint may ask for. */
export type KnownGlobal =
  | { readonly kind: "storageType"; readonly element: ElementType }
  | { readonly kind: "function"; readonly name: FunctionName };

export type FunctionName = "OrderedDict" | "rebuildTensor" | "rebuildParameter";

/** Tuples and lists are arrays, dicts are maps, integers beyond 2^53 are bigints. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | PickleDict
  | Storage
  | TensorView
  | KnownGlobal;

export type PickleDict = Map<PickleValue, PickleValue>;

/** Narrows to the tagged kinds. */
export function hasKind<K extends "storage" | "tensor" | "storageType" | "function">(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
