// Where a network attends within windows: the blocks of its Transformer, in the order in which they run.

import { inferShapes, inputNode, type NetworkGraph } from "./graph.ts";
import type { AttentionBlock } from "./modelCard.ts";

/** Empty for a network without window attention. Throws `model-invalid` where shapes do not fit. */
export function attentionBlocks(graph: NetworkGraph): readonly AttentionBlock[] {
  const shapes = inferShapes(graph);
  const [inputHeight] = inputNode(graph).shape;
  const blocks: AttentionBlock[] = [];
  for (const node of graph.nodes) {
    if (node.op !== "windowAttention") continue;
    const [height = 0, width = 0] = shapes.get(node.id) ?? [];
    const { heads, id, shiftPx, windowPx } = node;
    const last = blocks.at(-1);
    const isSameStage = last?.height === height && last.width === width;
    const [stage, number] = isSameStage
      ? [last.stage, last.number + 1]
      : [(last?.stage ?? 0) + 1, 1];
    const tokenPx = inputHeight / height;
    blocks.push({ id, stage, number, height, width, tokenPx, heads, windowPx, shiftPx });
  }
  return blocks;
}
