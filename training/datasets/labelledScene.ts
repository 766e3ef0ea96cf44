// One labelled SAR scene, whatever data set it comes from.
import type { Band, Scene } from "../../src/scene/scene.ts";
import type { TrainingTileFacts } from "../../src/scene/trainingTiles.ts";

export type SceneFacts = TrainingTileFacts & {
  /** Where the data set itself says which scenes test. */
  readonly publishedPart?: "train" | "test" | undefined;
};

/** Rows `[firstRow, endRow)` and columns `[firstCol, endCol)` of a picture. */
export type PixelBox = {
  readonly firstCol: number;
  readonly endCol: number;
  readonly firstRow: number;
  readonly endRow: number;
};

/** Row-major on the band's grid. */
export type LabelledScene = SceneFacts & {
  readonly band: Band;
  /** 1 on the calving front, 0 elsewhere. */
  readonly front: Uint8Array;
  /** Indices into `ZONE_CHANNEL`; null when the data set has no zones for the scene. */
  readonly zones: Uint8Array | null;
  /** Where the picture lies on the ground; absent for pictures without a place. */
  readonly scene?: Scene | undefined;
  /** CaFFe's bounding box: outside it a predicted front does not count. Absent: everything counts. */
  readonly keptBox?: PixelBox | undefined;
};

/** Grey code of each zone in CaFFe's pictures, in the order of `ZONE_CHANNEL`. */
export const ZONE_CODES = [0, 64, 127, 254] as const;

export type Dataset = {
  readonly name: string;
  readonly attribution: string;
  readonly licence: string;
  readonly scenes: readonly SceneFacts[];
  /** Throws `file-unreadable` naming the file that is missing, of another size, or holds a code that does not exist. */
  read(name: string): LabelledScene | Promise<LabelledScene>;
};
