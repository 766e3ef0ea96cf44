// Messages between the page and its two workers: one type map a worker. Types only, no behaviour.
import type { WireError } from "../base/errors.ts";
import type { Bounds, MapXY, PixelXY } from "../geo/coordinates.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import type {
  AttentionRequest,
  Backend,
  Inspected,
  NetworkGrid,
  NetworkInput,
  PixelAttention,
  Prediction,
  PredictStage,
  Probe,
  ScoredBand,
} from "../inference/prediction.ts";
import type { CheckedCard, ModelCard } from "../models/modelCard.ts";
import type { SceneFile } from "../scene/address.ts";
import type { DisplayRecipe } from "../scene/displayRecipe.ts";
import type { KeptPyramids } from "../scene/pyramidFile.ts";
import type { RasterProduct } from "../scene/rasterProducts.ts";
import type { Place } from "../scene/readPlaces.ts";
import type { ReadVector } from "../scene/readVector.ts";
import type { BandStatistics, Scene } from "../scene/scene.ts";
import type { StacFound, StacQuery } from "../scene/stac.ts";
import type { PixelWindow } from "../scene/windowReader.ts";
import type { RasterScene } from "../scene/writeRasters.ts";
import type { VectorFile } from "../scene/writeVector.ts";

/** Work done so far. `total` 0 means not known. */
export type Progress = { readonly stage: string; readonly done: number; readonly total: number };

/** A north-up picture of part of a scene: row-major, NaN where there is nothing. */
export type SceneTile = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array<ArrayBuffer>;
  /** Drawn from picked rows of a large scene, until it is sharpened. */
  readonly isQuick: boolean;
  /** The values as read, where others are shown. */
  readonly raw?: Float32Array<ArrayBuffer> | undefined;
};

type VectorExport = {
  /** At least one. */
  readonly files: readonly VectorFile[];
  readonly sidecar: { readonly fileName: string; readonly text: string } | null;
  /** Of the zip, where there are several files. */
  readonly stem: string;
};

type RasterExport = {
  readonly product: RasterProduct;
  /** By the worker's ids. */
  readonly scenes: readonly RasterScene[];
  /** Which band a training tile shows, by scene id. */
  readonly bands: Readonly<Record<string, number>>;
  readonly stem: string;
};

export type ExportedFile = { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** The scene worker: files, pixels, exports. */
export type SceneCalls = {
  open: {
    request: {
      file: SceneFile;
      fileName: string;
      /** Of the file, where it is known already; what is kept of its picture goes by it. */
      fingerprint?: string | undefined;
      /** How ground control points are used, where the file has them; by default at sea level. */
      placement?: PlacementChoice | undefined;
    };
    progress: Progress;
    response: { scene: Scene; fingerprint: string };
  };
  /** Places a scene with ground control points otherwise; its id stays. `paths`: lines that go along with the picture. */
  place: {
    request: {
      sceneId: string;
      placement: PlacementChoice;
      paths: readonly (readonly MapXY[])[];
    };
    progress: Progress;
    response: { scene: Scene; paths: readonly (readonly MapXY[])[] };
  };
  /** Tells a file again by its content; `like` is one to compare with. A file at an address is asked for anew. */
  fingerprint: {
    request: { file: SceneFile; like?: string | undefined };
    progress: Progress;
    response: string;
  };
  /** Asks a STAC catalogue at an address that the user typed. */
  findScenes: { request: StacQuery; progress: Progress; response: StacFound };
  /** The picture of `bounds` (in the scene's map coordinates) on a grid of the given size. */
  tile: {
    request: {
      sceneId: string;
      band: number;
      bounds: Bounds;
      widthPx: number;
      heightPx: number;
      /** How it is to be shown; as read without it. */
      display?: DisplayRecipe | undefined;
    };
    progress: Progress;
    response: SceneTile;
  };
  /** Builds what the picture of a large scene still lacks between its quick look and its pixels. */
  sharpen: { request: { sceneId: string; band: number }; progress: Progress; response: null };
  /** What is kept of pictures of large scenes; `clear`: after it has been thrown away. */
  keptPictures: { request: { clear: boolean }; progress: Progress; response: KeptPyramids };
  /** Part of a band at full resolution, row-major, for the inference worker. */
  readWindow: {
    request: { sceneId: string; band: number; window: PixelWindow };
    progress: Progress;
    response: Float32Array<ArrayBuffer>;
  };
  measureBand: {
    request: { sceneId: string; band: number };
    progress: Progress;
    response: BandStatistics;
  };
  close: { request: { sceneId: string }; progress: Progress; response: null };
  /** Lines in other programs' files; the files come without folders. */
  readVector: {
    request: { files: readonly { readonly name: string; readonly file: Blob }[] };
    progress: Progress;
    response: ReadVector;
  };
  /** The places in a list of glaciers. */
  readPlaces: {
    request: { files: readonly { readonly name: string; readonly file: Blob }[] };
    progress: Progress;
    response: readonly Place[];
  };
  exportVector: { request: VectorExport; progress: Progress; response: ExportedFile };
  exportRasters: { request: RasterExport; progress: Progress; response: ExportedFile };
  /** Answer the same calls on this port too (its other end goes to the inference worker). */
  attach: { request: { port: MessagePort }; progress: Progress; response: null };
};

export type BackendInfo = {
  readonly backend: Backend;
  readonly threads: number;
  /** Why WebGPU is not used, in a sentence; null when it is, or was not asked for. */
  readonly webgpuReason: string | null;
};

type PredictRequest = {
  readonly scene: Scene;
  readonly band: number;
  readonly modelName: string;
  /** The part of the scene to predict on; null for the whole of it. */
  readonly area: PixelWindow | null;
};

/** The files of one model: card.json, graph.json and the weights under the name that the card gives. */
export type ModelFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** Where a model lies: beside the page (`modelsUrl` ends in "models/"), or in bytes that are handed over. */
export type ModelSource =
  | { readonly kind: "served"; readonly modelsUrl: string }
  | { readonly kind: "handed"; readonly files: ModelFiles };

/** The inference worker: networks. */
export type InferenceCalls = {
  /** Chooses and self-tests a backend. */
  start: {
    request: { preference: "auto" | Backend };
    progress: Progress;
    response: BackendInfo;
  };
  attachScenes: { request: { port: MessagePort }; progress: Progress; response: null };
  /** Whether the files are a model that can run; starts no backend and keeps nothing. */
  checkModel: { request: { files: ModelFiles }; progress: Progress; response: CheckedCard };
  /** Fetches, checks and warms up a model, unless the one in use has this name. */
  loadModel: {
    request: { modelName: string; source: ModelSource };
    progress: Progress;
    response: CheckedCard;
  };
  predict: {
    request: PredictRequest;
    progress: Progress & { readonly stage: PredictStage };
    response: Prediction;
  };
  /** By several runs; the last model stays loaded. */
  predictEnsemble: {
    request: Omit<PredictRequest, "modelName"> & {
      readonly models: readonly { readonly modelName: string; readonly source: ModelSource }[];
      readonly turns: 1 | 4;
      readonly dropoutRuns: number;
    };
    progress: Progress;
    response: Prediction;
  };
  /** What a pixel looks at, with the model loaded; its window is kept until another, or another scene or model, is asked for. */
  lookFrom: {
    request: PredictRequest & AttentionRequest;
    progress: Progress & { readonly stage: PredictStage };
    response: PixelAttention;
  };
  /** Frees what `lookFrom` keeps. */
  forgetAttention: { request: null; progress: Progress; response: null };
  /** Looks into a model's prediction; loads the model unless it is the one in use. */
  inspect: {
    request: PredictRequest & {
      readonly source: ModelSource;
      readonly probe: Probe;
      /** The grid that the maps are told on; null for the network's own. */
      readonly onto: NetworkGrid | null;
    };
    progress: Progress;
    response: Inspected;
  };
  /** The band of such a prediction against the labelled front, which is in the scene's map coordinates. */
  scoreBand: {
    request: {
      readonly scene: Pick<Scene, "pixelToMap">;
      readonly grid: NetworkGrid;
      readonly band: Uint8Array<ArrayBuffer>;
      readonly truth: readonly (readonly MapXY[])[];
    };
    progress: Progress;
    response: ScoredBand;
  };
  /** Frees what `inspect` keeps. */
  forgetInspected: { request: null; progress: Progress; response: null };
  /** The fronts in a mask that was opened as a scene: where its first band is not 0, thinned, in its pixels. */
  readMask: {
    request: { scene: Scene };
    progress: Progress;
    response: readonly (readonly PixelXY[])[];
  };
  /** What the card's network would be given of the band; needs no network. */
  prepareInput: {
    request: { scene: Scene; band: number; area: PixelWindow | null; card: ModelCard };
    progress: Progress & { readonly stage: PredictStage };
    response: NetworkInput;
  };
};

/** Any worker's map of calls. */
export type Calls = Record<string, { request: unknown; progress: unknown; response: unknown }>;

export type PageMessage =
  | { kind: "call"; id: number; name: string; request: unknown }
  | { kind: "cancel"; id: number };

export type WorkerMessage =
  | { kind: "progress"; id: number; progress: unknown }
  | { kind: "done"; id: number; response: unknown }
  | { kind: "failed"; id: number; error: WireError };

export type CallContext<P> = {
  readonly signal: AbortSignal;
  readonly report: (progress: P) => void;
};

/** One function per call; a new call does not compile until it has a handler. */
export type Handlers<C extends Calls> = {
  [N in keyof C]: (
    request: C[N]["request"],
    context: CallContext<C[N]["progress"]>,
  ) => Promise<{ response: C[N]["response"]; transfer?: Transferable[] }>;
};
