// A network as plain data: typed nodes in evaluation order, JSON in and out, and the weights each node owns.
import { AppError } from "../base/errors.ts";

/** Height, width, channels of one sample; the batch axis is implied. */
export type Shape = readonly [heightPx: number, widthPx: number, channels: number];

type NodeBase = { readonly id: string; readonly inputs: readonly string[] };

export type InputNode = NodeBase & { readonly op: "input"; readonly shape: Shape };
/** Zero padding as TensorFlow's "same": extra cells go to the bottom and right. */
export type Conv2dNode = NodeBase & {
  readonly op: "conv2d";
  readonly filters: number;
  readonly kernel: number;
  readonly stride: 1 | 2 | 4;
  /** Absent: true. */
  readonly bias?: boolean;
};
/** Stride 2, output twice the input; crops 1 cell before and kernel - 3 cells after (TensorFlow's "same"). */
type ConvTranspose2dNode = NodeBase & {
  readonly op: "convTranspose2d";
  readonly filters: number;
  readonly kernel: number;
};
/** Per channel; `momentum` as in Keras: the share of the old running statistic that is kept. */
export type BatchNormNode = NodeBase & {
  readonly op: "batchNorm";
  readonly epsilon: number;
  readonly momentum: number;
};
/** Over the channels of each pixel (Ba et al. 2016). */
type LayerNormNode = NodeBase & { readonly op: "layerNorm"; readonly epsilon: number };
/** Over all pixels of each group of neighbouring channels (Wu and He 2018). */
type GroupNormNode = NodeBase & {
  readonly op: "groupNorm";
  readonly groups: number;
  readonly epsilon: number;
};
/** x * weight + bias per channel: what is left of a batch norm that cannot be folded. */
type ScaleShiftNode = NodeBase & { readonly op: "scaleShift" };
export type ActivationNode = NodeBase & {
  readonly op: "activation";
  /** `gelu` with the exact error function; `swish` is x * sigmoid(x); `softmax` over the channels. */
  readonly fn: "relu" | "leakyRelu" | "sigmoid" | "gelu" | "swish" | "softmax";
  /** Slope below zero; only leakyRelu reads it. */
  readonly slope: number;
};
/** Nothing at inference, but for Monte Carlo dropout (`hasDropout`); `rate01` of the values are zero, the others scaled up. */
type DropoutNode = NodeBase & { readonly op: "dropout"; readonly rate01: number };
type MaxPoolNode = NodeBase & { readonly op: "maxPool2x2" };
/** Bilinear, half-pixel centres, edges clamped. */
type UpsampleNode = NodeBase & { readonly op: "upsampleBilinear2x" };
type UpsampleNearestNode = NodeBase & { readonly op: "upsampleNearest2x" };
/** Channels of the 2 x 2 cells [0,0], [1,0], [0,1], [1,1] (row, column), one after another (Liu et al. 2021). */
type SpaceToDepthNode = NodeBase & { readonly op: "spaceToDepth2x2" };
/**
 * Multi-head self-attention within windows (Swin V2, Liu et al. 2022; networks.md 2.1): cosine similarity, learned scale
 * per head clamped at 100, position bias from log-spaced offsets. A shift rolls the map up and left first, and keeps what
 * was not neighbouring apart.
 */
export type WindowAttentionNode = NodeBase & {
  readonly op: "windowAttention";
  readonly heads: number;
  /** Side of a window in pixels of this map. */
  readonly windowPx: number;
  readonly shiftPx: number;
  /** `network`: a small perceptron gives it, as in training. `table`: tabulated, one value a head and offset. */
  readonly positionBias: "network" | "table";
};
type ConcatNode = NodeBase & { readonly op: "concat" };
type AddNode = NodeBase & { readonly op: "add" };
/** Product; a one-channel factor is spread over the other's channels. */
type MultiplyNode = NodeBase & { readonly op: "multiply" };

export type GraphNode =
  | InputNode
  | Conv2dNode
  | ConvTranspose2dNode
  | BatchNormNode
  | LayerNormNode
  | GroupNormNode
  | ScaleShiftNode
  | ActivationNode
  | DropoutNode
  | MaxPoolNode
  | UpsampleNode
  | UpsampleNearestNode
  | SpaceToDepthNode
  | WindowAttentionNode
  | ConcatNode
  | AddNode
  | MultiplyNode;

export type NetworkGraph = {
  readonly format: "icefront-graph";
  readonly version: 1;
  readonly name: string;
  /** In evaluation order; the first is the one input. */
  readonly nodes: readonly GraphNode[];
  /** Output name to node id. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Output whose bias training starts at the class prior. */
  readonly primaryOutput: string;
};

/** `trained` by the optimiser; `statistic` follows the data. */
export type WeightSpec = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: "trained" | "statistic";
};

/** Shape of every node's value, by id. Throws `model-invalid` where shapes do not fit. */
export function inferShapes(graph: NetworkGraph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const node of graph.nodes) {
    if (shapes.has(node.id)) throw invalid(graph, node, "has an id that another node uses");
    const inputs = node.inputs.map((id) => {
      const shape = shapes.get(id);
      if (!shape) throw invalid(graph, node, `reads ${id}, which does not come before it`);
      return shape;
    });
    shapes.set(node.id, shapeOf(graph, node, inputs));
  }
  for (const [name, id] of Object.entries(graph.outputs))
    if (!shapes.has(id))
      throw new AppError("model-invalid", `${graph.name}: output ${name} names no node (${id}).`);
  return shapes;
}

function shapeOf(graph: NetworkGraph, node: GraphNode, inputs: readonly Shape[]): Shape {
  const first = node.op === "input" ? node.shape : inputs[0];
  if (!first) throw invalid(graph, node, "has no input");
  const [height, width, channels] = first;
  const misfit = misfitOf(node, first);
  if (misfit) throw invalid(graph, node, misfit);
  switch (node.op) {
    case "conv2d":
      return [height / node.stride, width / node.stride, node.filters];
    case "convTranspose2d":
      return [height * 2, width * 2, node.filters];
    case "maxPool2x2":
      return [height / 2, width / 2, channels];
    case "spaceToDepth2x2":
      return [height / 2, width / 2, channels * 4];
    case "upsampleBilinear2x":
    case "upsampleNearest2x":
      return [height * 2, width * 2, channels];
    case "concat":
      if (inputs.some(([h, w]) => h !== height || w !== width))
        throw invalid(graph, node, "joins maps of different sizes");
      return [height, width, inputs.reduce((sum, [, , c]) => sum + c, 0)];
    case "add":
    case "multiply":
      return broadcast(graph, node, inputs);
    default:
      return first;
  }
}

/** What the node cannot part evenly; null where it fits. */
function misfitOf(node: GraphNode, [height, width, channels]: Shape): string | null {
  const parts = (px: number) => height % px === 0 && width % px === 0;
  switch (node.op) {
    case "conv2d":
      return parts(node.stride) ? null : `strides by ${node.stride} over ${height} x ${width}`;
    case "maxPool2x2":
    case "spaceToDepth2x2":
      return parts(2) ? null : `halves an odd size (${height} x ${width})`;
    case "groupNorm":
      return channels % node.groups
        ? `parts ${channels} channels into ${node.groups} groups`
        : null;
    case "windowAttention":
      return parts(node.windowPx) && channels % node.heads === 0
        ? null
        : `does not part ${height} x ${width} x ${channels} into its windows and heads`;
    default:
      return null;
  }
}

function broadcast(graph: NetworkGraph, node: GraphNode, inputs: readonly Shape[]): Shape {
  const [a, b] = inputs;
  if (!a || !b || inputs.length !== 2) throw invalid(graph, node, "needs two inputs");
  const channelsFit = a[2] === b[2] || (node.op === "multiply" && b[2] === 1);
  if (a[0] !== b[0] || a[1] !== b[1] || !channelsFit)
    throw invalid(graph, node, `combines ${a.join("x")} with ${b.join("x")}`);
  return a;
}

function invalid(graph: NetworkGraph, node: GraphNode, what: string): AppError {
  return new AppError("model-invalid", `${graph.name}: node ${node.id} (${node.op}) ${what}.`);
}

/** Every weight of the graph, under PyTorch's names and layouts (conv [out,in,kh,kw], transposed conv [in,out,kh,kw]). */
export function weightSpecs(graph: NetworkGraph): readonly WeightSpec[] {
  return nodeWeightSpecs(graph).flatMap(({ specs }) => specs);
}

/** The same by node. */
export function nodeWeightSpecs(
  graph: NetworkGraph,
): readonly { readonly node: GraphNode; readonly specs: readonly WeightSpec[] }[] {
  const shapes = inferShapes(graph);
  return graph.nodes.map((node) => {
    const channels = shapes.get(node.inputs[0] ?? "")?.[2] ?? 0;
    return { node, specs: nodeWeights(node, channels) };
  });
}

function nodeWeights(node: GraphNode, inputChannels: number): WeightSpec[] {
  const spec = (part: string, shape: number[], role: WeightSpec["role"] = "trained") => ({
    name: `${node.id}.${part}`,
    shape,
    role,
  });
  switch (node.op) {
    case "conv2d":
      return [
        spec("weight", [node.filters, inputChannels, node.kernel, node.kernel]),
        ...(node.bias === false ? [] : [spec("bias", [node.filters])]),
      ];
    case "convTranspose2d":
      return [
        spec("weight", [inputChannels, node.filters, node.kernel, node.kernel]),
        spec("bias", [node.filters]),
      ];
    case "batchNorm":
      return [
        spec("weight", [inputChannels]),
        spec("bias", [inputChannels]),
        spec("running_mean", [inputChannels], "statistic"),
        spec("running_var", [inputChannels], "statistic"),
      ];
    case "scaleShift":
    case "layerNorm":
    case "groupNorm":
      return [spec("weight", [inputChannels]), spec("bias", [inputChannels])];
    case "windowAttention":
      return [
        spec("qkv.weight", [3 * inputChannels, inputChannels]),
        spec("q_bias", [inputChannels]),
        spec("v_bias", [inputChannels]),
        spec("logit_scale", [node.heads, 1, 1]),
        spec("proj.weight", [inputChannels, inputChannels]),
        spec("proj.bias", [inputChannels]),
        ...positionWeights(node).map(([part, shape]) => spec(part, shape)),
      ];
    default:
      return [];
  }
}

/** Width of the perceptron that gives the position bias. */
const POSITION_HIDDEN = 512;

function positionWeights({
  positionBias,
  windowPx,
  heads,
}: WindowAttentionNode): [part: string, shape: number[]][] {
  if (positionBias === "table") return [["position_bias", [heads, (2 * windowPx - 1) ** 2]]];
  return [
    ["cpb_mlp.0.weight", [POSITION_HIDDEN, 2]],
    ["cpb_mlp.0.bias", [POSITION_HIDDEN]],
    ["cpb_mlp.2.weight", [heads, POSITION_HIDDEN]],
  ];
}

/** The graph's one input. Throws `model-invalid` when there is none. */
export function inputNode(graph: NetworkGraph): InputNode {
  const [first] = graph.nodes;
  if (first?.op !== "input")
    throw new AppError("model-invalid", `${graph.name}: the first node is not an input.`);
  return first;
}

/** Multiply-accumulates of one forward pass: convolutions (the unit of networks.md 1.4) and attention. */
export function countMacs(graph: NetworkGraph): number {
  const shapes = inferShapes(graph);
  let macs = 0;
  for (const node of graph.nodes) {
    const input = shapes.get(node.inputs[0] ?? "");
    const output = shapes.get(node.id);
    if (!input || !output) continue;
    if (node.op === "conv2d")
      macs += output[0] * output[1] * node.filters * input[2] * node.kernel ** 2;
    if (node.op === "convTranspose2d")
      macs += input[0] * input[1] * node.filters * input[2] * node.kernel ** 2;
    if (node.op === "windowAttention")
      macs += input[0] * input[1] * input[2] * (4 * input[2] + 2 * node.windowPx ** 2);
  }
  return macs;
}

const OPS: Readonly<Record<GraphNode["op"], true>> = {
  input: true,
  conv2d: true,
  convTranspose2d: true,
  batchNorm: true,
  layerNorm: true,
  groupNorm: true,
  scaleShift: true,
  activation: true,
  dropout: true,
  maxPool2x2: true,
  upsampleBilinear2x: true,
  upsampleNearest2x: true,
  spaceToDepth2x2: true,
  windowAttention: true,
  concat: true,
  add: true,
  multiply: true,
};

/** Parses graph.json. Throws `model-invalid` with the reason when it is not a graph this version can run. */
export function parseGraph(json: string): NetworkGraph {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new AppError("model-invalid", "The network's graph.json is not JSON.", { cause });
  }
  const graph = value as NetworkGraph;
  if (graph?.format !== "icefront-graph" || graph.version !== 1 || !Array.isArray(graph.nodes))
    throw new AppError("model-invalid", "graph.json is not an Icefront graph of version 1.");
  for (const node of graph.nodes) {
    if (!Object.hasOwn(OPS, node?.op))
      throw new AppError(
        "model-invalid",
        `${graph.name}: unknown node type "${String(node?.op)}".`,
      );
    if (typeof node.id !== "string" || !Array.isArray(node.inputs))
      throw new AppError(
        "model-invalid",
        `${graph.name}: a ${node.op} node lacks its id or inputs.`,
      );
  }
  inferShapes(graph);
  return graph;
}

/** Whether Monte Carlo dropout has anything to drop. */
export function hasDropout({ nodes }: NetworkGraph): boolean {
  return nodes.some(({ op }) => op === "dropout");
}
