// Attention rollout (Abnar and Zuidema 2020, doi:10.18653/v1/2020.acl-main.385, section 3) through blocks with windows and
// through patch merging: how much of each patch reaches a token, the residual connection counted as looking at oneself.
import type { AttentionBlock } from "../../models/modelCard.ts";
import type { Attention } from "../engine/engine.ts";
import { type Token, tokensOfWindow } from "./tokenWindows.ts";

export type RolledBlock = {
  readonly block: AttentionBlock;
  /** Mean over heads: [windows, 1, query, key]. */
  readonly mean: Attention;
};

/** The paper's share of the residual connection in a block: A' = 0.5 A + 0.5 I. */
const RESIDUAL = 0.5;

/**
 * On which patches `token` of the last block's output depends: row-major on the first block's grid, its sum 1.
 * `blocks` from the first on, each grid as large as the one before or half its side. Where patches are merged, a token is
 * taken for the mean of its four.
 */
export function rolloutOfToken(
  blocks: readonly RolledBlock[],
  token: Token,
): Float32Array<ArrayBuffer> {
  const weights = new Float64Array(tokensIn(blocks.at(-1)));
  weights[token] = 1;
  return rollBack(blocks, weights);
}

/**
 * How much each patch is looked at by all tokens of the last block's output, each of them counting alike: row-major on
 * the first block's grid, its sum 1.
 */
export function receivedAttention(blocks: readonly RolledBlock[]): Float32Array<ArrayBuffer> {
  const tokens = tokensIn(blocks.at(-1));
  return rollBack(blocks, new Float64Array(tokens).fill(1 / tokens));
}

function tokensIn(last: RolledBlock | undefined): number {
  return last === undefined ? 0 : last.block.height * last.block.width;
}

/** A row vector times the blocks' A' and the mergings between them, the last one first. */
function rollBack(
  blocks: readonly RolledBlock[],
  last: Float64Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  let weights = last;
  for (let i = blocks.length - 1; i >= 0; i--) {
    const rolled = blocks[i] as RolledBlock;
    weights = throughBlock(rolled, weights);
    const before = blocks[i - 1]?.block;
    if (before !== undefined && before.width !== rolled.block.width)
      weights = throughMerging(rolled.block, before, weights);
  }
  return Float32Array.from(weights);
}

function throughBlock({ block, mean: { shape, values } }: RolledBlock, weights: Float64Array) {
  const [windows, , queries, keys] = shape;
  const before = weights.map((weight) => RESIDUAL * weight);
  for (let window = 0; window < windows; window++) {
    const tokens = tokensOfWindow(block, window);
    for (let query = 0; query < queries; query++) {
      const weight = (1 - RESIDUAL) * (weights[tokens[query] as Token] as number);
      if (weight === 0) continue;
      const first = (window * queries + query) * keys;
      for (let key = 0; key < keys; key++) {
        const token = tokens[key] as Token;
        before[token] = (before[token] as number) + weight * (values[first + key] as number);
      }
    }
  }
  return before;
}

function throughMerging(coarse: AttentionBlock, fine: AttentionBlock, weights: Float64Array) {
  return Float64Array.from({ length: fine.height * fine.width }, (_, token) => {
    const [row, col] = [Math.floor(token / fine.width) >> 1, (token % fine.width) >> 1];
    return (weights[row * coarse.width + col] as number) / 4;
  });
}
