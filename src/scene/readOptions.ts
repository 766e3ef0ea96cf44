// What every reading of pixels takes.
export type ReadOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((rowsDone: number, rowsTotal: number) => void) | undefined;
};
