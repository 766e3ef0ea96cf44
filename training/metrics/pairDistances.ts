// How far apart several hands' fronts lie, each against each other: the mean distance error between annotators.
import type { GridSize } from "../../src/inference/raster/distanceTransform.ts";
import {
  type DistanceErrors,
  distanceErrors,
  pooledMeanDistanceError,
} from "./meanDistanceError.ts";

/** One scene's fronts by hand: row-major masks, one pixel wide; empty where the hand saw none. */
export type HandsOfScene = GridSize & {
  readonly fronts: ReadonlyMap<string, ArrayLike<number>>;
  readonly pixelSizeMetres: { readonly x: number; readonly y: number };
};

/** Of two hands in one scene; null errors where either drew nothing. */
export type PairErrors = {
  readonly pair: readonly [string, string];
  readonly errors: DistanceErrors | null;
};

export type PairFigures = {
  readonly pair: readonly [string, string];
  /** Pooled over scenes, both directions (CaFFe); null where no scene has fronts of both. */
  readonly meanDistanceErrorMetres: number | null;
  /** That both have looked at. */
  readonly scenes: number;
  /** Of these, where one or both drew nothing: the distances leave them out. */
  readonly scenesWithoutFront: number;
};

/** Every pair of hands that have looked at the scene. */
export function pairErrors({ fronts, pixelSizeMetres, ...size }: HandsOfScene): PairErrors[] {
  const hands = [...fronts];
  return hands.flatMap(([one, front], i) =>
    hands.slice(i + 1).map(([other, otherFront]) => ({
      pair: [one, other] as const,
      errors: distanceErrors(front, otherFront, size, pixelSizeMetres),
    })),
  );
}

export function summarisePairs(pairs: readonly PairErrors[]): PairFigures[] {
  const groups = new Map<string, PairErrors[]>();
  for (const one of pairs) {
    const key = JSON.stringify(one.pair);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    pair: group[0]?.pair ?? ["", ""],
    meanDistanceErrorMetres: pooledMeanDistanceError(group.map(({ errors }) => errors)),
    scenes: group.length,
    scenesWithoutFront: group.filter(({ errors }) => errors === null).length,
  }));
}

/** A row and a column for each hand: metres, and in brackets the scenes compared of those that both looked at. */
export function pairMatrix(figures: readonly PairFigures[]): string[][] {
  const hands = [...new Set(figures.flatMap(({ pair }) => pair))];
  const cell = (one: string, other: string): string => {
    const found = figures.find(({ pair }) => pair.includes(one) && pair.includes(other));
    if (one === other || found === undefined) return "-";
    const { meanDistanceErrorMetres: metres, scenes, scenesWithoutFront } = found;
    return `${metres?.toFixed(0) ?? "-"} (${scenes - scenesWithoutFront}/${scenes})`;
  };
  return [
    ["MDE m (scenes)", ...hands],
    ...hands.map((one) => [one, ...hands.map((other) => cell(one, other))]),
  ];
}
