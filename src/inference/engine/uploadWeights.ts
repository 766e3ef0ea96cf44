// Weights from PyTorch's layouts to TensorFlow's, on the current backend.
import * as tf from "@tensorflow/tfjs-core";
import { attentionConstants } from "../../models/attentionConstants.ts";
import { type NetworkGraph, nodeWeightSpecs } from "../../models/graph.ts";
import { type Weights, weightValues } from "../../models/weights.ts";

/** Under the weights' names; those of window attention as its constants. */
export function uploadWeights(graph: NetworkGraph, weights: Weights): Map<string, tf.Tensor> {
  const variables = new Map<string, tf.Tensor>();
  for (const { node, specs } of nodeWeightSpecs(graph)) {
    if (node.op === "windowAttention")
      for (const { name, shape, values } of attentionConstants(graph, node, weights))
        variables.set(name, tf.tensor(values, [...shape]));
    else
      for (const { name, shape } of specs)
        variables.set(name, upload(weightValues(weights, name), shape));
  }
  return variables;
}

/** Conv [out, in, h, w] -> [h, w, in, out]; transposed conv [in, out, h, w] -> [h, w, out, in]: both reverse to (2, 3, 1, 0). */
function upload(values: Float32Array, shape: readonly number[]): tf.Tensor {
  if (shape.length !== 4) return tf.tensor(values, [...shape]);
  const [first = 0, second = 0, height = 0, width = 0] = shape;
  const moved = new Float32Array(values.length);
  const area = height * width;
  for (let a = 0; a < first; a++)
    for (let b = 0; b < second; b++)
      for (let tap = 0; tap < area; tap++)
        moved[(tap * second + b) * first + a] = values[(a * second + b) * area + tap] as number;
  return tf.tensor(moved, [height, width, second, first]);
}
