// What a median is taken of.

/** An image whose pixels are read one by one; NaN means no data. */
export type PixelReader = (col: number, row: number) => number;

/** Sides in pixels, both odd. */
export type KernelSize = { readonly x: number; readonly y: number };

export type MedianSource = {
  /** Row-major. */
  readonly values: Float32Array;
  /** 1 where there is data. */
  readonly valid: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
};
