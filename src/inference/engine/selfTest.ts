// A tiny network with a known input and a known output: a backend that gets it wrong is not used.
import { AppError } from "../../base/errors.ts";
import { buildAttentionUnet } from "../../models/attentionUnet.ts";
import { sampleWeights } from "../../models/weights.ts";
import { createTfjsEngine } from "./tfjsEngine.ts";

export const SELF_TEST_GRAPH = buildAttentionUnet({
  sizePx: 32,
  inputChannels: 2,
  baseWidth: 4,
  attention: true,
});
export const SELF_TEST_SEED = 7;

/** [32, 32, 2] values between -0.5 and 1.5. */
export function selfTestInput(): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: 32 * 32 * 2 },
    (_, i) => 0.5 + Math.sin(i * 0.37) * Math.cos(i * 0.011),
  );
}

/** What PyTorch computes (training/torch/graph_net.py, float64): output name -> [flat index, value]. */
export const SELF_TEST_EXPECTED: Readonly<
  Record<string, readonly (readonly [index: number, value: number])[]>
> = {
  probability: [
    [0, 0.581851],
    [341, 0.826751],
    [517, 0.779043],
    [1023, 0.494267],
  ],
  alpha1: [
    [0, 0.469028],
    [341, 0.193233],
    [517, 0.263212],
    [1023, 0.271446],
  ],
  alpha2: [
    [0, 0.713602],
    [85, 0.620721],
    [133, 0.471225],
    [255, 0.72953],
  ],
  alpha3: [
    [0, 0.585018],
    [21, 0.468467],
    [37, 0.416908],
    [63, 0.484076],
  ],
  alpha4: [
    [0, 0.357835],
    [5, 0.389399],
    [13, 0.35519],
    [15, 0.327656],
  ],
};

/** Largest difference from PyTorch that counts as right. */
const TOLERANCE = 1e-3;

/** Rejects with `backend-failed` when the current backend computes the tiny network wrongly. */
export async function selfTest(): Promise<void> {
  const engine = createTfjsEngine(SELF_TEST_GRAPH, sampleWeights(SELF_TEST_GRAPH, SELF_TEST_SEED));
  try {
    const outputs = await engine.run(selfTestInput());
    for (const [name, points] of Object.entries(SELF_TEST_EXPECTED))
      for (const [index, expected] of points) {
        const actual = outputs[name]?.values[index] ?? Number.NaN;
        if (!(Math.abs(actual - expected) <= TOLERANCE))
          throw new AppError(
            "backend-failed",
            `The self-test's ${name}[${index}] is ${actual} instead of ${expected}.`,
          );
      }
  } finally {
    engine.dispose();
  }
}
