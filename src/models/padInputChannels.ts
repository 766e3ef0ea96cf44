// More input channels of zeros: WebGPU's fast convolution reads channels in fours (pitfalls.md section 3).
import type { NetworkGraph } from "./graph.ts";
import { inputNode } from "./graph.ts";
import type { WeightArray, Weights } from "./weights.ts";

/**
 * The same function of a wider input whose added channels do not matter: every convolution that reads the input gets
 * zero kernels for them. Unchanged when the input already has `channels` or another node type reads it.
 */
export function padInputChannels(
  graph: NetworkGraph,
  weights: Weights,
  channels: number,
): { readonly graph: NetworkGraph; readonly weights: Weights } {
  const input = inputNode(graph);
  const [heightPx, widthPx, present] = input.shape;
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(input.id));
  if (present >= channels || readers.some(({ op }) => op !== "conv2d")) return { graph, weights };
  const padded = new Map(weights);
  for (const { id } of readers)
    padded.set(`${id}.weight`, padKernel(weights.get(`${id}.weight`) as WeightArray, channels));
  const wider = { ...input, shape: [heightPx, widthPx, channels] as const };
  return { graph: { ...graph, nodes: [wider, ...graph.nodes.slice(1)] }, weights: padded };
}

function padKernel({ shape, values }: WeightArray, channels: number): WeightArray {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
  const area = height * width;
  const out = new Float32Array(outputs * channels * area);
  for (let o = 0; o < outputs; o++)
    out.set(values.subarray(o * inputs * area, (o + 1) * inputs * area), o * channels * area);
  return { shape: [outputs, channels, height, width], values: out };
}
