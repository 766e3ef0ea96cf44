// The options of a program that predicts by several runs.
import { AppError } from "../src/base/errors.ts";
import type { EnsemblePlan } from "../src/inference/uncertainty/predictEnsemble.ts";
import { countOption, numberOption } from "./arguments.ts";

export const ENSEMBLE_OPTIONS = ["ensemble", "turns", "dropout"] as const;

export const ENSEMBLE_USAGE = `  --ensemble A,B           also by these models; --model decides the grid and how fronts are traced
  --turns 4                by each model on the scene turned by 0, 90, 180 and 270 degrees
  --dropout N              N runs of each with Monte Carlo dropout, by models that have it`;

export type EnsembleOption = EnsemblePlan & {
  /** Models beside the first. */
  readonly others: readonly string[];
};

/** Null where one run is meant. Throws `option-invalid`. */
export function ensembleOption(options: Readonly<Record<string, string>>): EnsembleOption | null {
  const others = options.ensemble?.split(",").filter((name) => name !== "") ?? [];
  const turns = numberOption(options, "turns", 1);
  const dropoutRuns = countOption(options, "dropout", 0);
  if (turns !== 1 && turns !== 4)
    throw new AppError("option-invalid", `--turns must be 1 or 4, not ${turns}.`);
  if (others.length === 0 && turns === 1 && dropoutRuns === 0) return null;
  return { others, turns, dropoutRuns };
}
