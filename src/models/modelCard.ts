// The model card: what a network is, what it was trained on, how its input is made and how good it is.
// The page reads it; card.json is written by training, never by hand.

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
  };
  readonly figures: readonly EvaluationFigures[];
  readonly limits: readonly string[];
};
