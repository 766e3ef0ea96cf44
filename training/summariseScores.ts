// Scores of many scenes as the figures of a model card, over all of them and by category.

import { summariseBandWidths } from "../src/inference/scores/bandThickness.ts";
import { type EvaluationFigures, ZONE_SCORES } from "../src/models/modelCard.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";
import type { SceneScores } from "./evaluateScene.ts";
import { pooledMeanDistanceError } from "./metrics/meanDistanceError.ts";
import { meanZoneScores, zoneScores } from "./metrics/zoneScores.ts";
import { seasonOf } from "./season.ts";

/**
 * Dice, IoU and the like are means over scenes; the distance error is pooled over scenes that have a predicted front, as
 * in CaFFe; thickness and certainty are pooled over scenes with a label.
 */
export function summariseScores(split: string, scores: readonly SceneScores[]): EvaluationFigures {
  const perScene = scores.flatMap(({ errors }) =>
    errors ? [errors.sumMetres / errors.count] : [],
  );
  const zones = scores.flatMap((scene) => (scene.zones ? [scene.zones] : []));
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
    frontWeightedDistanceErrorMetres: frontWeightedDistanceError(scores),
    zones: zones.length ? meanZoneScores(zones.map(zoneScores)) : null,
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

/** Each scene's own mean distance, weighted by its labelled line (SSL4SAR's companion of the pooled mean). */
function frontWeightedDistanceError(scores: readonly SceneScores[]): number | null {
  let [sumMetres, weights] = [0, 0];
  for (const { band, errors } of scores) {
    if (errors === null) continue;
    sumMetres += (band.linePx * errors.sumMetres) / errors.count;
    weights += band.linePx;
  }
  return weights === 0 ? null : sumMetres / weights;
}

const glacierOf = ({ glacier }: SceneFacts) => glacier;
/** TerraSAR-X and its twin TanDEM-X are one system, as in CaFFe. */
const sensorOf = ({ sensor }: SceneFacts) => (/^T[SD]X$/.test(sensor) ? "TSX/TDX" : sensor) || null;
const seasonOfScene = ({ glacier, date }: SceneFacts) => seasonOf(glacier, date);
const resolutionOf = ({ nominalResolutionMetres }: SceneFacts) => `${nominalResolutionMetres} m`;

/** Within each glacier. */
function byGlacier(of: (facts: SceneFacts) => string | null) {
  return (facts: SceneFacts) => {
    const value = of(facts);
    return value === null ? null : `${facts.glacier}, ${value}`;
  };
}

/** What scenes can be told apart by; null where a scene has no such fact. */
export const CATEGORIES = {
  glacier: glacierOf,
  sensor: sensorOf,
  season: seasonOfScene,
  resolution: resolutionOf,
  "glacier-sensor": byGlacier(sensorOf),
  "glacier-season": byGlacier(seasonOfScene),
  "glacier-resolution": byGlacier(resolutionOf),
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
    ["front-weighted m", (f) => metres(f.frontWeightedDistanceErrorMetres)],
    ["no front", (f) => String(f.scenesWithoutFront)],
    ["no label", (f) => String(f.scenesWithoutLabel ?? "-")],
  ];
  return plainTable([
    columns.map(([title]) => title),
    ...figures.map((f) => columns.map((c) => c[1](f))),
  ]);
}

const ZONE_NAMES = ["no information", "rock", "glacier", "ocean"];

/** A plain-text table of the figures' zones; null when none has any. */
export function zonesTable(figures: readonly EvaluationFigures[]): string | null {
  const share = (value: number | null | undefined) => value?.toFixed(3) ?? "-";
  const rows = figures.flatMap(({ split, zones }) =>
    zones
      ? ["macro", ...ZONE_NAMES].map((name, i) => [
          split,
          name,
          ...ZONE_SCORES.map((score) => {
            const { classes, macro } = zones[score];
            return share(i === 0 ? macro : classes[i - 1]);
          }),
        ])
      : [],
  );
  if (rows.length === 0) return null;
  return plainTable([["split", "zone", "precision", "recall", "F1", "IoU"], ...rows]);
}

/** Columns as wide as their widest cell. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")).join("\n");
}
