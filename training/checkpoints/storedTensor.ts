// A tensor of a checkpoint, read when it is asked for.
export type StoredTensor = {
  readonly shape: readonly number[];
  /** PyTorch's name: "float32", "int64", ... */
  readonly dtype: string;
  readonly isFloat: boolean;
  /** Row-major. Rejects with `file-corrupt` where the file ends too early. */
  readonly values: () => Promise<Float32Array>;
};
