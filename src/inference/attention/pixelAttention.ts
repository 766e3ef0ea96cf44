// What one token looks at in one block: a row of its window's attention, laid on the stage's token grid.
import type { AttentionBlock } from "../../models/modelCard.ts";
import type { Attention } from "../engine/engine.ts";
import { placeOf, type Token, tokensOfWindow } from "./tokenWindows.ts";

/** The token of the block's grid that a pixel of the network's input lies in. */
export function tokenOfPixel({ tokenPx, width }: AttentionBlock, col: number, row: number): Token {
  return Math.floor(row / tokenPx) * width + Math.floor(col / tokenPx);
}

/**
 * Row-major on the block's token grid, its sum 1; 0 outside the token's window. `attention` as the engine gives it, or
 * its `meanOverHeads`.
 */
export function attendedBy(
  block: AttentionBlock,
  { shape: [, heads, queries, keys], values }: Attention,
  token: Token,
  head: number,
): Float32Array<ArrayBuffer> {
  const { index, window } = placeOf(block, token);
  const map = new Float32Array(block.height * block.width);
  const first = ((window * heads + head) * queries + index) * keys;
  for (const [key, at] of tokensOfWindow(block, window).entries())
    map[at] = values[first + key] as number;
  return map;
}

/** Of the same shape with one head. */
export function meanOverHeads({
  shape: [windows, heads, queries, keys],
  values,
}: Attention): Attention {
  const size = queries * keys;
  const mean = new Float32Array(windows * size);
  for (let window = 0; window < windows; window++)
    for (let head = 0; head < heads; head++) {
      const first = (window * heads + head) * size;
      for (let i = 0, at = window * size; i < size; i++, at++)
        mean[at] = (mean[at] as number) + (values[first + i] as number) / heads;
    }
  return { shape: [windows, 1, queries, keys], values: mean };
}
