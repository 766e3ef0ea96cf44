// The mean distance error of CaFFe (Gourmelon et al. 2022; networks.md 5.2), with pixels that differ along x and y.
import { distanceTransform, type GridSize } from "../../src/inference/raster/distanceTransform.ts";

export type DistanceErrors = {
  /** Sum over predicted and labelled front pixels of the distance to the nearest pixel of the other, metres. */
  readonly sumMetres: number;
  /** Number of distances summed. */
  readonly count: number;
};

/**
 * Both directions, pixel centre to pixel centre. Null when there is no predicted front: such scenes are counted, not
 * averaged. Null too when the label is empty.
 */
export function distanceErrors(
  prediction: ArrayLike<number>,
  label: ArrayLike<number>,
  size: GridSize,
  pixelSizeMetres: { readonly x: number; readonly y: number },
): DistanceErrors | null {
  const fromLabel = sumAt(prediction, distanceTransform(label, size, pixelSizeMetres));
  const fromPrediction = sumAt(label, distanceTransform(prediction, size, pixelSizeMetres));
  if (fromLabel.count === 0 || fromPrediction.count === 0) return null;
  return {
    sumMetres: fromLabel.sumMetres + fromPrediction.sumMetres,
    count: fromLabel.count + fromPrediction.count,
  };
}

function sumAt(mask: ArrayLike<number>, distances: ArrayLike<number>): DistanceErrors {
  let [sumMetres, count] = [0, 0];
  for (let i = 0; i < mask.length; i++)
    if (mask[i]) {
      sumMetres += distances[i] as number;
      count++;
    }
  return { sumMetres, count };
}

/** All distances of all scenes in one mean, metres; null when no scene has a predicted front. */
export function pooledMeanDistanceError(scenes: readonly (DistanceErrors | null)[]): number | null {
  let [sumMetres, count] = [0, 0];
  for (const scene of scenes) {
    sumMetres += scene?.sumMetres ?? 0;
    count += scene?.count ?? 0;
  }
  return count === 0 ? null : sumMetres / count;
}
