// The model card: what a network is, what it was trained on, how its input is made and how good it is.
// The page reads it; card.json is written by training, never by hand.
import { AppError } from "../base/errors.ts";

/** How a scene becomes the network's input, in this order. Nothing else decides it. */
export type PreprocessingRecipe = {
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
};

/** How a probability map becomes front lines. */
export type TracingRecipe = {
  readonly threshold01: number;
  /** Fronts shorter than this are dropped (CaFFe: 750 m). */
  readonly minimumLengthMetres: number;
  /** No front may run along no-data, padding or the scene's edge within this many network pixels. */
  readonly edgeMarginPx: number;
};

export type EvaluationFigures = {
  readonly split: string;
  readonly scenes: number;
  readonly dice: number;
  readonly iou: number;
  /** Pooled over scenes (CaFFe protocol); null when no scene has a predicted front. */
  readonly meanDistanceErrorMetres: number | null;
  readonly medianSceneDistanceErrorMetres: number | null;
  readonly scenesWithoutFront: number;
};

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
    /** Kept apart from training: one whole glacier, and this share of every other glacier's scenes, its last dates. */
    readonly heldOut: { readonly unseenGlacier: string; readonly lastDatesShare01: number };
  };
  readonly figures: readonly EvaluationFigures[];
  readonly limits: readonly string[];
};

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
    ["weightsFile", /^[\w.-]+\.safetensors$/.test(card?.weightsFile ?? "")],
    ["weightsSha256", /^[0-9a-f]{64}$/.test(card?.weightsSha256 ?? "")],
    ["preprocessing.sizePx", isPositive(preprocessing?.sizePx)],
    ["preprocessing.radiometry", ["unit255", "rank"].includes(preprocessing?.radiometry ?? "")],
    ["preprocessing.channels", CHANNELS.includes(preprocessing?.channels?.join() ?? "")],
    [
      "preprocessing.medianAreaSquareMetres",
      isPositiveOrNull(preprocessing?.medianAreaSquareMetres),
    ],
    ["tracing.threshold01", isShare(tracing?.threshold01)],
    ["tracing.minimumLengthMetres", isPositive(tracing?.minimumLengthMetres)],
    ["tracing.edgeMarginPx", typeof tracing?.edgeMarginPx === "number"],
    ["groundResolutionMetres", isPositive(card?.groundResolutionMetres?.max)],
    ["trainedOn.heldOut", typeof card?.trainedOn?.heldOut?.unseenGlacier === "string"],
    ["figures", Array.isArray(card?.figures)],
    ["limits", Array.isArray(card?.limits)],
  ];
  const wrong = checks.filter(([, holds]) => !holds).map(([field]) => field);
  if (wrong.length)
    throw new AppError("model-invalid", `card.json: missing or impossible: ${wrong.join(", ")}.`);
  return card;
}

const CHANNELS = ["intensity", "intensity,valid"];

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isPositiveOrNull(value: unknown): boolean {
  return value === null || isPositive(value);
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}
