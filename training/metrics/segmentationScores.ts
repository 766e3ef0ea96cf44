// Scores of a front mask or probability against a label (networks.md 1.6); arrays row-major, 0..1.

/** Dice coefficient, smoothing 1: (2 sum(y p) + 1) / (sum(y) + sum(p) + 1). */
export function diceCoefficient(label: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const { overlap, labelled, predicted } = sums(label, prediction);
  return (2 * overlap + 1) / (labelled + predicted + 1);
}

/** Intersection over union without smoothing; null when both are empty. */
export function intersectionOverUnion(
  label: ArrayLike<number>,
  prediction: ArrayLike<number>,
): number | null {
  const { overlap, labelled, predicted } = sums(label, prediction);
  const union = labelled + predicted - overlap;
  return union === 0 ? null : overlap / union;
}

/**
 * The seed paper's distance weight (equation 2): D = 2 (sigmoid(d / w) - 0.5) + y with d the distance in pixels to the
 * nearest front pixel; 1 everywhere for w = 0.
 */
export function distanceWeight(distancePx: number, label: number, w: number): number {
  return w === 0 ? 1 : Math.tanh(distancePx / (2 * w)) + label;
}

function sums(label: ArrayLike<number>, prediction: ArrayLike<number>) {
  let [overlap, labelled, predicted] = [0, 0, 0];
  for (let i = 0; i < label.length; i++) {
    const y = label[i] as number;
    const p = prediction[i] as number;
    overlap += y * p;
    labelled += y;
    predicted += p;
  }
  return { overlap, labelled, predicted };
}
