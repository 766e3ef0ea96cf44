// What of a window attention's weights does not depend on the input, laid out as a runtime multiplies and adds it.
import { inferShapes, type NetworkGraph, type WindowAttentionNode } from "./graph.ts";
import { offsetIndex, shiftMask } from "./positionBias.ts";
import { type Weights, weightValues } from "./weights.ts";

/** Largest scale of the similarities (Liu et al. 2022, section 3.2). */
const MOST_SCALE = 100;

export type Constant = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
};

/**
 * Under `<id>.<part>`: `qkv` [C, 3 C], `qkv_bias` [3 C], `proj` [C, C], `proj_bias` [C], `scale` [1, heads, 1, 1], `bias`
 * [1, heads, N, N] and, with a shift, `mask` [windows, 1, N, N]; N pixels a window. The node's position bias must be a
 * table.
 */
export function attentionConstants(
  graph: NetworkGraph,
  node: WindowAttentionNode,
  weights: Weights,
): readonly Constant[] {
  const { id, heads, windowPx, shiftPx } = node;
  const part = (name: string) => weightValues(weights, `${id}.${name}`);
  const [height, width, channels] = inferShapes(graph).get(id) ?? [0, 0, 0];
  const tokens = windowPx * windowPx;
  const windows = (height / windowPx) * (width / windowPx);
  // Keys have no bias.
  const qkvBias = new Float32Array(3 * channels);
  qkvBias.set(part("q_bias"), 0);
  qkvBias.set(part("v_bias"), 2 * channels);
  const scale = Float32Array.from(part("logit_scale"), (log) =>
    Math.min(MOST_SCALE, Math.exp(log)),
  );
  const constants: Constant[] = [
    {
      name: "qkv",
      shape: [channels, 3 * channels],
      values: transposed(part("qkv.weight"), channels),
    },
    { name: "qkv_bias", shape: [3 * channels], values: qkvBias },
    {
      name: "proj",
      shape: [channels, channels],
      values: transposed(part("proj.weight"), channels),
    },
    { name: "proj_bias", shape: [channels], values: Float32Array.from(part("proj.bias")) },
    { name: "scale", shape: [1, heads, 1, 1], values: scale },
    {
      name: "bias",
      shape: [1, heads, tokens, tokens],
      values: biasOfPairs(part("position_bias"), node),
    },
  ];
  if (shiftPx)
    constants.push({
      name: "mask",
      shape: [windows, 1, tokens, tokens],
      values: shiftMask(height, width, node),
    });
  return constants.map((constant) => ({ ...constant, name: `${id}.${constant.name}` }));
}

/** [outputs, inputs] -> [inputs, outputs]. */
function transposed(values: Float32Array, inputs: number): Float32Array<ArrayBuffer> {
  const outputs = values.length / inputs;
  return Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % outputs) * inputs + Math.floor(i / outputs)] as number,
  );
}

/** A value for every pair of pixels instead of every offset. */
function biasOfPairs(
  table: Float32Array,
  { heads, windowPx }: WindowAttentionNode,
): Float32Array<ArrayBuffer> {
  const index = offsetIndex(windowPx);
  const offsets = table.length / heads;
  const bias = new Float32Array(heads * index.length);
  for (let head = 0; head < heads; head++)
    for (let pair = 0; pair < index.length; pair++)
      bias[head * index.length + pair] = table[head * offsets + (index[pair] as number)] as number;
  return bias;
}
