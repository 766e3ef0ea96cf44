// The weights of a graph out of an official checkpoint.
import { AppError } from "../../src/base/errors.ts";
import type { WeightSpec } from "../../src/models/graph.ts";
import type { WeightArray, Weights } from "../../src/models/weights.ts";
import { type ImportPlan, type ImportTarget, planImport, type WeightCopy } from "./planImport.ts";
import type { StateDict } from "./stateDict.ts";

export type ImportedWeights = ImportPlan & { readonly weights: Weights };

/** Official copies of the one picture in the input. */
const PICTURES = 3;

/**
 * Rejects with `model-invalid` and the whole list of what does not fit or is not finite, and with
 * `file-corrupt` where the file ends too early.
 */
export async function importWeights(
  target: ImportTarget,
  tensors: StateDict,
): Promise<ImportedWeights> {
  const plan = planImport(target, tensors);
  const weights = new Map<string, WeightArray>();
  const notFinite: string[] = [];
  for (const copy of plan.copies) {
    const values = await tensors.get(copy.from)?.values();
    if (!values?.every(Number.isFinite)) notFinite.push(copy.from);
    else weights.set(copy.spec.name, weightOf(copy, values));
  }
  if (notFinite.length)
    throw new AppError(
      "model-invalid",
      `The checkpoint holds values that are not finite in:\n  ${notFinite.join("\n  ")}`,
    );
  return { ...plan, weights };
}

function weightOf({ spec, change }: WeightCopy, values: Float32Array): WeightArray {
  return { shape: spec.shape, values: change === "none" ? values : sumInputs(spec, values) };
}

/** [filters, 3, h, w] to [filters, channels, h, w]: the sum for the picture, zeros for a second channel (where data are). */
function sumInputs({ shape }: WeightSpec, values: Float32Array): Float32Array {
  const [filters = 0, channels = 0, height = 0, width = 0] = shape;
  const area = height * width;
  const summed = new Float32Array(filters * channels * area);
  for (let filter = 0; filter < filters; filter++)
    for (let i = 0; i < area; i++) {
      let sum = 0;
      for (let picture = 0; picture < PICTURES; picture++)
        sum += values[(filter * PICTURES + picture) * area + i] ?? 0;
      summed[filter * channels * area + i] = sum;
    }
  return summed;
}
