// Named weight arrays, and how they fit a graph.
import { AppError } from "../base/errors.ts";
import { type NetworkGraph, weightSpecs } from "./graph.ts";

/** Row-major values under PyTorch's layout. */
export type WeightArray = { readonly shape: readonly number[]; readonly values: Float32Array };
export type Weights = ReadonlyMap<string, WeightArray>;

/** Throws `model-invalid` listing every weight that is missing, of another shape, or not finite. */
export function requireWeights(graph: NetworkGraph, weights: Weights): void {
  const problems = weightSpecs(graph).flatMap(({ name, shape }) => {
    const array = weights.get(name);
    if (!array) return [`${name} is missing`];
    if (array.shape.join() !== shape.join())
      return [`${name} is ${array.shape.join("x")} instead of ${shape.join("x")}`];
    return array.values.every(Number.isFinite) ? [] : [`${name} holds values that are not finite`];
  });
  if (!problems.length) return;
  const shown = problems.slice(0, 5).join("; ");
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
  throw new AppError("model-invalid", `${graph.name}: the weights do not fit: ${shown}${more}.`);
}

/** Throws `model-invalid` when there is no such weight. */
export function weightValues(weights: Weights, name: string): Float32Array {
  const array = weights.get(name);
  if (!array) throw new AppError("model-invalid", `The weight ${name} is missing.`);
  return array.values;
}

/**
 * Repeatable weights for tests and the backend self-test: small values that depend on nothing but `seed`, running
 * variances positive. Not meant to predict anything.
 */
export function sampleWeights(graph: NetworkGraph, seed: number): Weights {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return new Map(
    weightSpecs(graph).map(({ name, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1);
      const fanIn = shape.length > 1 ? size / (shape[0] ?? 1) : 1;
      const values = Float32Array.from({ length: size }, () => {
        if (name.endsWith("running_var")) return 1 + next();
        if (shape.length > 1) return next() * Math.sqrt(24 / fanIn);
        return name.endsWith("weight") ? 1 + next() : next() * 0.4;
      });
      return [name, { shape, values }] as const;
    }),
  );
}
