// The model card of an imported checkpoint: what the official recipe says, and that the file itself tells none of it.
import { AppError } from "../../src/base/errors.ts";
import { hasDropout, inputNode, type NetworkGraph, weightSpecs } from "../../src/models/graph.ts";
import type { ModelCard, PreprocessingRecipe, TracingRecipe } from "../../src/models/modelCard.ts";

export type ImportedFrom = {
  /** Name of the checkpoint's file, without folders. */
  readonly file: string;
  /** Of the checkpoint's file, hex. */
  readonly sha256: string;
};

export type CardFacts = Pick<
  ModelCard,
  "name" | "weightsFile" | "weightsSha256" | "weightsBytes" | "weightsDtype"
>;

/** CaFFe's rules (networks.md section 4); nothing was tuned. */
const TRACING: TracingRecipe = {
  from: "zones",
  threshold01: 0.5,
  minimumLengthMetres: 750,
  edgeMarginPx: 3,
  zones: null,
};

/** CaFFe's pixel sizes, on which the official networks are trained (networks.md section 3). */
const GROUND_RESOLUTION_METRES = { min: 6, max: 20 };

/** No figures. Throws `option-invalid` for a graph whose input no recipe makes. */
export function importedCard(graph: NetworkGraph, from: ImportedFrom, facts: CardFacts): ModelCard {
  const [heightPx, widthPx] = inputNode(graph).shape;
  return {
    format: "icefront-model-card",
    version: 1,
    ...facts,
    title: "Hybrid, Swin Transformer and CNN, imported",
    architecture: `Swin Transformer V2 encoder and residual CNN decoder of Gourmelon et al. 2025 (doi:10.1109/TGRS.2025.3580945) for zones, ${heightPx} x ${widthPx} px`,
    parameters: weightSpecs(graph).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    ),
    ...(hasDropout(graph) && { dropout: true }),
    preprocessing: recipeFor(graph),
    tracing: TRACING,
    groundResolutionMetres: GROUND_RESOLUTION_METRES,
    trainedOn: {
      data: `Not trained here: imported from ${from.file} (SHA-256 ${from.sha256}), which does not say what it was trained on`,
      attribution: "Whoever made the checkpoint",
      licence: "That of the checkpoint; ask where it came from",
      scenes: 0,
      epochs: 0,
      loss: "not known",
      split: { kind: "published", seed: 1, validationShare01: 0.1 },
    },
    figures: [],
    limits: [
      "Nothing was measured with these weights here: judge them with npm run evaluate before you rely on them.",
      "The input is prepared as the official code does it, a picture of 8 bit divided by 255: scenes stretched in another way, in dB or in amplitude, are a guess.",
      "Windows and pixel sizes are those of the official recipe, not chosen for this file; sixteen windows look at every pixel, which takes its time.",
    ],
  };
}

/** Division by 255, and windows of which the middle is kept, four to their side (networks.md 2.6). */
function recipeFor(graph: NetworkGraph): PreprocessingRecipe {
  const [, widthPx, channels] = inputNode(graph).shape;
  const recipe = {
    medianAreaSquareMetres: null,
    sizePx: widthPx,
    radiometry: "unit255",
    tiling: { kind: "mirror", centrePx: widthPx / 2, stridePx: widthPx / 4 },
  } as const;
  if (channels === 1) return { ...recipe, channels: ["intensity"] };
  if (channels === 2) return { ...recipe, channels: ["intensity", "valid"] };
  throw new AppError(
    "option-invalid",
    `${graph.name} reads ${channels} channels; a model of the app reads 1, or 2 with a mask of where data are.`,
  );
}
