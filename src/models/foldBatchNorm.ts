// Batch norms folded into convolutions, for inference (networks.md section 7).
import type { BatchNormNode, Conv2dNode, GraphNode, NetworkGraph } from "./graph.ts";
import { type WeightArray, type Weights, weightValues } from "./weights.ts";

type Folded = { readonly graph: NetworkGraph; readonly weights: Weights };

/**
 * Each batch norm becomes part of the convolution before it, or of the 1x1 convolutions that alone read it; where
 * neither is exact (before a padded kernel) it stays as one multiply-add. The result computes the same function up to
 * rounding. Folding is done in float64.
 */
export function foldBatchNorm(graph: NetworkGraph, weights: Weights): Folded {
  const folded = new Map(weights);
  const replaced = new Map<string, string>();
  const nodes: GraphNode[] = [];
  const resolve = (id: string) => replaced.get(id) ?? id;
  for (const node of graph.nodes) {
    if (node.op !== "batchNorm") {
      nodes.push({ ...node, inputs: node.inputs.map(resolve) });
      continue;
    }
    const affine = takeAffine(folded, node);
    const target = foldTarget(graph, node);
    if (target.into === "before") scaleOutputs(folded, target.conv, affine);
    else if (target.into === "after")
      for (const conv of target.convs) scaleInputs(folded, conv, affine);
    else {
      const { id } = node;
      folded.set(`${id}.weight`, array(affine.scale));
      folded.set(`${id}.bias`, array(affine.shift));
      nodes.push({ op: "scaleShift", id, inputs: node.inputs.map(resolve) });
      continue;
    }
    replaced.set(node.id, resolve(node.inputs[0] as string));
  }
  const outputs = Object.fromEntries(
    Object.entries(graph.outputs).map(([name, id]) => [name, resolve(id)]),
  );
  return { graph: { ...graph, nodes, outputs }, weights: folded };
}

type Target =
  | { into: "before"; conv: Conv2dNode }
  | { into: "after"; convs: readonly Conv2dNode[] }
  | { into: "none" };

function foldTarget(graph: NetworkGraph, node: BatchNormNode): Target {
  const inputId = node.inputs[0] as string;
  const source = graph.nodes.find(({ id }) => id === inputId);
  if (source?.op === "conv2d" && isReadOnce(graph, inputId))
    return { into: "before", conv: source };
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(node.id));
  const convs = readers.filter(
    (reader): reader is Conv2dNode => reader.op === "conv2d" && reader.kernel === 1,
  );
  const isOutput = Object.values(graph.outputs).includes(node.id);
  if (convs.length && convs.length === readers.length && !isOutput) return { into: "after", convs };
  return { into: "none" };
}

function isReadOnce(graph: NetworkGraph, id: string): boolean {
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(id)).length;
  return readers === 1 && !Object.values(graph.outputs).includes(id);
}

type AffineMap = { readonly scale: Float64Array; readonly shift: Float64Array };

/** y = x * scale + shift, per channel; the norm's own weights are removed. */
function takeAffine(weights: Map<string, WeightArray>, { id, epsilon }: BatchNormNode): AffineMap {
  const part = (name: string) => weightValues(weights, `${id}.${name}`);
  const [gamma, beta] = [part("weight"), part("bias")];
  const [mean, variance] = [part("running_mean"), part("running_var")];
  const scale = Float64Array.from(
    gamma,
    (g, i) => g / Math.sqrt((variance[i] as number) + epsilon),
  );
  const shift = Float64Array.from(beta, (b, i) => b - (mean[i] as number) * (scale[i] as number));
  for (const name of ["weight", "bias", "running_mean", "running_var"])
    weights.delete(`${id}.${name}`);
  return { scale, shift };
}

function scaleOutputs(weights: Map<string, WeightArray>, { id }: Conv2dNode, affine: AffineMap) {
  const kernel = weights.get(`${id}.weight`) as WeightArray;
  const perOutput = kernel.values.length / affine.scale.length;
  const bias = weightValues(weights, `${id}.bias`);
  weights.set(`${id}.weight`, {
    shape: kernel.shape,
    values: kernel.values.map((w, i) => w * (affine.scale[Math.floor(i / perOutput)] as number)),
  });
  weights.set(
    `${id}.bias`,
    array(bias.map((b, o) => b * (affine.scale[o] as number) + (affine.shift[o] as number))),
  );
}

/** For a 1x1 convolution, kernel [out, in, 1, 1]. */
function scaleInputs(weights: Map<string, WeightArray>, { id }: Conv2dNode, affine: AffineMap) {
  const kernel = weights.get(`${id}.weight`) as WeightArray;
  const inputs = affine.scale.length;
  const bias = Float64Array.from(weightValues(weights, `${id}.bias`));
  kernel.values.forEach((w, i) => {
    bias[Math.floor(i / inputs)] =
      (bias[Math.floor(i / inputs)] as number) + w * (affine.shift[i % inputs] as number);
  });
  weights.set(`${id}.weight`, {
    shape: kernel.shape,
    values: kernel.values.map((w, i) => w * (affine.scale[i % inputs] as number)),
  });
  weights.set(`${id}.bias`, array(bias));
}

function array(values: Float64Array | Float32Array): WeightArray {
  return { shape: [values.length], values: Float32Array.from(values) };
}
