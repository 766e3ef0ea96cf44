// One labelled scene through the pipeline that users run, and its scores.
import { invertAffine, pixelToMap } from "../src/geo/coordinates.ts";
import { PIXEL_CRS } from "../src/geo/crs.ts";
import { densifyPolyline } from "../src/geo/polyline.ts";
import type { Prediction } from "../src/inference/prediction.ts";
import type { BandPixels } from "../src/inference/scores/bandThickness.ts";
import { thickLabel, weightedDiceOf } from "../src/inference/scores/gridScores.ts";
import { resizeNearest } from "../src/inference/scores/networkLabel.ts";
import {
  diceCoefficient,
  intersectionOverUnion,
  matthewsCorrelation,
  overlapOf,
  type WeightedDice,
} from "../src/inference/scores/segmentationScores.ts";
import { skeletonize } from "../src/inference/trace/skeletonize.ts";
import type { Band, Scene } from "../src/scene/scene.ts";
import { clearOutside } from "./datasets/boundingBox.ts";
import { type LabelledScene, type SceneFacts, ZONE_CODES } from "./datasets/labelledScene.ts";
import { type DistanceErrors, distanceErrors } from "./metrics/meanDistanceError.ts";
import { type ZoneConfusion, zoneConfusion } from "./metrics/zoneScores.ts";

export type SceneScores = {
  readonly facts: SceneFacts;
  readonly dice: number;
  /** Of the mask weighted by distance, w = 4, 8, 16 pixels of a picture of 512 (seed paper). */
  readonly weightedDice: WeightedDice;
  readonly iou: number | null;
  /** Matthews correlation. */
  readonly mcc: number;
  /** Pixels of the predicted band and of the labelled line. */
  readonly band: BandPixels;
  /** Pixels by labelled and predicted zone; null where either has none. */
  readonly zones: ZoneConfusion | null;
  /** Null when nothing was predicted (or, as in CaFFe, nothing labelled). */
  readonly errors: DistanceErrors | null;
};

/** A data set's picture as the scene that the app would open, with the pixel size that its index gives. */
export function sceneOf(facts: SceneFacts, band: Band): Scene {
  const { widthPx, heightPx } = band;
  return {
    id: facts.name,
    fileName: `${facts.name}.png`,
    sizeBytes: 0,
    widthPx,
    heightPx,
    bandCount: 1,
    bandNames: [],
    sampleType: "uint8",
    compression: "none",
    crs: PIXEL_CRS,
    pixelToMap: [1, 0, 0, 0, -1, 0],
    bounds: [0, -heightPx, widthPx, 0],
    pixelSizeMetres: facts.pixelSizeMetres,
    noData: null,
    statistics: { min: 0, max: 255, mean: 0, quantiles: [], valid01: 1 },
    acquisition: { date: facts.date, sensor: facts.sensor },
    simulated: false,
    notices: [],
  };
}

/**
 * Dice and its companions of the thresholded probability (of a network without one: of its fronts, thickened as the label
 * is) against the thickened label, the band's width against the label
 * thinned to one pixel, zones as predicted, and distances between that line and the vector fronts that users get: all on
 * the picture's own grid, distances in metres.
 */
export function scoreScene(
  label: LabelledScene,
  scene: Scene,
  prediction: Prediction,
): SceneScores {
  const wide = thickLabel(label.front, label.band);
  const mask =
    bandOnScene(prediction, scene) ?? thickLabel(rasteriseFronts(prediction, scene), scene);
  const traced = predictedLine(label, scene, prediction);
  const thin = skeletonize(label.front, label.band);
  const overlap = overlapOf(wide, mask);
  const { x, y } = label.pixelSizeMetres;
  return {
    facts: label,
    dice: diceCoefficient(overlap),
    weightedDice: weightedDiceOf(wide, mask, scene),
    iou: intersectionOverUnion(overlap),
    mcc: matthewsCorrelation(overlap),
    band: { predictedPx: overlap.predicted, linePx: count(thin), metresPerPx: Math.sqrt(x * y) },
    zones: zonesAgainstLabel(label, prediction),
    errors: distanceErrors(traced, thin, label.band, label.pixelSizeMetres),
  };
}

/** Its fronts as pixels of the scene, thinned; CaFFe keeps those inside the scene's box alone, and the label as it is. */
export function predictedLine(
  { keptBox }: LabelledScene,
  scene: Scene,
  prediction: Prediction,
): Uint8Array {
  const line = rasteriseFronts(prediction, scene);
  if (keptBox) clearOutside(line, keptBox, scene);
  return line;
}

/** The Dice of one prediction with a probability as a function of the threshold. */
export function thresholdDice(
  label: LabelledScene,
  scene: Scene,
  prediction: Prediction,
): (threshold01: number) => number {
  const wide = thickLabel(label.front, label.band);
  return (threshold01) =>
    diceCoefficient(overlapOf(wide, bandOnScene({ ...prediction, threshold01 }, scene) ?? []));
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, set) => sum + set, 0);
}

/**
 * 1 where a front may run and the network's probability at a scene pixel's centre is above the threshold; null for a
 * network without one.
 */
function bandOnScene(
  { maps, grid, threshold01, traceable }: Prediction,
  { widthPx, heightPx }: Scene,
): Uint8Array | null {
  const probability = maps.find(({ name }) => name === "probability")?.values;
  if (probability === undefined) return null;
  const mask = probability.map((p, i) => (traceable[i] && p > threshold01 ? 1 : 0));
  return resizeNearest(Uint8Array.from(mask), grid, { widthPx, heightPx });
}

function zonesAgainstLabel(
  { band, zones: labelled }: LabelledScene,
  { grid, zones }: Prediction,
): ZoneConfusion | null {
  if (labelled === null || zones === null) return null;
  const codes: readonly number[] = ZONE_CODES;
  const indices = zones.map((code) => codes.indexOf(code));
  return zoneConfusion(labelled, resizeNearest(indices, grid, band));
}

/** The pixels that a front passes through, thinned to one pixel like the label, so that both count alike. */
function rasteriseFronts({ fronts }: Prediction, scene: Scene): Uint8Array {
  const mask = new Uint8Array(scene.widthPx * scene.heightPx);
  const mapToPixel = invertAffine(scene.pixelToMap);
  if (!mapToPixel) return mask;
  for (const { vertices } of fronts)
    for (const point of densifyPolyline(vertices, 0.25)) {
      const [x, y] = pixelToMap(mapToPixel, [point[0], point[1]]);
      const [col, row] = [Math.floor(x), Math.floor(y)];
      if (col >= 0 && row >= 0 && col < scene.widthPx && row < scene.heightPx)
        mask[row * scene.widthPx + col] = 1;
    }
  return skeletonize(mask, scene);
}
