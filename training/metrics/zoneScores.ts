// How well zones are told apart: precision, recall, F1 and IoU of each class (CaFFe, Gourmelon et al. 2022; networks.md 5.1).
import { ZONE_CHANNEL } from "../../src/models/attentionUnet.ts";
import type { ZONE_SCORES, ZoneFigures, ZoneRow } from "../../src/models/modelCard.ts";

const CLASSES = Object.values(ZONE_CHANNEL);

/** Pixels by labelled class (rows) and predicted class (columns), by `ZONE_CHANNEL`. */
export type ZoneConfusion = readonly (readonly number[])[];

/** Row-major maps of indices into `ZONE_CHANNEL`. */
export function zoneConfusion(
  label: ArrayLike<number>,
  prediction: ArrayLike<number>,
): ZoneConfusion {
  const counts = CLASSES.map(() => CLASSES.map(() => 0));
  for (let i = 0; i < label.length; i++) {
    const row = counts[label[i] as number] as number[];
    const column = prediction[i] as number;
    row[column] = (row[column] as number) + 1;
  }
  return counts;
}

/**
 * Of one picture. A class that is neither labelled nor predicted has no score and no part in the macro mean; one that is
 * either has 0 where a score would be 0 / 0, as in CaFFe's evaluation.
 */
export function zoneScores(confusion: ZoneConfusion): ZoneFigures {
  const counts = CLASSES.map(
    (c): ClassCount => ({
      hit: confusion[c]?.[c] ?? 0,
      labelled: sum(confusion[c] ?? []),
      predicted: sum(confusion.map((row) => row[c] ?? 0)),
    }),
  );
  const score = (parts: (count: ClassCount) => readonly [part: number, whole: number]): ZoneRow => {
    const classes = counts.map((count) => {
      if (count.labelled + count.predicted === 0) return null;
      const [part, whole] = parts(count);
      return whole === 0 ? 0 : part / whole;
    });
    return { macro: meanOf(classes), classes };
  };
  return {
    precision: score(({ hit, predicted }) => [hit, predicted]),
    recall: score(({ hit, labelled }) => [hit, labelled]),
    f1: score(({ hit, labelled, predicted }) => [2 * hit, labelled + predicted]),
    iou: score(({ hit, labelled, predicted }) => [hit, labelled + predicted - hit]),
  };
}

type ClassCount = { readonly hit: number; readonly labelled: number; readonly predicted: number };

/** Means over pictures, of those that have the score. */
export function meanZoneScores(pictures: readonly ZoneFigures[]): ZoneFigures {
  const of = (score: (typeof ZONE_SCORES)[number]): ZoneRow => {
    const rows = pictures.map((picture) => picture[score]);
    return {
      macro: meanOf(rows.map(({ macro }) => macro)),
      classes: CLASSES.map((c) => meanOf(rows.map(({ classes }) => classes[c] ?? null))),
    };
  };
  return { precision: of("precision"), recall: of("recall"), f1: of("f1"), iou: of("iou") };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
