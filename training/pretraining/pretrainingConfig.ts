// A pretraining run's configuration file, checked before anything is done.
import { AppError } from "../../src/base/errors.ts";
import { HYBRID_SIZES, type HybridName } from "../../src/models/hybridConfigs.ts";
import type { Pretext } from "../../src/models/pretraining.ts";
import {
  type Checks,
  checkFields,
  isCount,
  isPositive,
  isShare,
  readConfigFile,
  requireKnownFields,
} from "../configChecks.ts";
import {
  KNOWN_OPTIMISATION_FIELDS,
  OPTIMISATION,
  type OptimisationConfig,
  requirePossiblePatience,
} from "../optimisationConfig.ts";

export type PretrainingConfig = OptimisationConfig & {
  readonly pretext: Pretext;
  /** Of optSimMim: share of the tokens that are masked. */
  readonly maskShare01?: number;
  readonly network: { readonly hybrid: HybridName };
  /** Ground size of a pixel that the network sees; null keeps each picture's own. */
  readonly metresPerPx: number | null;
  /** Share of the rows, the lowest, that validate of pictures that also train. */
  readonly validationShare01: number;
  /** Crops an epoch. */
  readonly samplesPerEpoch: number;
};

const FIELDS: Checks<PretrainingConfig> = {
  ...OPTIMISATION,
  pretext: (pretext) => ["optTranslator", "optSimMim"].includes(pretext),
  maskShare01: (share) => share === undefined || isShare(share),
  network: ({ hybrid }) => Object.hasOwn(HYBRID_SIZES, hybrid),
  metresPerPx: (metres) => metres === null || isPositive(metres),
  validationShare01: isShare,
  samplesPerEpoch: isCount,
};

/** Throws `option-invalid` naming the file and the field that is unknown, missing or impossible. */
export function readPretrainingConfig(path: string): PretrainingConfig {
  const config = readConfigFile(path) as PretrainingConfig;
  checkFields(path, "", config, FIELDS);
  requireKnownFields(path, config, { ...KNOWN_OPTIMISATION_FIELDS, network: ["hybrid"] });
  const fault = whyPretextDoesNotFit(config);
  if (fault) throw new AppError("option-invalid", `${path}: ${fault}`);
  requirePossiblePatience(path, config);
  return config;
}

function whyPretextDoesNotFit(config: PretrainingConfig): string | null {
  const { pretext, maskShare01, phases, preprocessing } = config;
  if ((pretext === "optSimMim") !== (maskShare01 !== undefined))
    return "maskShare01 belongs to the pretext optSimMim, and it needs it.";
  const { sizePx } = preprocessing;
  return phases.every((phase) => phase.sizePx === sizePx && phase.zoom[1] <= 1)
    ? null
    : `phases: a crop has the network's ${sizePx} pixels, and its zoom is at most 1.`;
}
