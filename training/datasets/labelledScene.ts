// One labelled SAR scene, whatever data set it comes from.
import type { Band } from "../../src/scene/scene.ts";

export type SceneFacts = {
  readonly name: string;
  readonly glacier: string;
  /** ISO date. */
  readonly date: string;
  readonly sensor: string;
  /** Resolution of the product the scene was made from, metres. */
  readonly nominalResolutionMetres: number;
  readonly pixelSizeMetres: { readonly x: number; readonly y: number };
};

/** Row-major on the band's grid. */
export type LabelledScene = SceneFacts & {
  readonly band: Band;
  /** 1 on the calving front, 0 elsewhere. */
  readonly front: Uint8Array;
  /** Indices into `ZONES`; null when the data set has no zones for the scene. */
  readonly zones: Uint8Array | null;
};

/** Grey code of each zone in CaFFe's pictures, in the order of `ZONES`. */
export const ZONE_CODES = [0, 64, 127, 254] as const;

export type Dataset = {
  readonly name: string;
  readonly attribution: string;
  readonly licence: string;
  readonly scenes: readonly SceneFacts[];
  /** Throws `file-unreadable` naming the file when a picture is missing or of another size. */
  read(name: string): LabelledScene;
};
