// Weights from PyTorch's layouts to TensorFlow's, on the current backend.
import * as tf from "@tensorflow/tfjs-core";
import type { NetworkGraph } from "../../models/graph.ts";
import { weightSpecs } from "../../models/graph.ts";
import { type Weights, weightValues } from "../../models/weights.ts";

/** Conv [out, in, h, w] -> [h, w, in, out]; transposed conv [in, out, h, w] -> [h, w, out, in]: both reverse to (2, 3, 1, 0). */
export function uploadWeights(graph: NetworkGraph, weights: Weights): Map<string, tf.Tensor> {
  return new Map(
    weightSpecs(graph).map(({ name, shape }) => {
      const values = weightValues(weights, name);
      if (shape.length !== 4) return [name, tf.tensor(values, [...shape])];
      const [first = 0, second = 0, height = 0, width = 0] = shape;
      const moved = new Float32Array(values.length);
      const area = height * width;
      for (let a = 0; a < first; a++)
        for (let b = 0; b < second; b++)
          for (let tap = 0; tap < area; tap++)
            moved[(tap * second + b) * first + a] = values[(a * second + b) * area + tap] as number;
      return [name, tf.tensor(moved, [height, width, second, first])];
    }),
  );
}
