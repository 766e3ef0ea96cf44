// The seam between the pipeline and whatever runs networks: tfjs today, another runtime the day one is better.
import type { Shape } from "../../models/graph.ts";

export type EngineOutput = { readonly shape: Shape; readonly values: Float32Array<ArrayBuffer> };

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** Called between nodes with the number of nodes done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Drops values where the network did while it was trained, by this seed (Gal and Ghahramani 2016). */
  readonly dropoutSeed?: number;
  /** By the output's name (`alpha1`..); the output then tells the changed map. */
  readonly gates?: Readonly<Record<string, GateChange>>;
  /** Called with what every window attention looked at, by node id. */
  readonly onAttention?: (id: string, attention: Attention) => void;
};

/** What is done to an attention gate's map before the network goes on with it. */
export type GateChange =
  /** 1 everywhere: the skip connection goes through whole. */
  | { readonly kind: "open" }
  | { readonly kind: "scaled"; readonly factor: number }
  /** Row-major at the size of the network's input, NaN where the gate keeps its own value. */
  | { readonly kind: "frozen"; readonly values: Float32Array };

/** After softmax. Windows row by row over the rolled map, pixels row by row in their window. */
export type Attention = {
  readonly shape: readonly [windows: number, heads: number, query: number, key: number];
  readonly values: Float32Array<ArrayBuffer>;
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
