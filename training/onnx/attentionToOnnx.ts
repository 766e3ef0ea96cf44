// Window attention (networks.md 2.1) as ONNX operators.
import { attentionConstants } from "../../src/models/attentionConstants.ts";
import type { NetworkGraph, Shape, WindowAttentionNode } from "../../src/models/graph.ts";
import { inferShapes } from "../../src/models/graph.ts";
import type { Weights } from "../../src/models/weights.ts";
import { OnnxChain, wholeNumbers } from "./onnxChain.ts";
import type { OnnxNode, OnnxTensor } from "./onnxProto.ts";

/** Its constants, shapes and indices. */
export function attentionInitializers(
  graph: NetworkGraph,
  node: WindowAttentionNode,
  weights: Weights,
): OnnxTensor[] {
  const { id, heads, windowPx, shiftPx } = node;
  const [height, width, channels] = inferShapes(graph).get(id) as Shape;
  const [down, across, tokens] = [height / windowPx, width / windowPx, windowPx ** 2];
  const rolled = (length: number, by: number) =>
    Array.from({ length }, (_, i) => (i + by + length) % length);
  const integers: Record<string, number[]> = {
    flat: [height * width, channels],
    windows: [down, windowPx, across, windowPx * 3 * channels],
    parts: [down * across, tokens, 3, heads, channels / heads],
    mixed: [down, across, windowPx, windowPx * channels],
    map: [1, height, width, channels],
    ...(shiftPx && {
      rows: rolled(height, shiftPx),
      cols: rolled(width, shiftPx),
      rows_back: rolled(height, -shiftPx),
      cols_back: rolled(width, -shiftPx),
    }),
  };
  return [
    ...attentionConstants(graph, node, weights),
    ...Object.entries(integers).map(([part, values]) => wholeNumbers(`${id}.${part}`, values)),
    ...[0, 1, 2].map((third) => wholeNumbers(`${id}.third${third}`, third)),
    { name: `${id}.smallest`, shape: [], values: Float32Array.of(1e-12) },
  ];
}

/** From and to channels first. */
export function attentionNodes({ id, inputs, shiftPx }: WindowAttentionNode): OnnxNode[] {
  const chain = new OnnxChain(id, inputs[0] ?? "");
  const own = (part: string) => `${id}.${part}`;
  chain.add("Transpose", [], { perm: [0, 2, 3, 1] });
  if (shiftPx)
    chain.add("Gather", [own("rows")], { axis: 1 }).add("Gather", [own("cols")], { axis: 2 });
  const parts = chain
    .add("Reshape", [own("flat")])
    .add("MatMul", [own("qkv")])
    .add("Add", [own("qkv_bias")])
    .add("Reshape", [own("windows")])
    .add("Transpose", [], { perm: [0, 2, 1, 3] })
    .add("Reshape", [own("parts")])
    .add("Transpose", [], { perm: [2, 0, 3, 1, 4] }).value;
  const unit = (third: number) => {
    const vectors = chain.from(parts).add("Gather", [own(`third${third}`)], { axis: 0 }).value;
    const length = chain
      .add("ReduceL2", [], { axes: [-1], keepdims: 1 })
      .add("Max", [own("smallest")]).value;
    return chain.from(vectors).add("Div", [length]).value;
  };
  const keys = chain.from(unit(1)).add("Transpose", [], { perm: [0, 1, 3, 2] }).value;
  const values = chain.from(parts).add("Gather", [own("third2")], { axis: 0 }).value;
  chain
    .from(unit(0))
    .add("Mul", [own("scale")])
    .add("MatMul", [keys])
    .add("Add", [own("bias")]);
  if (shiftPx) chain.add("Add", [own("mask")]);
  chain
    .add("Softmax", [], { axis: -1 })
    .add("MatMul", [values])
    .add("Transpose", [], { perm: [0, 2, 1, 3] })
    .add("Reshape", [own("mixed")])
    .add("Transpose", [], { perm: [0, 2, 1, 3] })
    .add("Reshape", [own("flat")])
    .add("MatMul", [own("proj")])
    .add("Add", [own("proj_bias")])
    .add("Reshape", [own("map")]);
  if (shiftPx)
    chain
      .add("Gather", [own("rows_back")], { axis: 1 })
      .add("Gather", [own("cols_back")], { axis: 2 });
  return chain.add("Transpose", [], { perm: [0, 3, 1, 2] }).end();
}
