// A network graph with its weights as an ONNX model: input [1, C, H, W], every output of the graph by its name.
import {
  type GraphNode,
  inferShapes,
  inputNode,
  type NetworkGraph,
  type Shape,
  weightSpecs,
} from "../../src/models/graph.ts";
import { type Weights, weightValues } from "../../src/models/weights.ts";
import { encodeModel, type OnnxNode, type OnnxTensor, type OnnxValue } from "./onnxProto.ts";

const ACTIVATIONS = { relu: "Relu", leakyRelu: "LeakyRelu", sigmoid: "Sigmoid" } as const;
const SCALES = "scales.2x";

/** Throws `model-invalid` when a weight is missing. */
export function graphToOnnx(graph: NetworkGraph, weights: Weights): Uint8Array {
  const shapes = inferShapes(graph);
  const input = inputNode(graph);
  const initializers: OnnxTensor[] = weightSpecs(graph).map(({ name, shape }) => ({
    name,
    shape: isChannelwise(graph, name) ? [1, ...shape, 1, 1] : shape,
    values: weightValues(weights, name),
  }));
  if (graph.nodes.some(({ op }) => op === "upsampleBilinear2x"))
    initializers.push({ name: SCALES, shape: [4], values: Float32Array.of(1, 1, 2, 2) });
  const outputs = Object.entries(graph.outputs);
  const nodes = graph.nodes.filter(({ op }) => op !== "input").flatMap(toOnnx);
  const renames: OnnxNode[] = outputs
    .filter(([name, id]) => name !== id)
    .map(([name, id]) => ({ op: "Identity", name: `${name}.out`, inputs: [id], outputs: [name] }));
  return encodeModel({
    name: graph.name,
    nodes: [...nodes, ...renames],
    initializers,
    inputs: [value(input.id, input.shape)],
    outputs: outputs.map(([name, id]) => value(name, shapes.get(id) as Shape)),
  });
}

function isChannelwise(graph: NetworkGraph, weight: string): boolean {
  const id = weight.slice(0, weight.lastIndexOf("."));
  return graph.nodes.some((node) => node.id === id && node.op === "scaleShift");
}

function value(name: string, [height, width, channels]: Shape): OnnxValue {
  return { name, shape: [1, channels, height, width] };
}

function toOnnx(node: GraphNode): OnnxNode[] {
  const { id, inputs } = node;
  const weight = (part: string) => `${id}.${part}`;
  const one = (
    op: string,
    more: readonly string[] = [],
    attributes: OnnxNode["attributes"] = {},
  ) => [{ op, name: id, inputs: [...inputs, ...more], outputs: [id], attributes }];
  switch (node.op) {
    case "input":
      return [];
    case "conv2d": {
      const total = Math.max(node.kernel - node.stride, 0);
      const before = total >> 1;
      return one("Conv", [weight("weight"), weight("bias")], {
        kernel_shape: [node.kernel, node.kernel],
        strides: [node.stride, node.stride],
        pads: [before, before, total - before, total - before],
      });
    }
    case "convTranspose2d":
      return one("ConvTranspose", [weight("weight"), weight("bias")], {
        kernel_shape: [node.kernel, node.kernel],
        strides: [2, 2],
        pads: [1, 1, node.kernel - 3, node.kernel - 3],
      });
    case "batchNorm":
      return one(
        "BatchNormalization",
        ["weight", "bias", "running_mean", "running_var"].map(weight),
        {
          epsilon: { float: node.epsilon },
        },
      );
    case "scaleShift":
      return [
        {
          op: "Mul",
          name: `${id}.mul`,
          inputs: [...inputs, weight("weight")],
          outputs: [`${id}.mul`],
        },
        { op: "Add", name: id, inputs: [`${id}.mul`, weight("bias")], outputs: [id] },
      ];
    case "activation":
      return one(
        ACTIVATIONS[node.fn],
        [],
        node.fn === "leakyRelu" ? { alpha: { float: node.slope } } : {},
      );
    case "maxPool2x2":
      return one("MaxPool", [], { kernel_shape: [2, 2], strides: [2, 2] });
    case "upsampleBilinear2x":
      return one("Resize", ["", SCALES], {
        mode: "linear",
        coordinate_transformation_mode: "half_pixel",
      });
    case "concat":
      return one("Concat", [], { axis: 1 });
    case "add":
      return one("Add");
    case "multiply":
      return one("Mul");
  }
}
