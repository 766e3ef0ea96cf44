// How Predict runs its networks: once, or several times as one prediction.
import type { ModelCard } from "../models/modelCard.ts";
import { type ModelsState, type OfferedModel, offeredModel } from "./modelsStore.ts";

export type EnsembleChoice = {
  /** 4: the scene is seen turned by quarters. */
  readonly turns: 1 | 4;
  /** With Monte Carlo dropout at each turn; 0 runs once, without. */
  readonly dropoutRuns: number;
  /** Ids of the models that join the chosen one. */
  readonly others: readonly string[];
};

export const ONE_RUN: EnsembleChoice = { turns: 1, dropoutRuns: 0, others: [] };

/** Their names and hashes must have room in a front's provenance. */
export const MOST_MODELS = 8;

/** What is run: the chosen model first. */
export type RunPlan = Pick<EnsembleChoice, "turns" | "dropoutRuns"> & {
  readonly modelIds: readonly [string, ...string[]];
  /** Networks run over the whole grid. */
  readonly runs: number;
};

/** What of the choice can be run: with models that can join, and with dropout only where all of them have it. */
export function planRuns(choice: EnsembleChoice, modelId: string, state: ModelsState): RunPlan {
  const first = offeredModel(state, modelId);
  const others = choice.others
    .flatMap((id) => offeredModel(state, id) ?? [])
    .filter(({ card, id }) => id !== modelId && first && whyNotJoin(first.card, card) === null)
    .slice(0, MOST_MODELS - 1);
  const members: readonly OfferedModel[] = first ? [first, ...others] : others;
  const haveDropout = members.length > 0 && members.every(({ card }) => card.dropout === true);
  const dropoutRuns = haveDropout ? choice.dropoutRuns : 0;
  const { turns } = choice;
  const modelIds = [modelId, ...others.map(({ id }) => id)] as const;
  return { modelIds, turns, dropoutRuns, runs: modelIds.length * turns * Math.max(1, dropoutRuns) };
}

/** Why `other` cannot join `first`, whose way of tracing decides what is averaged; null where it can. */
export function whyNotJoin(first: ModelCard, other: ModelCard): string | null {
  if (first.tracing.from === "zones")
    return other.tracing.from === "zones" || other.tracing.zones
      ? null
      : "gives no zones, which the first model's fronts are traced from";
  return other.tracing.from === "zones" ? "gives zones and no probability of front" : null;
}
