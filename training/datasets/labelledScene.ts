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

/** `front` is 1 on the calving front, 0 elsewhere; row-major on the band's grid. */
export type LabelledScene = SceneFacts & { readonly band: Band; readonly front: Uint8Array };

export type Dataset = {
  readonly name: string;
  readonly attribution: string;
  readonly licence: string;
  readonly scenes: readonly SceneFacts[];
  /** Throws `file-unreadable` naming the file when a picture is missing or of another size. */
  read(name: string): LabelledScene;
};
