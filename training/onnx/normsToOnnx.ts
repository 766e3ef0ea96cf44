// Norms over channels or groups of them, and cells into channels, as ONNX operators.
import type { GraphNode, Shape } from "../../src/models/graph.ts";
import { OnnxChain, wholeNumbers } from "./onnxChain.ts";
import type { OnnxNode, OnnxTensor } from "./onnxProto.ts";

type Node<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

export function layerNormNodes({ id, inputs, epsilon }: Node<"layerNorm">): OnnxNode[] {
  return new OnnxChain(id, inputs[0] ?? "")
    .add("Transpose", [], { perm: [0, 2, 3, 1] })
    .add("LayerNormalization", [`${id}.weight`, `${id}.bias`], { epsilon: { float: epsilon } })
    .add("Transpose", [], { perm: [0, 3, 1, 2] })
    .end();
}

/** ONNX has instance norms: groups become channels for a while. */
export function groupNormNodes({ id, inputs, epsilon }: Node<"groupNorm">): OnnxNode[] {
  return new OnnxChain(id, inputs[0] ?? "")
    .add("Reshape", [`${id}.grouped`])
    .add("InstanceNormalization", [`${id}.ones`, `${id}.zeros`], { epsilon: { float: epsilon } })
    .add("Reshape", [`${id}.map`])
    .add("Mul", [`${id}.weight`])
    .add("Add", [`${id}.bias`])
    .end();
}

/** The channels of cells [0,0], [1,0], [0,1], [1,1] (row, column), one after another. */
export function spaceToDepthNodes({ id, inputs }: Node<"spaceToDepth2x2">): OnnxNode[] {
  return new OnnxChain(id, inputs[0] ?? "")
    .add("SpaceToDepth", [], { blocksize: 2 })
    .add("Gather", [`${id}.order`], { axis: 1 })
    .end();
}

/** What the operators above read beside weights; `from`: shape of the node's input. */
export function shapeInitializers(node: GraphNode, from: Shape): OnnxTensor[] {
  const [height, width, channels] = from;
  const { id } = node;
  if (node.op === "groupNorm")
    return [
      wholeNumbers(`${id}.grouped`, [1, node.groups, (channels / node.groups) * height * width]),
      wholeNumbers(`${id}.map`, [1, channels, height, width]),
      { name: `${id}.ones`, shape: [node.groups], values: new Float32Array(node.groups).fill(1) },
      { name: `${id}.zeros`, shape: [node.groups], values: new Float32Array(node.groups) },
    ];
  if (node.op !== "spaceToDepth2x2") return [];
  // ONNX goes along the row first.
  const order = [0, 2, 1, 3].flatMap((cell) =>
    Array.from({ length: channels }, (_, channel) => cell * channels + channel),
  );
  return [wholeNumbers(`${id}.order`, order)];
}
