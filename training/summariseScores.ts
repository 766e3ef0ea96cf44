// Scores of many scenes as the figures of a model card, over all of them and by category.
import type { EvaluationFigures } from "../src/models/modelCard.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";
import type { SceneScores } from "./evaluateScene.ts";
import { summariseBandWidths } from "./metrics/bandThickness.ts";
import { pooledMeanDistanceError } from "./metrics/meanDistanceError.ts";
import { seasonOf } from "./season.ts";

/**
 * Dice, IoU and the like are means over scenes; the distance error is pooled over scenes that have a predicted front, as
 * in CaFFe; thickness and certainty are pooled over scenes with a label.
 */
export function summariseScores(split: string, scores: readonly SceneScores[]): EvaluationFigures {
  const perScene = scores.flatMap(({ errors }) =>
    errors ? [errors.sumMetres / errors.count] : [],
  );
  const weighted = (column: "wdice4" | "wdice8" | "wdice16") =>
    mean(scores.map(({ weightedDice }) => weightedDice[column]));
  const { pooled, imageMean, emptyTargets } = summariseBandWidths(scores.map(({ band }) => band));
  return {
    split,
    scenes: scores.length,
    dice: mean(scores.map(({ dice }) => dice)),
    iou: mean(scores.flatMap(({ iou }) => (iou === null ? [] : [iou]))),
    meanDistanceErrorMetres: pooledMeanDistanceError(scores.map(({ errors }) => errors)),
    medianSceneDistanceErrorMetres: median(perScene),
    imageMeanDistanceErrorMetres: perScene.length ? mean(perScene) : null,
    weightedDice: {
      wdice4: weighted("wdice4"),
      wdice8: weighted("wdice8"),
      wdice16: weighted("wdice16"),
    },
    mcc: mean(scores.map(({ mcc }) => mcc)),
    thicknessPx: pooled?.thicknessPx ?? null,
    certaintyMetres: pooled?.certaintyMetres ?? null,
    imageMeanThicknessPx: imageMean?.thicknessPx ?? null,
    imageMeanCertaintyMetres: imageMean?.certaintyMetres ?? null,
    scenesWithoutLabel: emptyTargets,
    scenesWithoutFront: scores.filter(({ errors }) => errors === null).length,
  };
}

/** What scenes can be told apart by; null where a scene has no such fact. */
export const CATEGORIES = {
  glacier: ({ glacier }: SceneFacts) => glacier,
  sensor: ({ sensor }: SceneFacts) => sensor || null,
  season: ({ glacier, date }: SceneFacts) => seasonOf(glacier, date),
  resolution: ({ nominalResolutionMetres }: SceneFacts) => `${nominalResolutionMetres} m`,
} as const;

export type Category = keyof typeof CATEGORIES;

/** A row for each value of the category within each part of the split; scenes without one are left out. */
export function summariseByCategory(
  category: Category,
  scores: readonly (SceneScores & { readonly split: string })[],
): EvaluationFigures[] {
  const groups = new Map<string, SceneScores[]>();
  for (const score of scores) {
    const value = CATEGORIES[category](score.facts);
    if (value === null) continue;
    const key = `${score.split}, ${value}`;
    groups.set(key, [...(groups.get(key) ?? []), score]);
  }
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([key, group]) => summariseScores(key, group));
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
  const share = (value: number | undefined) => value?.toFixed(3) ?? "-";
  const metres = (value: number | null | undefined) => value?.toFixed(0) ?? "-";
  const columns: readonly (readonly [string, (f: EvaluationFigures) => string])[] = [
    ["split", (f) => f.split],
    ["scenes", (f) => String(f.scenes)],
    ["Dice", (f) => share(f.dice)],
    ["WDice4", (f) => share(f.weightedDice?.wdice4)],
    ["WDice8", (f) => share(f.weightedDice?.wdice8)],
    ["WDice16", (f) => share(f.weightedDice?.wdice16)],
    ["IoU", (f) => share(f.iou)],
    ["MCC", (f) => share(f.mcc)],
    ["thickness px", (f) => f.thicknessPx?.toFixed(1) ?? "-"],
    ["certainty m", (f) => metres(f.certaintyMetres)],
    ["mean certainty m", (f) => metres(f.imageMeanCertaintyMetres)],
    ["MDE m", (f) => metres(f.meanDistanceErrorMetres)],
    ["median scene m", (f) => metres(f.medianSceneDistanceErrorMetres)],
    ["mean scene m", (f) => metres(f.imageMeanDistanceErrorMetres)],
    ["no front", (f) => String(f.scenesWithoutFront)],
    ["no label", (f) => String(f.scenesWithoutLabel ?? "-")],
  ];
  const rows = [
    columns.map(([title]) => title),
    ...figures.map((f) => columns.map((c) => c[1](f))),
  ];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")).join("\n");
}
