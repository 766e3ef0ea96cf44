// What looking from a pixel answers. Plain data: types only, so that the page may read it.
import type { Affine, PixelXY } from "../../geo/coordinates.ts";

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
