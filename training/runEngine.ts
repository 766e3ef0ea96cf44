// A run's kept weights on tfjs, for as long as some work takes.
import type { Engine } from "../src/inference/engine/engine.ts";
import { createTfjsEngine } from "../src/inference/engine/tfjsEngine.ts";
import { type KeptWeights, type RunFolder, readRunWeights } from "./runFolder.ts";

/** Needs a started backend. Rejects with `option-invalid` when weights and graph differ. */
export async function withRunEngine<T>(
  run: RunFolder,
  kept: KeptWeights,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = createTfjsEngine(run.graph, readRunWeights(run, kept));
  try {
    return await work(engine);
  } finally {
    engine.dispose();
  }
}
