// What every training run's configuration says, whatever it learns: input, schedule, optimiser, seed.
import { AppError } from "../src/base/errors.ts";
import type { PreprocessingRecipe } from "../src/models/modelCard.ts";
import { type Checks, isCount, isNotNegative, isPositive, isSize } from "./configChecks.ts";

export type OptimisationConfig = {
  readonly name: string;
  readonly preprocessing: PreprocessingRecipe;
  readonly batch: number;
  /** Trained one after another; `zoom` is the range of the scene's share seen per side (below 1 magnifies). */
  readonly phases: readonly {
    readonly epochs: number;
    readonly sizePx: number;
    readonly zoom: readonly [number, number];
  }[];
  readonly learningRate:
    | {
        readonly kind: "cosine";
        readonly base: number;
        readonly max: number;
        readonly warmUpIterations: number;
      }
    | {
        readonly kind: "cyclic";
        readonly base: number;
        readonly max: number;
        readonly halfCycleEpochs: number;
      }
    /** Halved whenever the judged figure has not improved for more than `patienceEpochs` judgements. */
    | { readonly kind: "plateau"; readonly base: number; readonly patienceEpochs: number };
  /** Absent: Adam. */
  readonly optimiser?:
    | { readonly kind: "adam" }
    | { readonly kind: "sgd"; readonly momentum: number; readonly weightDecay: number };
  /** Largest norm of the gradient; null leaves it. */
  readonly clipNorm: number | null;
  /** Decay of the running average of weights that is judged and kept; 0 keeps the weights themselves. */
  readonly averageDecay: number;
  /** Epochs without a better one after which training ends; null trains them all. */
  readonly patienceEpochs: number | null;
  readonly evaluateEvery: number;
  /** Every how many held-out scenes the quick check during training looks at. */
  readonly evaluateStep: number;
  readonly keepEpochs: readonly number[];
  /** Steps between checkpoints; null writes one an epoch. */
  readonly checkpointSteps: number | null;
  readonly precision: "float32" | "bfloat16";
  /** Processes that augment ahead of the trainer; 0 augments in the trainer itself; null chooses by machine. */
  readonly workers: number | null;
  readonly seed: number;
};

type Rate<Kind> = Extract<OptimisationConfig["learningRate"], { readonly kind: Kind }>;
type CheckedRates = {
  readonly [Kind in OptimisationConfig["learningRate"]["kind"]]: (rate: Rate<Kind>) => boolean;
};

const RATES: CheckedRates = {
  cosine: ({ base, max, warmUpIterations }) => isMaximum(max, base) && isCount(warmUpIterations),
  cyclic: ({ base, max, halfCycleEpochs }) => isMaximum(max, base) && isPositive(halfCycleEpochs),
  plateau: ({ patienceEpochs }) => isCount(patienceEpochs),
};

export const OPTIMISATION: Checks<OptimisationConfig> = {
  name: (name) => /^[\w-]+$/.test(name ?? ""),
  preprocessing: ({ sizePx, radiometry, channels, medianAreaSquareMetres, multilookMetres }) =>
    isSize(sizePx) &&
    [medianAreaSquareMetres, multilookMetres ?? null].every((v) => v === null || isPositive(v)) &&
    ["rank", "unit255"].includes(radiometry) &&
    ["intensity", "intensity,valid"].includes(channels?.join()),
  batch: isCount,
  phases: (phases) =>
    phases.length > 0 &&
    phases.every(
      ({ epochs, sizePx, zoom }) =>
        isCount(epochs) &&
        isSize(sizePx) &&
        zoom.length === 2 &&
        zoom.every(isPositive) &&
        zoom[1] >= zoom[0],
    ),
  learningRate: (rate) => isPositive(rate.base) && RATES[rate.kind](rate as never),
  optimiser: (rule = { kind: "adam" }) =>
    rule.kind === "adam" ||
    (rule.kind === "sgd" &&
      isNotNegative(rule.momentum) &&
      rule.momentum < 1 &&
      isNotNegative(rule.weightDecay)),
  clipNorm: (value) => value === null || isPositive(value),
  averageDecay: (value) => isNotNegative(value) && value < 1,
  patienceEpochs: (value) => value === null || isCount(value),
  evaluateEvery: isCount,
  evaluateStep: isCount,
  keepEpochs: (epochs) => Array.isArray(epochs) && epochs.every(isCount),
  checkpointSteps: (value) => value === null || isCount(value),
  precision: (value) => ["float32", "bfloat16"].includes(value),
  workers: (value) => value === null || (Number.isInteger(value) && value >= 0),
  seed: (value) => Number.isInteger(value),
};

/** Of the parts whose own values `OPTIMISATION` checks, all fields there are. */
export const KNOWN_OPTIMISATION_FIELDS = {
  preprocessing: [
    "medianAreaSquareMetres",
    "multilookMetres",
    "sizePx",
    "radiometry",
    "channels",
  ] satisfies (keyof PreprocessingRecipe)[],
  phases: ["epochs", "sizePx", "zoom"],
  learningRate: ["kind", "base", "max", "warmUpIterations", "halfCycleEpochs", "patienceEpochs"],
  optimiser: ["kind", "momentum", "weightDecay"],
};

/** Throws `option-invalid` where training could end before it is judged. */
export function requirePossiblePatience(
  path: string,
  { patienceEpochs, evaluateEvery }: OptimisationConfig,
): void {
  if (patienceEpochs !== null && patienceEpochs < evaluateEvery)
    throw new AppError(
      "option-invalid",
      `${path}: patienceEpochs is ${patienceEpochs}, so that training could end before evaluateEvery, ${evaluateEvery}, lets it judge.`,
    );
}

function isMaximum(max: number, base: number): boolean {
  return isPositive(max) && max >= base;
}
