// Scores of many scenes as the figures of a model card.
import type { EvaluationFigures } from "../src/models/modelCard.ts";
import type { SceneScores } from "./evaluateScene.ts";
import { pooledMeanDistanceError } from "./metrics/meanDistanceError.ts";

/** Dice and IoU are means over scenes; the distance error is pooled over scenes that have a predicted front. */
export function summariseScores(split: string, scores: readonly SceneScores[]): EvaluationFigures {
  const perScene = scores.flatMap(({ errors }) =>
    errors ? [errors.sumMetres / errors.count] : [],
  );
  return {
    split,
    scenes: scores.length,
    dice: mean(scores.map(({ dice }) => dice)),
    iou: mean(scores.flatMap(({ iou }) => (iou === null ? [] : [iou]))),
    meanDistanceErrorMetres: pooledMeanDistanceError(scores.map(({ errors }) => errors)),
    medianSceneDistanceErrorMetres: median(perScene),
    scenesWithoutFront: scores.filter(({ errors }) => errors === null).length,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) return null;
  return sorted.length % 2 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] as number)) / 2;
}

/** A plain-text table of figures. */
export function figuresTable(figures: readonly EvaluationFigures[]): string {
  const metres = (value: number | null) => (value === null ? "-" : value.toFixed(0));
  const rows = figures.map((f) => [
    f.split,
    String(f.scenes),
    f.dice.toFixed(3),
    f.iou.toFixed(3),
    metres(f.meanDistanceErrorMetres),
    metres(f.medianSceneDistanceErrorMetres),
    String(f.scenesWithoutFront),
  ]);
  const header = ["split", "scenes", "Dice", "IoU", "MDE m", "median scene m", "no front"];
  const widths = header.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "))
    .join("\n");
}
