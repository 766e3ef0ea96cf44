// The seam between the pipeline and whatever runs networks: tfjs today, another runtime the day one is better.
import type { Shape } from "../../models/graph.ts";

export type EngineOutput = { readonly shape: Shape; readonly values: Float32Array<ArrayBuffer> };

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** Called between nodes with the number of nodes done. */
  readonly onProgress?: (done: number, total: number) => void;
};

export type Engine = {
  readonly inputShape: Shape;
  /**
   * One sample, row-major [height, width, channels]; the graph's outputs by name. Rejects with the signal's reason when
   * aborted, with `backend-failed` when the backend gives no finite result.
   */
  run(input: Float32Array, options?: RunOptions): Promise<Readonly<Record<string, EngineOutput>>>;
  dispose(): void;
};
