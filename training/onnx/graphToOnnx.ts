// A network graph with its weights as an ONNX model: input [1, C, H, W], every output of the graph by its name.
import {
  type ActivationNode,
  type GraphNode,
  inferShapes,
  inputNode,
  type NetworkGraph,
  nodeWeightSpecs,
  type Shape,
} from "../../src/models/graph.ts";
import { tabulatePositionBias } from "../../src/models/positionBias.ts";
import { type Weights, weightValues } from "../../src/models/weights.ts";
import { attentionInitializers, attentionNodes } from "./attentionToOnnx.ts";
import {
  groupNormNodes,
  layerNormNodes,
  shapeInitializers,
  spaceToDepthNodes,
} from "./normsToOnnx.ts";
import { encodeModel, type OnnxNode, type OnnxTensor, type OnnxValue } from "./onnxProto.ts";

const SCALES = "scales.2x";

/** Throws `model-invalid` when a weight is missing. */
export function graphToOnnx(original: NetworkGraph, originalWeights: Weights): Uint8Array {
  const { graph, weights } = tabulatePositionBias(original, originalWeights);
  const shapes = inferShapes(graph);
  const input = inputNode(graph);
  const initializers: OnnxTensor[] = nodeWeightSpecs(graph).flatMap(({ node, specs }) =>
    node.op === "windowAttention"
      ? attentionInitializers(graph, node, weights)
      : specs.map(({ name, shape }) => ({
          name,
          shape: CHANNELWISE.includes(node.op) ? [1, ...shape, 1, 1] : shape,
          values: weightValues(weights, name),
        })),
  );
  for (const node of graph.nodes) {
    const from = shapes.get(node.inputs[0] ?? "");
    if (from) initializers.push(...shapeInitializers(node, from));
  }
  if (graph.nodes.some(({ op }) => op.startsWith("upsample")))
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

/** Nodes whose weights are spread over a map's pixels. */
const CHANNELWISE: readonly GraphNode["op"][] = ["scaleShift", "groupNorm"];

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
      return one("Conv", [weight("weight"), ...(node.bias === false ? [] : [weight("bias")])], {
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
    case "layerNorm":
      return layerNormNodes(node);
    case "groupNorm":
      return groupNormNodes(node);
    case "windowAttention":
      return attentionNodes(node);
    case "spaceToDepth2x2":
      return spaceToDepthNodes(node);
    case "activation":
      return activationNodes(node);
    case "maxPool2x2":
      return one("MaxPool", [], { kernel_shape: [2, 2], strides: [2, 2] });
    case "upsampleBilinear2x":
      return one("Resize", ["", SCALES], {
        mode: "linear",
        coordinate_transformation_mode: "half_pixel",
      });
    case "upsampleNearest2x":
      return one("Resize", ["", SCALES], {
        mode: "nearest",
        coordinate_transformation_mode: "asymmetric",
        nearest_mode: "floor",
      });
    case "dropout":
      return one("Identity");
    case "concat":
      return one("Concat", [], { axis: 1 });
    case "add":
      return one("Add");
    case "multiply":
      return one("Mul");
  }
}

function activationNodes({ id, inputs, fn, slope }: ActivationNode): OnnxNode[] {
  const [x = ""] = inputs;
  const named = (op: string, attributes: OnnxNode["attributes"] = {}) => [
    { op, name: id, inputs: [x], outputs: [id], attributes },
  ];
  switch (fn) {
    case "relu":
      return named("Relu");
    case "leakyRelu":
      return named("LeakyRelu", { alpha: { float: slope } });
    case "sigmoid":
      return named("Sigmoid");
    case "softmax":
      return named("Softmax", { axis: 1 });
    case "swish":
      return [
        { op: "Sigmoid", name: `${id}.gate`, inputs: [x], outputs: [`${id}.gate`] },
        { op: "Mul", name: id, inputs: [x, `${id}.gate`], outputs: [id] },
      ];
    case "gelu":
      return geluNodes(id, x);
  }
}

/** x (1 + erf(x / sqrt 2)) / 2 */
function geluNodes(id: string, x: string): OnnxNode[] {
  const constant = (part: string, value: number): OnnxNode => ({
    op: "Constant",
    name: `${id}.${part}`,
    inputs: [],
    outputs: [`${id}.${part}`],
    attributes: { value_float: { float: value } },
  });
  const step = (op: string, inputs: string[], output: string): OnnxNode => ({
    op,
    name: output,
    inputs,
    outputs: [output],
  });
  return [
    constant("half", 0.5),
    constant("one", 1),
    constant("root", Math.SQRT1_2),
    step("Mul", [x, `${id}.root`], `${id}.scaled`),
    step("Erf", [`${id}.scaled`], `${id}.erf`),
    step("Add", [`${id}.erf`, `${id}.one`], `${id}.share`),
    step("Mul", [x, `${id}.half`], `${id}.halved`),
    step("Mul", [`${id}.halved`, `${id}.share`], id),
  ];
}
