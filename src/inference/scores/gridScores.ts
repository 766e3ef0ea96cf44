// A predicted band against a labelled front on one grid, as the seed paper's tables count.
import { distanceTransform, type GridSize } from "../raster/distanceTransform.ts";
import { skeletonize } from "../trace/skeletonize.ts";
import { bandWidth } from "./bandThickness.ts";
import { thickenFront } from "./networkLabel.ts";
import {
  DISTANCE_WEIGHTS,
  diceCoefficient,
  distanceWeight,
  distanceWeightAt,
  intersectionOverUnion,
  overlapOf,
  type WeightedDice,
} from "./segmentationScores.ts";

/** For all but distances a label is thickened as in the seed paper, so that pictures of any size compare. */
const LABEL_WIDTH_PX_AT_512 = 6;

/** A line, or a front as it was drawn, as wide as scores want it. */
export function thickLabel(front: Uint8Array, size: GridSize): Uint8Array<ArrayBuffer> {
  return thickenFront(front, size, LABEL_WIDTH_PX_AT_512);
}

/** `label` thickened; distances count for a picture of 512 pixels. */
export function weightedDiceOf(
  label: Uint8Array,
  mask: ArrayLike<number>,
  size: GridSize,
): WeightedDice {
  const distancePx = distanceTransform(label, size);
  const weighted = (w: number) => {
    const scaled = distanceWeightAt(w, Math.max(size.widthPx, size.heightPx));
    const values = Float64Array.from(
      mask,
      (p, i) => p * distanceWeight(distancePx[i] as number, label[i] as number, scaled),
    );
    return diceCoefficient(overlapOf(label, values));
  };
  const { wdice4, wdice8, wdice16 } = DISTANCE_WEIGHTS;
  return { wdice4: weighted(wdice4), wdice8: weighted(wdice8), wdice16: weighted(wdice16) };
}

type Size = GridSize & {
  readonly pixelSizeMetres: { readonly x: number; readonly y: number } | null;
};

/** `front`: 1 where the label's line runs; `band`: 1 where a front is predicted. Row-major over the grid. */
export function gridScores(front: Uint8Array, band: Uint8Array, size: Size) {
  const label = thickLabel(front, size);
  const overlap = overlapOf(label, band);
  const linePx = skeletonize(front, size).reduce((sum, set) => sum + set, 0);
  const { x, y } = size.pixelSizeMetres ?? { x: 0, y: 0 };
  const width = bandWidth({
    predictedPx: overlap.predicted,
    linePx,
    metresPerPx: Math.sqrt(x * y),
  });
  return {
    label,
    scores: {
      dice: diceCoefficient(overlap),
      ...weightedDiceOf(label, band, size),
      iou: intersectionOverUnion(overlap),
      thicknessPx: width?.thicknessPx ?? null,
      certaintyMetres: size.pixelSizeMetres && width ? width.certaintyMetres : null,
    },
  };
}
