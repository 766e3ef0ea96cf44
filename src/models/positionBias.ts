// The position bias of Swin V2's window attention as a table, for inference: it does not depend on the input.
import type { GraphNode, NetworkGraph, WindowAttentionNode } from "./graph.ts";
import { type Weights, weightValues } from "./weights.ts";

/** Side of the windows whose offsets the log-spaced coordinates are scaled by (Liu et al. 2022, section 3.3). */
const LOG_BASE = 8;
const MOST = 16;

type Tabulated = { readonly graph: NetworkGraph; readonly weights: Weights };

/** Every `windowAttention` whose bias a network gives gets its table instead: [heads, (2 w - 1)^2], computed in float64. */
export function tabulatePositionBias(graph: NetworkGraph, weights: Weights): Tabulated {
  const tabulated = new Map(weights);
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.op !== "windowAttention" || node.positionBias === "table") return node;
    const values = positionBias(node, weights);
    const offsets = (2 * node.windowPx - 1) ** 2;
    tabulated.set(`${node.id}.position_bias`, { shape: [node.heads, offsets], values });
    for (const part of ["cpb_mlp.0.weight", "cpb_mlp.0.bias", "cpb_mlp.2.weight"])
      tabulated.delete(`${node.id}.${part}`);
    return { ...node, positionBias: "table" };
  });
  return { graph: { ...graph, nodes }, weights: tabulated };
}

/** 16 sigmoid(perceptron(log-spaced offset)) per head and offset, rows of offsets down, columns to the right. */
function positionBias(
  { id, heads, windowPx }: WindowAttentionNode,
  weights: Weights,
): Float32Array<ArrayBuffer> {
  const hiddenWeight = weightValues(weights, `${id}.cpb_mlp.0.weight`);
  const hiddenBias = weightValues(weights, `${id}.cpb_mlp.0.bias`);
  const outWeight = weightValues(weights, `${id}.cpb_mlp.2.weight`);
  const side = 2 * windowPx - 1;
  const table = new Float32Array(heads * side * side);
  for (let offset = 0; offset < side * side; offset++) {
    const down = logSpaced(Math.floor(offset / side) - windowPx + 1, windowPx);
    const right = logSpaced((offset % side) - windowPx + 1, windowPx);
    const hidden = Float64Array.from(hiddenBias, (bias, i) =>
      Math.max(
        0,
        bias + (hiddenWeight[2 * i] as number) * down + (hiddenWeight[2 * i + 1] as number) * right,
      ),
    );
    for (let head = 0; head < heads; head++) {
      const logit = hidden.reduce(
        (sum, value, i) => sum + value * (outWeight[head * hidden.length + i] as number),
        0,
      );
      table[head * side * side + offset] = MOST / (1 + Math.exp(-logit));
    }
  }
  return table;
}

/** networks.md 2.1; a window of one pixel has no offsets but 0. */
function logSpaced(offset: number, windowPx: number): number {
  const scaled = (LOG_BASE * offset) / Math.max(1, windowPx - 1);
  return (Math.sign(scaled) * Math.log2(Math.abs(scaled) + 1)) / Math.log2(LOG_BASE);
}

/**
 * The table's offset for every pair of a window's pixels: [query, key], pixels row by row. The offset is query - key.
 */
export function offsetIndex(windowPx: number): Int32Array<ArrayBuffer> {
  const tokens = windowPx * windowPx;
  const side = 2 * windowPx - 1;
  return Int32Array.from({ length: tokens * tokens }, (_, pair) => {
    const [query, key] = [Math.floor(pair / tokens), pair % tokens];
    const down = Math.floor(query / windowPx) - Math.floor(key / windowPx) + windowPx - 1;
    const right = (query % windowPx) - (key % windowPx) + windowPx - 1;
    return down * side + right;
  });
}

/** What is added to the logits of pairs that the shift made neighbours. */
const APART = -100;

/**
 * [window, query, key] for a map of `heightPx` x `widthPx`: 0, or -100 for two pixels that lie together only because the
 * map was rolled. Windows row by row over the rolled map.
 */
export function shiftMask(
  heightPx: number,
  widthPx: number,
  { windowPx, shiftPx }: Pick<WindowAttentionNode, "windowPx" | "shiftPx">,
): Float32Array<ArrayBuffer> {
  const tokens = windowPx * windowPx;
  const [down, across] = [heightPx / windowPx, widthPx / windowPx];
  const mask = new Float32Array(down * across * tokens * tokens);
  // Of a rolled axis: what stayed, the last window's part that stayed, and what came round.
  const strip = (at: number, length: number) =>
    at < length - windowPx ? 0 : at < length - shiftPx ? 1 : 2;
  for (let window = 0; window < down * across; window++) {
    const [top, left] = [Math.floor(window / across) * windowPx, (window % across) * windowPx];
    const region = Array.from(
      { length: tokens },
      (_, token) =>
        3 * strip(top + Math.floor(token / windowPx), heightPx) +
        strip(left + (token % windowPx), widthPx),
    );
    for (let query = 0; query < tokens; query++)
      for (let key = 0; key < tokens; key++)
        if (region[query] !== region[key]) mask[(window * tokens + query) * tokens + key] = APART;
  }
  return mask;
}
