// Monte Carlo dropout: chance from a seed alone, so that a run can be repeated.
import * as tf from "@tensorflow/tfjs-core";
import { seededRandom } from "../../base/seededRandom.ts";

/** `rate01` of the values become zero, the others 1 / (1 - rate01) times as large. Within `tf.tidy`. */
export function dropValues(x: tf.Tensor4D, rate01: number, seed: number): tf.Tensor4D {
  const next = seededRandom(seed);
  const kept = 1 / (1 - rate01);
  const factors = Float32Array.from({ length: x.size }, () => (next() < rate01 ? 0 : kept));
  return tf.mul(x, tf.tensor4d(factors, x.shape));
}
