// What a prediction run returns, and what it may be asked. Plain data: types only, so that the page may read it.
import type { Affine, MapXY, PixelXY } from "../geo/coordinates.ts";
import type { PixelWindow } from "../scene/windowReader.ts";

export type Backend = "webgpu" | "wasm";

/** Row-major map of the network's grid, values 0..1. */
export type NetworkMap = {
  readonly name: "probability" | GateName;
  readonly values: Float32Array<ArrayBuffer>;
};

/** The part of the network's grid that covers the scene (padding cut off). */
export type NetworkGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Grid pixel (corner space, y down) to the scene's pixel (corner space, y down). */
  readonly gridToPixel: Affine;
  /** Ground size of a grid pixel; null for a scene without CRS. */
  readonly pixelSizeMetres: { readonly x: number; readonly y: number } | null;
};

/** A network's input without its padding, to be looked at. */
export type NetworkInput = {
  readonly grid: NetworkGrid;
  /** The first channel over the grid, row-major, 0..1. */
  readonly values: Float32Array<ArrayBuffer>;
  /** 1 where there is data. */
  readonly valid: Uint8Array<ArrayBuffer>;
};

export type TracedFront = {
  /** In the scene's map coordinates; the traced direction carries no meaning yet. */
  readonly vertices: readonly MapXY[];
  /** At each vertex, 0..1: the network's probability of front, or how sure its zones are (`traceZoneFronts.ts`). */
  readonly probability01: readonly number[];
  readonly meanProbability01: number;
  /** On the ellipsoid; null without CRS. */
  readonly lengthMetres: number | null;
  /** Half the width of the predicted band, perpendicular to the line (networks.md 1.12), or of the crossing from glacier to ocean; null without CRS. */
  readonly certaintyMetres: number | null;
  /**
   * Of each vertex' position, metres: with several runs the root mean square distance of their fronts, else half the
   * width of the band there; null without CRS.
   */
  readonly uncertaintyMetres: readonly number[] | null;
};

/** What several runs of one scene have in common, and in what they differ. */
type PredictionSpread = {
  /** Models as they are called, and how each was run. */
  readonly models: readonly string[];
  readonly turns: 1 | 4;
  /** Runs of each with Monte Carlo dropout; 0 without. */
  readonly dropoutRuns: number;
  /** Networks run over the whole grid. */
  readonly runs: number;
  /** Population standard deviation over the runs, of each zone or, for networks without, of the front's probability. */
  readonly deviations: readonly Float32Array<ArrayBuffer>[];
  /** Of the mean probabilities over its largest value, 0..1. */
  readonly entropy: Float32Array<ArrayBuffer>;
};

export type PredictStage = "read" | "prepare" | "network" | "trace";

export type Prediction = {
  readonly modelName: string;
  readonly weightsSha256: string;
  readonly backend: Backend;
  readonly threshold01: number;
  readonly grid: NetworkGrid;
  /** Probability first, where the network has one, then alpha1..alpha4 where it has gates. */
  readonly maps: readonly NetworkMap[];
  /** 1 where the network was given data, row-major over the grid. */
  readonly valid: Uint8Array<ArrayBuffer>;
  /** 1 where a front may run: where there is data and, by the card's zone rule, ocean and ice meet. */
  readonly traceable: Uint8Array<ArrayBuffer>;
  /** The likeliest zone in CaFFe's codes (0 no data, 64 rock, 127 glacier, 254 ocean); null without a zone output. */
  readonly zones: Uint8Array<ArrayBuffer> | null;
  /** Of each zone over the grid, 0..1, by `ZONE_CHANNEL` and, for fused labels, "front" last; null without a zone output. */
  readonly zoneProbabilities: readonly Float32Array<ArrayBuffer>[] | null;
  /** Null for a single run. */
  readonly spread: PredictionSpread | null;
  readonly fronts: readonly TracedFront[];
  readonly stageMilliseconds: Readonly<Record<PredictStage, number>>;
};

/** An attention gate by its map: alpha1 finest. */
type GateName = `alpha${1 | 2 | 3 | 4}`;

/** What is done to a gate: its map 1 everywhere, times a factor, or held as it was in another prediction on the same grid. */
type GateSetting =
  | { readonly kind: "open" }
  | { readonly kind: "scaled"; readonly factor: number }
  | { readonly kind: "frozen"; readonly values: Float32Array<ArrayBuffer> };

export type Gates = Readonly<Partial<Record<GateName, GateSetting>>>;

/** What is done to a network and its input, to see what comes of it. */
export type Probe = {
  readonly gates: Gates;
  /** A rectangle in the scene's pixels that is covered; null for none. */
  readonly occluded: Occlusion | null;
};

export type Occlusion = {
  readonly window: PixelWindow;
  /** `mean`: of what the network is given of the scene (Zeiler and Fergus 2014 cover with grey); `noData`: as where there is none. */
  readonly fill: "mean" | "noData";
};

/** Of a band against a labelled front, both on the network's grid (networks.md 1.10 and 1.12). */
type GridScores = {
  readonly dice: number;
  readonly wdice4: number;
  readonly wdice8: number;
  readonly wdice16: number;
  /** Null where neither label nor band has a pixel. */
  readonly iou: number | null;
  /** Predicted pixels over pixels of the labelled line; null without one. */
  readonly thicknessPx: number | null;
  /** Half of it on the ground; null also without CRS. */
  readonly certaintyMetres: number | null;
};

/** A prediction to be looked into. */
export type Inspected = Pick<
  Prediction,
  "modelName" | "weightsSha256" | "backend" | "threshold01" | "grid" | "maps" | "valid" | "fronts"
> & {
  /** What the network was given, 0..1 and 0 without data; row-major over the grid. */
  readonly input: Float32Array<ArrayBuffer>;
  /** 1 on the predicted band: where the probability exceeds the threshold; of a network without one its fronts, thickened. */
  readonly band: Uint8Array<ArrayBuffer>;
};

export type ScoredBand = {
  /** 1 on the labelled front, thickened; row-major over the grid. */
  readonly label: Uint8Array<ArrayBuffer>;
  readonly scores: GridScores;
};

/** Weights on a grid of tokens over one window of the network. */
export type TokenMap = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Token (corner space, y down) to the scene's pixel (corner space, y down). */
  readonly gridToPixel: Affine;
  /** Row-major; their sum is 1. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** 1 where a token has data of the scene in it, row-major. */
  readonly valid: Uint8Array<ArrayBuffer>;
};

/** Of a block: one head, from 0, or the mean over all; or rollout from the block's output down to the patches. */
export type AttentionView = number | "mean" | "rollout";

export type AttentionRequest = {
  /** In the scene's pixels; null for the middle of what is looked at, without `attended`. */
  readonly at: PixelXY | null;
  /** Which of the network's blocks, from 0. */
  readonly block: number;
  readonly view: AttentionView;
};

export type PixelAttention = {
  /** What the pixel's token looks at; null without a pixel. */
  readonly attended: TokenMap | null;
  /** How much every patch is looked at by the whole window (rollout through all blocks). */
  readonly received: TokenMap;
  /** Corners in the scene's pixels: the tokens among which the pixel's looks, and the network's window among several. */
  readonly outlines: readonly (readonly PixelXY[])[];
};
