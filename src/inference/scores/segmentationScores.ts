// Scores of a front mask or probability against a label (networks.md 1.6 and 6.3); arrays row-major, 0..1.

/** What every score is made of: sums over pixels, of a mask or of probabilities. */
export type Overlap = {
  /** Sum of label * prediction. */
  readonly overlap: number;
  readonly labelled: number;
  readonly predicted: number;
  /** Number of pixels. */
  readonly count: number;
};

export function overlapOf(label: ArrayLike<number>, prediction: ArrayLike<number>): Overlap {
  let [overlap, labelled, predicted] = [0, 0, 0];
  for (let i = 0; i < label.length; i++) {
    const y = label[i] as number;
    const p = prediction[i] as number;
    overlap += y * p;
    labelled += y;
    predicted += p;
  }
  return { overlap, labelled, predicted, count: label.length };
}

/**
 * Dice coefficient, smoothing 1: (2 sum(y p) + 1) / (sum(y) + sum(p) + 1). With p times `distanceWeight` it is the seed
 * paper's weighted Dice.
 */
export function diceCoefficient({ overlap, labelled, predicted }: Overlap): number {
  return (2 * overlap + 1) / (labelled + predicted + 1);
}

/** Intersection over union without smoothing; null when both are empty. */
export function intersectionOverUnion({ overlap, labelled, predicted }: Overlap): number | null {
  const union = labelled + predicted - overlap;
  return union === 0 ? null : overlap / union;
}

const MCC_EPSILON = 1e-7;

/**
 * Matthews correlation, soft for probabilities: (TP TN - FP FN) / (sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)) + 1e-7), -1..1, 0
 * when either is all one class. Davari et al. 2021.
 */
export function matthewsCorrelation({ overlap, labelled, predicted, count }: Overlap): number {
  const numerator = overlap * count - labelled * predicted;
  const negatives = (count - labelled) * (count - predicted);
  return numerator / (Math.sqrt(labelled * predicted * negatives) + MCC_EPSILON);
}

/**
 * The seed paper's distance weight (equation 2): D = 2 (sigmoid(d / w) - 0.5) + y with d the distance in pixels to the
 * nearest front pixel; 1 everywhere for w = 0.
 */
export function distanceWeight(distancePx: number, label: number, w: number): number {
  return w === 0 ? 1 : Math.tanh(distancePx / (2 * w)) + label;
}

/** Distance weights of the paper's tables, in pixels of a picture whose longer side is 512 px. */
export const DISTANCE_WEIGHTS = { wdice4: 4, wdice8: 8, wdice16: 16 } as const;
export type WeightedDice = Readonly<Record<keyof typeof DISTANCE_WEIGHTS, number>>;

/** A distance weight for a picture of another longer side: the same distance on the ground. */
export function distanceWeightAt(w: number, longerSidePx: number): number {
  return (w * longerSidePx) / 512;
}
