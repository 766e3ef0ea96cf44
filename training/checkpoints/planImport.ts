// Which tensor of an official checkpoint becomes which weight of a graph: by names and shapes alone, before any is read.
import { AppError } from "../../src/base/errors.ts";
import { type NetworkGraph, type WeightSpec, weightSpecs } from "../../src/models/graph.ts";
import {
  type CheckpointKind,
  checkpointKind,
  graphWeightName,
  mustBring,
  whyLeftOut,
  withoutWrapper,
} from "./officialNames.ts";
import type { StoredTensor } from "./storedTensor.ts";

/** What is to be filled. */
export type ImportTarget = {
  /** For messages. */
  readonly name: string;
  readonly specs: readonly WeightSpec[];
  /** Window attention's node to the pixels of its window. */
  readonly windowAreas: ReadonlyMap<string, number>;
};

export function importTarget(name: string, graph: NetworkGraph): ImportTarget {
  const windowAreas = new Map(
    graph.nodes.flatMap((node) =>
      node.op === "windowAttention" ? [[node.id, node.windowPx ** 2] as const] : [],
    ),
  );
  return { name, specs: weightSpecs(graph), windowAreas };
}

/** `inputSum`: the official input is one picture three times, so a graph that reads it once takes the kernels' sum. */
export type WeightCopy = {
  readonly spec: WeightSpec;
  /** Name in the file. */
  readonly from: string;
  readonly change: "none" | "inputSum";
};

export type ImportPlan = {
  readonly kind: CheckpointKind;
  readonly copies: readonly WeightCopy[];
  /** Tensors of the file that no graph needs. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Weights of the graph that the file does not bring; none for a whole network. */
  readonly fresh: readonly string[];
};

/** What a plan asks of a tensor. */
export type TensorFacts = Pick<StoredTensor, "shape" | "dtype" | "isFloat">;

/**
 * Throws `model-invalid` with the whole list of what is missing, left over, or of another shape, type or window.
 */
export function planImport(
  { name: network, specs, windowAreas }: ImportTarget,
  tensors: ReadonlyMap<string, TensorFacts>,
): ImportPlan {
  const kind = checkpointKind([...tensors.keys()].map(withoutWrapper));
  const { leftOut, sources, twice } = sortNames(tensors.keys(), kind);
  const { copies, fresh, problems } = matchSpecs(specs, tensors, sources, kind);
  const placed = new Set(specs.map(({ name }) => name));
  const leftOver = [...sources].filter(([graphName]) => !placed.has(graphName));
  const all = [
    ...problems,
    ...leftOver.map(([, name]) => `${name} has no place in the network`),
    ...twice.map((name) => `${name} is there twice`),
    ...(kind === "encoder" ? [] : otherWindows(windowAreas, tensors)),
  ];
  if (all.length)
    throw new AppError(
      "model-invalid",
      `The checkpoint does not fit ${network}:\n  ${all.join("\n  ")}`,
    );
  return { kind, copies, leftOut, fresh };
}

/** `sources`: name in the graph to name in the file. */
function sortNames(names: Iterable<string>, kind: CheckpointKind) {
  const leftOut: { name: string; why: string }[] = [];
  const sources = new Map<string, string>();
  const twice: string[] = [];
  for (const name of names) {
    const why = whyLeftOut(withoutWrapper(name), kind);
    const graphName = graphWeightName(withoutWrapper(name));
    if (why !== null) leftOut.push({ name, why });
    else if (sources.has(graphName)) twice.push(name);
    else sources.set(graphName, name);
  }
  return { leftOut, sources, twice };
}

function matchSpecs(
  specs: readonly WeightSpec[],
  tensors: ReadonlyMap<string, TensorFacts>,
  sources: ReadonlyMap<string, string>,
  kind: CheckpointKind,
) {
  const copies: WeightCopy[] = [];
  const fresh: string[] = [];
  const problems: string[] = [];
  for (const spec of specs) {
    const from = sources.get(spec.name) ?? "";
    const tensor = tensors.get(from);
    const change = tensor && changeFor(spec, tensor);
    if (change) copies.push({ spec, from, change });
    else if (tensor) problems.push(misfit(from, spec, tensor));
    else if (mustBring(spec.name, kind)) problems.push(`${spec.name} is missing`);
    else fresh.push(spec.name);
  }
  return { copies, fresh, problems };
}

/**
 * No weight's shape depends on the window, so that one of another size would pass unseen; its index of positions tells.
 * Swin V2 encoders are meant to go on with larger windows (Liu et al. 2022, section 3.3).
 */
function otherWindows(
  windowAreas: ReadonlyMap<string, number>,
  tensors: ReadonlyMap<string, TensorFacts>,
): string[] {
  return [...tensors].flatMap(([name, { shape }]) => {
    const graphName = graphWeightName(withoutWrapper(name));
    const suffix = ".relative_position_index";
    if (!graphName.endsWith(suffix)) return [];
    const wanted = windowAreas.get(graphName.slice(0, -suffix.length));
    return wanted === undefined || shape[0] === wanted
      ? []
      : [`${name} is for windows of ${shape[0]} pixels instead of ${wanted}`];
  });
}

/** Null where the tensor cannot be this weight. */
function changeFor(spec: WeightSpec, { shape, isFloat }: TensorFacts): WeightCopy["change"] | null {
  if (!isFloat) return null;
  if (isSameShape(spec.shape, shape)) return "none";
  const [filters = 0, channels = 0, ...kernel] = spec.shape;
  const isInput = spec.name === "patch_embed_proj.weight" && shape[1] === 3 && channels <= 2;
  return isInput && isSameShape([filters, 3, ...kernel], shape) ? "inputSum" : null;
}

/** Ones at the end aside: a linear layer [out, in] is a convolution [out, in, 1, 1]. */
function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return withoutLastOnes(a).join() === withoutLastOnes(b).join();
}

function withoutLastOnes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, shape.findLastIndex((size) => size !== 1) + 1);
}

function misfit(name: string, spec: WeightSpec, { shape, dtype, isFloat }: TensorFacts): string {
  if (!isFloat) return `${name} is of the type ${dtype}`;
  return `${name} is ${shape.join(" x ")} instead of ${spec.shape.join(" x ")}`;
}
