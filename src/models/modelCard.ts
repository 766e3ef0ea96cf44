// The model card: what a network is, what it was trained on, how its input is made and how good it is.
// The page reads it; card.json is written by training, never by hand.
import { AppError } from "../base/errors.ts";
import type { MirrorTiling } from "./mirrorTiling.ts";

/** How a scene becomes the network's input, in this order. Nothing else decides it. */
export type PreprocessingRecipe = {
  /** Blocks of whole pixels averaged in power until they cover this many metres; null or absent = none. */
  readonly multilookMetres?: number | null;
  /** Median filter whose kernel covers this ground area; null = no filter. Seed paper, section III-B: 2500 m2. */
  readonly medianAreaSquareMetres: number | null;
  /** Bilinear, half-pixel centres, longer ground side to `sizePx`; zero padding at bottom and right. */
  readonly sizePx: number;
  /**
   * `unit255`: value / 255 (the seed paper). `rank`: each valid pixel's mid-rank among the scene's valid pixels, 0..1,
   * which is the same for amplitude, power and dB.
   */
  readonly radiometry: "unit255" | "rank";
  /** Network channels: the intensity alone, or also a mask that is 1 where there is data. */
  readonly channels: readonly ["intensity"] | readonly ["intensity", "valid"];
  /** How a prediction cuts its grid into windows; null or absent: whole, or as `gridPlan.ts` spreads them. */
  readonly tiling?: MirrorTiling | null;
};

/** How a network's maps become front lines. */
export type TracingRecipe = {
  /**
   * Which output tells the fronts: the ridge of `probability` (also where absent), or the boundary of ocean and glacier in
   * `zones`, a softmax by `ZONE_CHANNEL` with or without "front" as a fifth class.
   */
  readonly from?: "probability" | "zones";
  readonly threshold01: number;
  /** Fronts shorter than this are dropped (CaFFe: 750 m). */
  readonly minimumLengthMetres: number;
  /** No front may run along no-data, padding or the scene's edge within this many network pixels. */
  readonly edgeMarginPx: number;
  /** For fronts from a probability, of a network that also has `zones`: they keep to where ocean and ice meet. Null or absent: anywhere. */
  readonly zones?: ZoneRule | null;
};

/** Within `reachPx` network pixels of the largest ocean (probability above `ocean01`) and of ice (above `glacier01`). */
export type ZoneRule = {
  readonly ocean01: number;
  readonly glacier01: number;
  readonly reachPx: number;
};

type WithGlaciers = {
  /** Leaves every other glacier's scenes out altogether. */
  readonly glaciers?: readonly string[];
};

/** How a data set's scenes are parted into those that train, those that choose and those that only judge. */
export type SplitRule =
  /** Tests on one whole glacier and validates on this share of every other glacier's scenes, its last dates. */
  | (WithGlaciers & {
      readonly kind: "glacierAndDates";
      readonly unseenGlacier: string;
      readonly lastDatesShare01: number;
    })
  /** By glacier names; the others train. */
  | (WithGlaciers & {
      readonly kind: "glacier";
      readonly validation: readonly string[];
      readonly test: readonly string[];
    })
  /** ISO dates: earlier ones train. */
  | (WithGlaciers & {
      readonly kind: "date";
      readonly validationFrom: string;
      readonly testFrom: string;
    })
  | (WithGlaciers & {
      readonly kind: "random";
      readonly seed: number;
      readonly validationShare01: number;
      readonly testShare01: number;
      /** False keeps the scenes of one glacier and day together. */
      readonly datesMayStraddle: boolean;
    })
  /** The data set's own test scenes test; of the others this share of days, drawn with the seed, validates. */
  | (WithGlaciers & {
      readonly kind: "published";
      readonly seed: number;
      readonly validationShare01: number;
    })
  /** A JSON file with the lists of scene names "train", "validation" and "test". */
  | { readonly kind: "file"; readonly path: string };

/** A score of zones: of each class by `ZONE_CHANNEL`, and their mean; null where nothing tells it. */
export type ZoneRow = {
  readonly macro: number | null;
  readonly classes: readonly (number | null)[];
};
export const ZONE_SCORES = ["precision", "recall", "f1", "iou"] as const;
export type ZoneFigures = Readonly<Record<(typeof ZONE_SCORES)[number], ZoneRow>>;

export type EvaluationFigures = {
  readonly split: string;
  readonly scenes: number;
  readonly dice: number;
  readonly iou: number;
  /** Pooled over scenes (CaFFe protocol); null when no scene has a predicted front. */
  readonly meanDistanceErrorMetres: number | null;
  readonly medianSceneDistanceErrorMetres: number | null;
  /** Mean over scenes of their own mean. Older cards lack what follows but the last. */
  readonly imageMeanDistanceErrorMetres?: number | null;
  /** The same, weighted by the pixels of the labelled line. */
  readonly frontWeightedDistanceErrorMetres?: number | null;
  /** Means over scenes, of the zones as predicted; null without a zone output or without labelled zones. */
  readonly zones?: ZoneFigures | null;
  /** Of the mask weighted by distance, w = 4, 8, 16 pixels of a picture of 512 (seed paper). */
  readonly weightedDice?: {
    readonly wdice4: number;
    readonly wdice8: number;
    readonly wdice16: number;
  };
  /** Matthews correlation. */
  readonly mcc?: number;
  /** Predicted pixels / pixels of the labelled line, pooled; and that times a pixel / 2 (networks.md 1.12). */
  readonly thicknessPx?: number | null;
  readonly certaintyMetres?: number | null;
  /** The same, as means over scenes. */
  readonly imageMeanThicknessPx?: number | null;
  readonly imageMeanCertaintyMetres?: number | null;
  /** Scenes without a labelled front, which thickness and certainty leave out. */
  readonly scenesWithoutLabel?: number;
  readonly scenesWithoutFront: number;
};

/** Where nothing tells which pixels training showed: a scene is shrunk as a whole to the network's size (`planGrid`). */
export const ANY_GROUND = { min: 1, max: 100_000 };

export type ModelCard = {
  readonly format: "icefront-model-card";
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly architecture: string;
  readonly parameters: number;
  readonly weightsFile: string;
  readonly weightsSha256: string;
  readonly weightsBytes: number;
  readonly weightsDtype: "float16" | "float32";
  /** Whether the network has dropout, so that runs of it can differ; absent in older cards, which is no. */
  readonly dropout?: boolean;
  readonly preprocessing: PreprocessingRecipe;
  readonly tracing: TracingRecipe;
  /** Ground size of network pixels that training covered, metres. */
  readonly groundResolutionMetres: { readonly min: number; readonly max: number };
  readonly trainedOn: {
    readonly data: string;
    readonly attribution: string;
    readonly licence: string;
    readonly scenes: number;
    readonly epochs: number;
    readonly loss: string;
    /** Which scenes were kept apart from training. */
    readonly split: SplitRule;
  };
  readonly figures: readonly EvaluationFigures[];
  readonly limits: readonly string[];
};

/** Where a network attends within windows, as `attentionBlocks` reads it from the graph. */
export type AttentionBlock = {
  /** The node's id. */
  readonly id: string;
  /** From 1; another one where the token grid is another. */
  readonly stage: number;
  /** Within its stage, from 1. */
  readonly number: number;
  /** Of the stage's token grid. */
  readonly height: number;
  readonly width: number;
  /** Side of a token in pixels of the network's input. */
  readonly tokenPx: number;
  readonly heads: number;
  /** Side of a window in tokens. */
  readonly windowPx: number;
  /** Tokens by which the map is rolled up and left before it is parted into windows. */
  readonly shiftPx: number;
};

/** A card with what was read from its network's graph; absent where that was not read. */
export type CheckedCard = ModelCard & { readonly blocks?: readonly AttentionBlock[] };

/** Parses card.json. Throws `model-invalid` naming the field that is missing or of the wrong kind. */
export function parseModelCard(json: string): ModelCard {
  let card: ModelCard;
  try {
    card = JSON.parse(json);
  } catch (cause) {
    throw new AppError("model-invalid", "The model's card.json is not JSON.", { cause });
  }
  const { preprocessing, tracing } = card ?? {};
  const checks: readonly (readonly [field: string, holds: boolean])[] = [
    ["format", card?.format === "icefront-model-card" && card.version === 1],
    ["name", typeof card?.name === "string" && card.name.length > 0],
    ["title", isText(card?.title)],
    ["architecture", isText(card?.architecture)],
    ["weightsBytes", isPositive(card?.weightsBytes)],
    ["weightsDtype", isText(card?.weightsDtype)],
    ["weightsFile", /^[\w.-]+\.safetensors$/.test(card?.weightsFile ?? "")],
    ["weightsSha256", /^[0-9a-f]{64}$/.test(card?.weightsSha256 ?? "")],
    ["dropout", [undefined, true, false].includes(card?.dropout)],
    ["preprocessing.sizePx", isPositive(preprocessing?.sizePx)],
    ["preprocessing.radiometry", ["unit255", "rank"].includes(preprocessing?.radiometry ?? "")],
    ["preprocessing.channels", CHANNELS.includes(preprocessing?.channels?.join() ?? "")],
    [
      "preprocessing.medianAreaSquareMetres",
      isPositiveOrNull(preprocessing?.medianAreaSquareMetres),
    ],
    ["preprocessing.multilookMetres", isPositiveOrNull(preprocessing?.multilookMetres ?? null)],
    ["preprocessing.tiling", !preprocessing?.tiling || isTiling(preprocessing)],
    ["tracing.threshold01", isShare(tracing?.threshold01)],
    ["tracing.from", [undefined, "probability", "zones"].includes(tracing?.from)],
    ["tracing.minimumLengthMetres", isPositive(tracing?.minimumLengthMetres)],
    ["tracing.edgeMarginPx", typeof tracing?.edgeMarginPx === "number"],
    ["tracing.zones", !tracing?.zones || isZoneRule(tracing.zones)],
    ["groundResolutionMetres", isPositive(card?.groundResolutionMetres?.max)],
    ["groundResolutionMetres.min", isPositive(card?.groundResolutionMetres?.min)],
    ["trainedOn", TRAINED_ON_TEXTS.every((field) => isText(card?.trainedOn?.[field]))],
    ["trainedOn.split", typeof card?.trainedOn?.split?.kind === "string"],
    ["figures", Array.isArray(card?.figures) && card.figures.every(isFigures)],
    ["limits", Array.isArray(card?.limits) && card.limits.every(isText)],
  ];
  const wrong = checks.filter(([, holds]) => !holds).map(([field]) => field);
  if (wrong.length)
    throw new AppError("model-invalid", `card.json: missing or impossible: ${wrong.join(", ")}.`);
  return card;
}

const TRAINED_ON_TEXTS = ["data", "attribution", "licence", "loss"] as const;

const CHANNELS = ["intensity", "intensity,valid"];

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** A page must be able to show the row; a card may come from anywhere. */
function isFigures(row: EvaluationFigures | null): boolean {
  const mean = row?.meanDistanceErrorMetres;
  return (
    isText(row?.split) &&
    [row?.scenes, row?.dice, row?.iou].every(Number.isFinite) &&
    (mean === null || Number.isFinite(mean))
  );
}

function isZoneRule({ ocean01, glacier01, reachPx }: ZoneRule): boolean {
  return isShare(ocean01) && isShare(glacier01) && isPositive(reachPx);
}

function isTiling({ sizePx, tiling }: PreprocessingRecipe): boolean {
  const { centrePx = 0, kind = "", stridePx = 0 } = tiling ?? {};
  const isWhole = [centrePx, stridePx, (sizePx - centrePx) / 2].every(Number.isInteger);
  return kind === "mirror" && isWhole && stridePx > 0 && stridePx <= centrePx && centrePx <= sizePx;
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isPositiveOrNull(value: unknown): boolean {
  return value === null || isPositive(value);
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}
