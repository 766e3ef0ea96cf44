// A run's network scored on its prepared scenes, as the seed paper does: on the network's grid, against the thickened
// target, without padding (networks.md 1.10), but with every threshold chosen on validation scenes.
import { type BandPixels, summariseBandWidths } from "../src/inference/scores/bandThickness.ts";
import {
  DISTANCE_WEIGHTS,
  diceCoefficient,
  distanceWeight,
  distanceWeightAt,
  intersectionOverUnion,
  type Overlap,
} from "../src/inference/scores/segmentationScores.ts";
import type { PreparedSample, PreparedScenes } from "./preparedScenes.ts";
import type { TableOneColumns } from "./study.ts";
import { mean } from "./summariseScores.ts";

/** 0.01, 0.02, .. 0.99. */
export const SWEEP = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** Scores of one scene at each threshold of `SWEEP`. */
export type ThresholdScores = {
  readonly name: string;
  readonly columns: Readonly<Record<keyof TableOneColumns, readonly number[]>>;
  readonly bands: readonly BandPixels[];
};

/** `predict`: probability [size, size] of an input [size, size, channels]. */
export async function scorePart(
  scenes: PreparedScenes,
  part: "validation" | "test",
  predict: (input: Float32Array) => Promise<ArrayLike<number>>,
  onScene: (done: number, total: number) => void,
): Promise<ThresholdScores[]> {
  const scores: ThresholdScores[] = [];
  for (const sample of scenes.samples(part)) {
    scores.push(scoreScene(sample, await predict(sample.input), scenes.sizePx));
    onScene(scores.length, scenes.index.split[part].length);
  }
  return scores;
}

export type PartScores = {
  readonly columns: TableOneColumns;
  readonly thresholds: TableOneColumns;
  /** At the Dice threshold, pooled over scenes with a label. */
  readonly band: { readonly thicknessPx: number; readonly certaintyMetres: number } | null;
};

/** Every column at the threshold that is best for it on validation scenes. */
export function scoresAtChosenThresholds(
  validation: readonly ThresholdScores[],
  test: readonly ThresholdScores[],
): PartScores {
  const chosen = (column: keyof TableOneColumns) => {
    const means = SWEEP.map((_, i) => meanAt(validation, column, i));
    return means.indexOf(Math.max(...means));
  };
  const at = {
    dice: chosen("dice"),
    wdice4: chosen("wdice4"),
    wdice8: chosen("wdice8"),
    wdice16: chosen("wdice16"),
    iou: chosen("iou"),
  };
  const each = (value: (column: keyof TableOneColumns) => number): TableOneColumns => ({
    dice: value("dice"),
    wdice4: value("wdice4"),
    wdice8: value("wdice8"),
    wdice16: value("wdice16"),
    iou: value("iou"),
  });
  const bands = test.flatMap(({ bands }) => bands[at.dice] ?? []);
  return {
    columns: each((column) => meanAt(test, column, at[column])),
    thresholds: each((column) => SWEEP[at[column]] ?? 0.5),
    band: summariseBandWidths(bands).pooled,
  };
}

function meanAt(
  scores: readonly ThresholdScores[],
  column: keyof TableOneColumns,
  i: number,
): number {
  return mean(scores.map(({ columns }) => columns[column][i] ?? 0));
}

/**
 * Over pixels with data: padding and no-data count neither as predicted nor as missed. Counts by probability in one pass: sums over the pixels above each threshold come from running sums over 100 bins,
 * once plain and once for each distance weight.
 */
function scoreScene(
  { facts, valid, target, distancePx }: PreparedSample,
  probability: ArrayLike<number>,
  sizePx: number,
): ThresholdScores {
  const weightings = [0, ...Object.values(DISTANCE_WEIGHTS)].map((w) =>
    w === 0 ? 0 : distanceWeightAt(w, sizePx),
  );
  const predicted = weightings.map(() => new Float64Array(SWEEP.length + 1));
  const overlap = weightings.map(() => new Float64Array(SWEEP.length + 1));
  let [labelled, count] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    if (!valid[i]) continue;
    const y = target[i] as number;
    labelled += y;
    count++;
    // The number of thresholds that the probability is above.
    const bin = Math.min(
      SWEEP.length,
      Math.max(0, Math.ceil((probability[i] as number) * 100) - 1),
    );
    weightings.forEach((w, k) => {
      const weight = distanceWeight(distancePx[i] as number, y, w);
      const [sums, both] = [predicted[k] as Float64Array, overlap[k] as Float64Array];
      sums[bin] = (sums[bin] as number) + weight;
      both[bin] = (both[bin] as number) + weight * y;
    });
  }
  const overlaps = (k: number): Overlap[] => {
    const sums = fromAbove(predicted[k] as Float64Array);
    const both = fromAbove(overlap[k] as Float64Array);
    return SWEEP.map((_, i) => ({
      overlap: both[i + 1] as number,
      predicted: sums[i + 1] as number,
      labelled,
      count,
    }));
  };
  const [plain = [], w4 = [], w8 = [], w16 = []] = weightings.map((_, k) => overlaps(k));
  return {
    name: facts.name,
    columns: {
      dice: plain.map(diceCoefficient),
      wdice4: w4.map(diceCoefficient),
      wdice8: w8.map(diceCoefficient),
      wdice16: w16.map(diceCoefficient),
      iou: plain.map((one) => intersectionOverUnion(one) ?? 1),
    },
    bands: plain.map((one) => ({
      predictedPx: one.predicted,
      linePx: facts.linePx,
      metresPerPx: facts.metresPerNetworkPx,
    })),
  };
}

/** Sums of an entry and all after it. */
function fromAbove(values: Float64Array): Float64Array {
  const out = Float64Array.from(values);
  for (let i = out.length - 2; i >= 0; i--) out[i] = (out[i] as number) + (out[i + 1] as number);
  return out;
}
