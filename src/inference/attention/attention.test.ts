// What a token attends to and what rollout makes of it: by hand, by the engine itself, by dense matrices.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { openGoldenTyrion } from "../../../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../../../test/fixtures/sharedData.ts";
import { readNpy } from "../../../training/npy.ts";
import { attentionBlocks } from "../../models/attentionBlocks.ts";
import { buildAttentionUnet } from "../../models/attentionUnet.ts";
import { GraphBuilder } from "../../models/graphBuilder.ts";
import { buildHybrid } from "../../models/hybrid.ts";
import { HYBRID_SIZES } from "../../models/hybridConfigs.ts";
import type { AttentionBlock } from "../../models/modelCard.ts";
import { sampleWeights } from "../../models/weights.ts";
import type { Attention } from "../engine/engine.ts";
import { startBackend } from "../engine/startBackend.ts";
import { createTfjsEngine } from "../engine/tfjsEngine.ts";
import { attendedBy, meanOverHeads, tokenOfPixel } from "./pixelAttention.ts";
import { type RolledBlock, receivedAttention, rolloutOfToken } from "./rollout.ts";
import { placeOf, reachOf, tokensOfWindow } from "./tokenWindows.ts";

const golden = sharedPath("golden/tyrion/case_a");

beforeAll(async () => {
  const wasmFiles = fileURLToPath(
    new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url),
  );
  await startBackend({ preference: "wasm", wasmFiles, threads: 1 });
});

const FLAT: AttentionBlock = {
  id: "a",
  stage: 1,
  number: 1,
  height: 4,
  width: 4,
  tokenPx: 4,
  heads: 1,
  windowPx: 2,
  shiftPx: 0,
};
const SHIFTED: AttentionBlock = { ...FLAT, number: 2, shiftPx: 1 };

/** Every window's rows by `row`. */
function attentionBy(
  { height, heads, width, windowPx }: AttentionBlock,
  row: (query: number, head: number) => readonly number[],
): Attention {
  const tokens = windowPx * windowPx;
  const windows = (height * width) / tokens;
  const values = Array.from({ length: windows }, () =>
    Array.from({ length: heads }, (_, head) =>
      Array.from({ length: tokens }, (__, query) => row(query, head)),
    ),
  ).flat(3);
  return { shape: [windows, heads, tokens, tokens], values: Float32Array.from(values) };
}

const identity = (block: AttentionBlock): RolledBlock => ({
  block,
  mean: attentionBy(block, (query) => [0, 1, 2, 3].map((key) => (key === query ? 1 : 0))),
});
const even = (block: AttentionBlock): RolledBlock => ({
  block,
  mean: attentionBy(block, () => [0.25, 0.25, 0.25, 0.25]),
});
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("windows of tokens", () => {
  it("are placed with the shift undone", () => {
    // Rolled by one up and left, the last window holds the corners.
    expect(tokensOfWindow(SHIFTED, 3)).toEqual([15, 12, 3, 0]);
    expect(tokensOfWindow(SHIFTED, 0)).toEqual([5, 6, 9, 10]);
    expect(tokensOfWindow(FLAT, 1)).toEqual([2, 3, 6, 7]);
    for (let token = 0; token < 16; token++) {
      const { index, window } = placeOf(SHIFTED, token);
      expect(tokensOfWindow(SHIFTED, window)[index]).toBe(token);
    }
  });

  it("that the shift wrapped reach no further than the map's edge", () => {
    expect(reachOf(SHIFTED, 0)).toEqual({ firstCol: 0, firstRow: 0, cols: 1, rows: 1 });
    expect(reachOf(SHIFTED, 7)).toEqual({ firstCol: 3, firstRow: 1, cols: 1, rows: 2 });
    expect(reachOf(FLAT, 6)).toEqual({ firstCol: 2, firstRow: 0, cols: 2, rows: 2 });
  });
});

describe("attendedBy", () => {
  it("lays the row of a token's head on the grid, zero outside of the window", () => {
    const block = { ...SHIFTED, heads: 2 };
    const attention = attentionBy(block, (query, head) =>
      [0.1, 0.2, 0.3, 0.4].map((value, key) => (head === 0 ? value : Number(key === query))),
    );
    const token = tokenOfPixel(block, 10, 7);
    expect(token).toBe(6);
    const map = attendedBy(block, attention, token, 0);
    expect(Array.from(map, (value) => Math.round(value * 10))).toEqual([
      ...[0, 0, 0, 0],
      ...[0, 1, 2, 0],
      ...[0, 3, 4, 0],
      ...[0, 0, 0, 0],
    ]);
    expect(attendedBy(block, attention, token, 1)[6]).toBe(1);
    expect(attendedBy(block, meanOverHeads(attention), token, 0)[6]).toBeCloseTo(0.6, 6);
  });

  it("tells exactly the tokens that change what the engine answers", async () => {
    const g = new GraphBuilder("one");
    const input = g.input([8, 8, 4]);
    const attended = g.node("attn", [input], {
      op: "windowAttention",
      heads: 2,
      windowPx: 4,
      shiftPx: 2,
      positionBias: "network",
    });
    const graph = g.finish({ probability: attended }, "probability");
    const engine = createTfjsEngine(graph, sampleWeights(graph, 3));
    const [block] = attentionBlocks(graph);
    const values = Float32Array.from({ length: 256 }, (_, i) => Math.sin(7 * i));
    const seen: Attention[] = [];
    const run = async (pixels: Float32Array) =>
      (await engine.run(pixels, { onAttention: (_, map) => seen.push(map) })).probability?.values ??
      new Float32Array();
    const before = await run(values);
    for (const changed of [0, 9, 27, 47, 63]) {
      const other = values.slice();
      other.fill(3, 4 * changed, 4 * changed + 4);
      const after = await run(other);
      const isOther = (token: number) =>
        [0, 1, 2, 3].some((c) => before[4 * token + c] !== after[4 * token + c]);
      for (let token = 0; token < 64; token++) {
        const map = attendedBy(block as AttentionBlock, seen[0] as Attention, token, 0);
        expect(isOther(token), `${changed} in ${token}`).toBe((map[changed] as number) > 1e-9);
      }
    }
    engine.dispose();
  });
});

describe("rollout", () => {
  it("of attention to oneself stays where it is", () => {
    const blocks = [identity(FLAT), identity(SHIFTED)];
    expect(rolloutOfToken(blocks, 5)).toEqual(
      Float32Array.from({ length: 16 }, (_, i) => +(i === 5)),
    );
    expect(receivedAttention(blocks)).toEqual(new Float32Array(16).fill(1 / 16));
  });

  it("goes from window to window through the shift, half of it through the residual connection", () => {
    const map = rolloutOfToken([even(FLAT), even(SHIFTED)], 5);
    // The shifted block leaves 1/2 + 1/8 on 5 and 1/8 each on 6, 9 and 10; the other one spreads half of each.
    const spread = (own: number, window: number) => own / 2 + window / 8;
    expect(map[5]).toBeCloseTo(spread(5 / 8, 5 / 8), 6);
    expect(map[0]).toBeCloseTo(spread(0, 5 / 8), 6);
    expect(map[10]).toBeCloseTo(spread(1 / 8, 1 / 8), 6);
    expect(map[15]).toBeCloseTo(spread(0, 1 / 8), 6);
    expect(sum(map)).toBeCloseTo(1, 6);
  });

  it("counts what everybody looks at", () => {
    const first = { block: FLAT, mean: attentionBy(FLAT, () => [1, 0, 0, 0]) };
    const received = receivedAttention([first]);
    expect([received[0], received[1], received[2]]).toEqual([2.5 / 16, 0.5 / 16, 2.5 / 16]);
    expect(sum(received)).toBeCloseTo(1, 6);
  });

  it("takes a merged token for the mean of its four", () => {
    const coarse = { ...FLAT, stage: 2, height: 2, width: 2, tokenPx: 8 };
    const map = rolloutOfToken([identity(FLAT), identity(coarse)], 1);
    const quarters = [2, 3, 6, 7];
    expect(map).toEqual(
      Float32Array.from({ length: 16 }, (_, i) => (quarters.includes(i) ? 0.25 : 0)),
    );
  });
});

it("a network's blocks are told by stage; one without a Transformer has none", () => {
  const graph = buildHybrid({ ...HYBRID_SIZES["hybrid-lite"], inputChannels: 2, classes: 4 });
  const blocks = attentionBlocks(graph);
  expect(blocks.map(({ stage, number }) => `${stage}.${number}`).join(" ")).toBe(
    "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2",
  );
  expect(blocks[3]).toEqual({
    id: "layers_1_blocks_1_attn",
    stage: 2,
    number: 2,
    height: 32,
    width: 32,
    tokenPx: 8,
    heads: 2,
    windowPx: 8,
    shiftPx: 4,
  });
  const unet = { sizePx: 64, inputChannels: 2, baseWidth: 4, attention: true } as const;
  expect(attentionBlocks(buildAttentionUnet(unet))).toEqual([]);
});

describe.skipIf(!golden)("the official network's attention", () => {
  it("gives rows that sum to 1 and the same rollout as dense matrices", async () => {
    const folder = golden ?? "";
    const { graph, input, weights } = openGoldenTyrion(folder);
    const engine = createTfjsEngine(graph, weights);
    const seen = new Map<string, Attention>();
    await engine.run(input, { onAttention: (id, map) => seen.set(id, map) });
    engine.dispose();
    const blocks = attentionBlocks(graph);
    expect(blocks).toHaveLength(10);
    const second = readNpy(join(folder, "attn_layers_0_blocks_1.npy"));
    const official: Attention = {
      shape: second.shape as unknown as Attention["shape"],
      values: Float32Array.from(second.values),
    };
    const shifted = blocks[1] as AttentionBlock;
    for (const token of [0, 1, 2, 33, 500, 1023]) {
      const map = attendedBy(shifted, official, token, 0);
      expect(sum(map)).toBeCloseTo(1, 5);
      // The shift's mask: what lies beyond the map's edge is not looked at.
      const { cols, firstCol, firstRow, rows } = reachOf(shifted, token);
      const within = map.filter((_, at) => {
        const [col, row] = [(at % 32) - firstCol, Math.floor(at / 32) - firstRow];
        return col >= 0 && col < cols && row >= 0 && row < rows;
      });
      expect(sum(within)).toBeCloseTo(1, 5);
    }
    const rolled = blocks.map((block) => ({
      block,
      mean: meanOverHeads(seen.get(block.id) as Attention),
    }));
    const dense = denseRollout(rolled);
    const coarse = dense.length;
    const received = receivedAttention(rolled);
    let worst = 0;
    for (const token of [0, 6, coarse - 1])
      for (const [patch, value] of rolloutOfToken(rolled, token).entries())
        worst = Math.max(worst, Math.abs(value - (dense[token]?.[patch] as number)));
    for (const [patch, value] of received.entries()) {
      const column = dense.reduce((all, row) => all + (row[patch] as number), 0) / coarse;
      worst = Math.max(worst, Math.abs(value - column));
    }
    console.log(`rollout differs from dense matrices by ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(1e-5);
    expect(sum(received)).toBeCloseTo(1, 5);
  });
});

/** By matrices over all tokens; the windows by rolling and cutting a grid of token numbers. */
function denseRollout(rolled: readonly RolledBlock[]): Float64Array[] {
  let total: Float64Array[] = [];
  let width = 0;
  for (const { block, mean } of rolled) {
    const tokens = block.width * block.height;
    if (width === 0)
      total = Array.from({ length: tokens }, (_, i) => {
        const row = new Float64Array(tokens);
        row[i] = 1;
        return row;
      });
    else if (width !== block.width) total = mergedRows(total, width);
    width = block.width;
    total = denseBlock(block, mean).map((row) => timesRows(row, total));
  }
  return total;
}

function timesRows(row: Float64Array, matrix: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(matrix[0]?.length ?? 0);
  for (const [k, factor] of row.entries())
    if (factor !== 0)
      for (const [i, value] of (matrix[k] as Float64Array).entries())
        result[i] = (result[i] as number) + factor * value;
  return result;
}

function mergedRows(rows: readonly Float64Array[], width: number): Float64Array[] {
  const half = width / 2;
  return Array.from({ length: rows.length / 4 }, (_, i) => {
    const at = 2 * Math.floor(i / half) * width + 2 * (i % half);
    const cells = [at, at + 1, at + width, at + width + 1].map((cell) => rows[cell]);
    return (rows[at] as Float64Array).map(
      (__, k) => cells.reduce((all, cell) => all + (cell?.[k] as number), 0) / 4,
    );
  });
}

function denseBlock({ shiftPx, width, windowPx }: AttentionBlock, mean: Attention) {
  const grid = Array.from({ length: width }, (_, row) =>
    Array.from({ length: width }, (__, col) => row * width + col),
  );
  const roll = <T>(list: readonly T[]) => [...list.slice(shiftPx), ...list.slice(0, shiftPx)];
  const rolledGrid = roll(grid).map(roll);
  const rows = Array.from({ length: width * width }, (_, i) => {
    const row = new Float64Array(width * width);
    row[i] = 0.5;
    return row;
  });
  let at = 0;
  for (let top = 0; top < width; top += windowPx)
    for (let left = 0; left < width; left += windowPx) {
      const members = rolledGrid
        .slice(top, top + windowPx)
        .flatMap((line) => line.slice(left, left + windowPx));
      for (const query of members)
        for (const key of members) {
          const row = rows[query] as Float64Array;
          row[key] = (row[key] as number) + 0.5 * (mean.values[at++] as number);
        }
    }
  return rows;
}
