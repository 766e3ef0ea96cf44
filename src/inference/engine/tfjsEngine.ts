// Runs a network graph on TensorFlow.js, forward only: batch norms folded, convolutions fused with their activation.
import * as tf from "@tensorflow/tfjs-core";
import { AppError } from "../../base/errors.ts";
import { foldBatchNorm } from "../../models/foldBatchNorm.ts";
import {
  type ActivationNode,
  type Conv2dNode,
  type GraphNode,
  inputNode,
  type NetworkGraph,
} from "../../models/graph.ts";
import { padInputChannels } from "../../models/padInputChannels.ts";
import { tabulatePositionBias } from "../../models/positionBias.ts";
import { requireWeights, type Weights } from "../../models/weights.ts";
import { nextMessage, YIELD_AFTER_MS } from "../nextMessage.ts";
import { changeGate } from "./changeGate.ts";
import { dropValues } from "./dropValues.ts";
import type { Engine, EngineOutput, GateChange, RunOptions } from "./engine.ts";
import { groupNorm, layerNorm } from "./norms.ts";
import { softmaxRows } from "./softmaxRows.ts";
import { uploadWeights } from "./uploadWeights.ts";
import { windowAttention } from "./windowAttention.ts";

/**
 * Loads a graph on the current tfjs backend. `fold: false` keeps batch norms, for tests. Throws `model-invalid` when
 * the weights do not fit.
 */
export function createTfjsEngine(
  graph: NetworkGraph,
  weights: Weights,
  { fold = true }: { readonly fold?: boolean } = {},
): Engine {
  requireWeights(graph, weights);
  const original = inputNode(graph).shape;
  const tabulated = tabulatePositionBias(graph, weights);
  const ready = fold ? foldBatchNorm(tabulated.graph, tabulated.weights) : tabulated;
  const wide = tf.getBackend() === "webgpu" ? Math.ceil(original[2] / 4) * 4 : original[2];
  const padded = padInputChannels(ready.graph, ready.weights, wide);
  const variables = uploadWeights(padded.graph, padded.weights);
  const plan = planSteps(padded.graph);
  return {
    inputShape: original,
    run: (input, options = {}) => runPlan(plan, variables, { input, original, wide, options }),
    dispose: () => {
      for (const tensor of variables.values()) tensor.dispose();
      variables.clear();
    },
  };
}

type Step = {
  readonly node: Exclude<GraphNode, { op: "input" }>;
  /** Applied within the convolution; its own step is left out. */
  readonly fused: ActivationNode | null;
  /** Where the value is kept. */
  readonly id: string;
  /** Values that no later step reads. */
  readonly release: readonly string[];
};
type Plan = { readonly steps: readonly Step[]; readonly graph: NetworkGraph };

function planSteps(graph: NetworkGraph): Plan {
  const outputs = new Set(Object.values(graph.outputs));
  const fusedAway = new Set<string>();
  const draft: { node: Step["node"]; fused: ActivationNode | null; id: string }[] = [];
  for (const node of graph.nodes) {
    if (node.op === "input" || fusedAway.has(node.id)) continue;
    const fused = outputs.has(node.id) ? null : fusableActivation(graph, node);
    if (fused) fusedAway.add(fused.id);
    draft.push({ node, fused, id: fused?.id ?? node.id });
  }
  const lastUse = new Map<string, number>();
  draft.forEach(({ node }, i) => {
    for (const id of node.inputs) lastUse.set(id, i);
  });
  const steps = draft.map((step, i) => ({
    ...step,
    release: [...new Set(step.node.inputs)].filter(
      (id) => lastUse.get(id) === i && !outputs.has(id),
    ),
  }));
  return { steps, graph };
}

function fusableActivation(graph: NetworkGraph, node: GraphNode): ActivationNode | null {
  if (node.op !== "conv2d") return null;
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(node.id));
  const [only] = readers;
  const isFusable = only?.op === "activation" && Object.hasOwn(FUSED, only.fn);
  return readers.length === 1 && isFusable ? only : null;
}

type RunContext = {
  readonly input: Float32Array;
  readonly original: readonly [number, number, number];
  readonly wide: number;
  readonly options: RunOptions;
};

async function runPlan(
  { steps, graph }: Plan,
  variables: ReadonlyMap<string, tf.Tensor>,
  { input, original, wide, options }: RunContext,
): Promise<Readonly<Record<string, EngineOutput>>> {
  const { dropoutSeed, onAttention, onProgress, signal } = options;
  const gates = gatesById(graph, options.gates ?? {});
  const values = new Map<string, tf.Tensor4D>();
  let yielded = performance.now();
  try {
    values.set(inputNode(graph).id, uploadInput(input, original, wide));
    for (const [i, step] of steps.entries()) {
      signal?.throwIfAborted();
      const inputs = step.node.inputs.map((id) => values.get(id) as tf.Tensor4D);
      const dropout = dropoutSeed === undefined ? null : dropoutSeed * steps.length + i;
      const value = await evaluateStep(step, inputs, { variables, onAttention, dropout });
      values.set(step.id, value);
      const gate = gates.get(step.id);
      if (gate) {
        values.set(step.id, changeGate(value, gate, original[1]));
        value.dispose();
      }
      for (const id of step.release) {
        values.get(id)?.dispose();
        values.delete(id);
      }
      onProgress?.(i + 1, steps.length);
      if (performance.now() - yielded > YIELD_AFTER_MS) {
        await nextMessage();
        yielded = performance.now();
      }
    }
    return await readOutputs(graph, values, signal);
  } finally {
    for (const tensor of values.values()) tensor.dispose();
  }
}

/** Throws `gate-missing` for a gate that the network lacks. */
function gatesById(
  { name, outputs }: NetworkGraph,
  gates: Readonly<Record<string, GateChange>>,
): Map<string, GateChange> {
  return new Map(
    Object.entries(gates).map(([output, change]) => {
      const id = outputs[output];
      if (id === undefined) throw new AppError("gate-missing", `${name} has no gate ${output}.`);
      return [id, change];
    }),
  );
}

async function readOutputs(
  graph: NetworkGraph,
  values: ReadonlyMap<string, tf.Tensor4D>,
  signal: AbortSignal | undefined,
): Promise<Record<string, EngineOutput>> {
  const outputs: Record<string, EngineOutput> = {};
  for (const [name, id] of Object.entries(graph.outputs)) {
    const tensor = values.get(id) as tf.Tensor4D;
    const data = (await tensor.data()) as Float32Array;
    signal?.throwIfAborted();
    if (!data.every(Number.isFinite))
      throw new AppError("backend-failed", `${tf.getBackend()} gave values that are not finite.`);
    const [, height, width, channels] = tensor.shape;
    outputs[name] = { shape: [height, width, channels], values: Float32Array.from(data) };
  }
  return outputs;
}

type StepContext = {
  readonly variables: ReadonlyMap<string, tf.Tensor>;
  readonly onAttention: RunOptions["onAttention"];
  /** Seed of what is dropped; null drops nothing. */
  readonly dropout: number | null;
};

/** Attention is read back only where somebody asks for it. */
async function evaluateStep(
  step: Step,
  inputs: readonly tf.Tensor4D[],
  { dropout, onAttention, variables }: StepContext,
): Promise<tf.Tensor4D> {
  const { node } = step;
  if (node.op === "dropout" && dropout !== null)
    return tf.tidy(() => dropValues(inputs[0] as tf.Tensor4D, node.rate01, dropout));
  if (node.op !== "windowAttention" || !onAttention)
    return tf.tidy(() => evaluate(step, inputs, variables));
  const { output, attention } = tf.tidy(() =>
    windowAttention(node, inputs[0] as tf.Tensor4D, variables),
  );
  try {
    const values = Float32Array.from(await attention.data());
    onAttention(node.id, { shape: attention.shape, values });
    return output;
  } catch (error) {
    output.dispose();
    throw error;
  } finally {
    attention.dispose();
  }
}

function uploadInput(input: Float32Array, shape: readonly [number, number, number], wide: number) {
  const [height, width, channels] = shape;
  if (input.length !== height * width * channels)
    throw new AppError("internal", `input of ${input.length} values for ${shape.join("x")}`);
  return tf.tidy(() => {
    const tensor = tf.tensor4d(input, [1, height, width, channels]);
    return wide === channels
      ? tensor
      : tf.pad4d(tensor, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, wide - channels],
        ]);
  });
}

function evaluate(
  { node, fused }: Step,
  inputs: readonly tf.Tensor4D[],
  variables: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor4D {
  const [x, y] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const weight = (part: string) => variables.get(`${node.id}.${part}`) as tf.Tensor;
  const [, height, width] = x.shape;
  switch (node.op) {
    case "conv2d":
      return convolve(node, fused, {
        x,
        filter: weight("weight"),
        bias: node.bias === false ? undefined : weight("bias"),
      });
    case "convTranspose2d": {
      const shape: [number, number, number, number] = [1, height * 2, width * 2, node.filters];
      const filter = weight("weight") as tf.Tensor4D;
      return tf.add(tf.conv2dTranspose(x, filter, shape, 2, "same"), weight("bias"));
    }
    case "batchNorm":
      return tf.batchNorm4d(
        x,
        weight("running_mean") as tf.Tensor1D,
        weight("running_var") as tf.Tensor1D,
        weight("bias") as tf.Tensor1D,
        weight("weight") as tf.Tensor1D,
        node.epsilon,
      );
    case "layerNorm":
      return layerNorm(x, { weight: weight("weight"), bias: weight("bias") }, node.epsilon);
    case "groupNorm":
      return groupNorm(x, { weight: weight("weight"), bias: weight("bias") }, node);
    case "windowAttention":
      return windowAttention(node, x, variables).output;
    case "scaleShift":
      return tf.add(tf.mul(x, weight("weight")), weight("bias"));
    case "activation":
      return activate(node, x);
    case "dropout":
      return tf.clone(x);
    case "maxPool2x2":
      return tf.maxPool(x, 2, 2, "valid");
    case "upsampleBilinear2x":
      return tf.image.resizeBilinear(x, [height * 2, width * 2], false, true);
    case "upsampleNearest2x":
      return tf.image.resizeNearestNeighbor(x, [height * 2, width * 2]);
    case "spaceToDepth2x2":
      return spaceToDepth(x);
    case "concat":
      return tf.concat4d([...inputs], 3);
    case "add":
      return tf.add(x, y);
    case "multiply":
      return tf.mul(x, y);
  }
}

/** Activations that tfjs applies within a convolution, by its names. */
const FUSED: Readonly<Record<string, "relu" | "leakyrelu" | "sigmoid">> = {
  relu: "relu",
  leakyRelu: "leakyrelu",
  sigmoid: "sigmoid",
};

function convolve(
  node: Conv2dNode,
  fused: ActivationNode | null,
  { x, filter, bias }: { x: tf.Tensor4D; filter: tf.Tensor; bias: tf.Tensor | undefined },
): tf.Tensor4D {
  return tf.fused.conv2d({
    x,
    filter: filter as tf.Tensor4D,
    strides: node.stride,
    pad: "same",
    ...(bias && { bias }),
    activation: FUSED[fused?.fn ?? "none"] ?? "linear",
    leakyreluAlpha: fused?.slope ?? 0,
  });
}

function activate({ fn, slope }: ActivationNode, x: tf.Tensor4D): tf.Tensor4D {
  switch (fn) {
    case "relu":
      return tf.relu(x);
    case "leakyRelu":
      return tf.leakyRelu(x, slope);
    case "sigmoid":
      return tf.sigmoid(x);
    case "swish":
      return tf.mul(x, tf.sigmoid(x));
    case "gelu":
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    case "softmax":
      return softmaxRows(x);
  }
}

/** [1, H, W, C] -> [1, H / 2, W / 2, 4 C]. */
function spaceToDepth(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width, channels] = x.shape;
  const halves = [height / 2, width / 2] as const;
  // Rows of a pair of rows side by side, columns of a pair one after another: [0,0], [0,1], [1,0], [1,1].
  const pairs = tf.transpose(tf.reshape(x, [halves[0], 2, halves[1], 2 * channels]), [0, 2, 1, 3]);
  const cells = tf.reshape(pairs, [halves[0] * halves[1], 2, 2, channels]);
  const columnsFirst = tf.transpose(cells, [0, 2, 1, 3]);
  return tf.reshape(columnsFirst, [1, ...halves, 4 * channels]);
}
