// Looks from a pixel: runs the network on the pixel's window once, and answers from what it keeps of that window.
import { AppError } from "../../base/errors.ts";
import {
  type Affine,
  composeAffine,
  invertAffine,
  type PixelXY,
  pixelToMap,
} from "../../geo/coordinates.ts";
import type { AttentionBlock } from "../../models/modelCard.ts";
import type { Scene } from "../../scene/scene.ts";
import type { Attention } from "../engine/engine.ts";
import type { AttentionRequest, PixelAttention, TokenMap } from "../prediction.ts";
import type { LoadedModel } from "../predictScene.ts";
import {
  type PreparedScene,
  type PrepareSceneOptions,
  prepareScene,
  type ReadPixels,
} from "../prepareScene.ts";
import { windowInput } from "../preprocess/prepareInput.ts";
import { attendedBy, meanOverHeads, tokenOfPixel } from "./pixelAttention.ts";
import { type RolledBlock, receivedAttention, rolloutOfToken } from "./rollout.ts";
import { reachOf, type TokenRectangle } from "./tokenWindows.ts";

type Window = readonly [col: number, row: number];
type Lasting = RolledBlock & { readonly attention: Attention };

/** What is kept: one window of one scene, band, area and model. */
type Held = {
  readonly key: string;
  readonly model: LoadedModel;
  readonly windows: readonly Window[];
  readonly gridToPixel: Affine;
  /** Kept where it is small, so that another window need not prepare the scene anew. */
  readonly prepared: PreparedScene | null;
  readonly window: Window;
  readonly blocks: readonly Lasting[];
  readonly received: Float32Array<ArrayBuffer>;
  /** 1 for patches of the first block's grid that have data in them. */
  readonly valid: Uint8Array<ArrayBuffer>;
};

/** Of one window's attention and its means: the hybrid at its published size takes 275 MiB. */
const MOST_BYTES = 320 * 2 ** 20;
/** Of a prepared grid that is kept, at 5 bytes each. */
const MOST_PREPARED_PX = 16e6;

export type LookedAt = {
  readonly scene: Scene;
  readonly readPixels: ReadPixels;
  /** Another one for other pixels: band, area. */
  readonly key: string;
};

export class AttentionKeeper {
  #held: Held | null = null;

  forget(): void {
    this.#held = null;
  }

  /**
   * Rejects with the signal's reason when aborted, `option-invalid` for a block or a head that the model lacks,
   * `out-of-memory` when a window's attention is beyond what is kept, and as `prepareScene` and the engine do.
   */
  async look(
    model: LoadedModel,
    lookedAt: LookedAt,
    request: AttentionRequest,
    options: PrepareSceneOptions = {},
  ): Promise<PixelAttention> {
    requireChoice(model.blocks, request);
    const key = JSON.stringify([lookedAt.key, lookedAt.scene.id, lookedAt.scene.pixelToMap]);
    if (this.#held?.key !== key || this.#held.model !== model) this.#held = null;
    const held = await this.#windowOf(model, { ...lookedAt, key }, request.at, options);
    return answer(held, model.card.preprocessing.sizePx, request);
  }

  async #windowOf(
    model: LoadedModel,
    { key, readPixels, scene }: LookedAt,
    at: PixelXY | null,
    options: PrepareSceneOptions,
  ): Promise<Held> {
    const { sizePx } = model.card.preprocessing;
    const before = this.#held;
    if (before !== null) {
      const wanted =
        at === null ? before.window : nearestWindow(before, gridPlace(before, at), sizePx);
      if (wanted === before.window) return before;
    }
    // Two windows at a time would be twice the memory.
    this.#held = null;
    const prepared =
      before?.prepared ?? (await prepareScene(scene, readPixels, model.card, options));
    const { grid, sceneGrid, windows } = prepared;
    const plan = { windows, gridToPixel: sceneGrid.gridToPixel };
    const middle = [grid.widthPx / 2, grid.heightPx / 2] as const;
    const window = nearestWindow(plan, at === null ? middle : gridPlace(plan, at), sizePx);
    const blocks = await attentionOf(model, prepared, window, options);
    const [finest] = model.blocks as readonly [AttentionBlock, ...AttentionBlock[]];
    const isSmall = grid.widthPx * grid.heightPx <= MOST_PREPARED_PX;
    this.#held = {
      ...plan,
      key,
      model,
      window,
      blocks,
      prepared: windows.length > 1 && isSmall ? prepared : null,
      received: receivedAttention(blocks),
      valid: validTokens(prepared, window, finest),
    };
    return this.#held;
  }
}

function requireChoice(blocks: readonly AttentionBlock[], { block, view }: AttentionRequest): void {
  const chosen = blocks[block];
  if (chosen === undefined || (typeof view === "number" && !(view >= 0 && view < chosen.heads)))
    throw new AppError("option-invalid", `The network has no block ${block} with ${view}.`);
}

async function attentionOf(
  { blocks, card, engine }: LoadedModel,
  prepared: PreparedScene,
  window: Window,
  { onProgress, signal }: PrepareSceneOptions,
): Promise<Lasting[]> {
  const bytes = blocks.reduce((sum, block) => sum + bytesOf(block), 0);
  if (bytes > MOST_BYTES)
    throw new AppError("out-of-memory", `A window's attention would take ${bytes} bytes.`);
  const seen = new Map<string, Attention>();
  await engine.run(windowInput(prepared, window, card.preprocessing), {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.("network", done, total),
    onAttention: (id, attention) => seen.set(id, attention),
  });
  return blocks.map((block) => {
    const attention = seen.get(block.id);
    if (attention === undefined) throw new AppError("internal", `${block.id} was not heard of.`);
    return { block, attention, mean: meanOverHeads(attention) };
  });
}

function bytesOf({ heads, height, width, windowPx }: AttentionBlock): number {
  return 4 * (heads + 1) * height * width * windowPx * windowPx;
}

type Plan = Pick<Held, "windows" | "gridToPixel">;
type GridXY = readonly [x: number, y: number];

function gridPlace({ gridToPixel }: Plan, at: PixelXY): GridXY {
  const pixelToGrid = invertAffine(gridToPixel);
  if (pixelToGrid === null) throw new AppError("internal", "The grid has no area.");
  const [x, y] = pixelToMap(pixelToGrid, at);
  return [x, y];
}

/** The one with its middle nearest to the place. */
function nearestWindow({ windows }: Plan, [x, y]: GridXY, sizePx: number): Window {
  const distance = ([col, row]: Window) => Math.hypot(col + sizePx / 2 - x, row + sizePx / 2 - y);
  return windows.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

function validTokens(
  { grid, valid }: PreparedScene,
  [firstCol, firstRow]: Window,
  { height, tokenPx, width }: AttentionBlock,
): Uint8Array<ArrayBuffer> {
  const tokens = new Uint8Array(height * width);
  for (let row = 0; row < height * tokenPx; row++) {
    const line = firstRow + row;
    if (line < 0 || line >= grid.heightPx) continue;
    for (let col = 0; col < width * tokenPx; col++) {
      const at = firstCol + col;
      if (at >= 0 && at < grid.widthPx && valid[line * grid.widthPx + at] === 1)
        tokens[Math.floor(row / tokenPx) * width + Math.floor(col / tokenPx)] = 1;
    }
  }
  return tokens;
}

function answer(held: Held, sizePx: number, { at, block, view }: AttentionRequest): PixelAttention {
  const finest = held.blocks[0] as Lasting;
  const received = tokenMap(held, finest.block, held.received.slice());
  const chosen = held.blocks[block] as Lasting;
  const isAlone = held.windows.length === 1;
  const whole = { firstCol: 0, firstRow: 0, cols: finest.block.width, rows: finest.block.height };
  const windowOutline = isAlone ? [] : [outline(received, whole)];
  if (at === null) return { attended: null, received, outlines: windowOutline };
  const [x, y] = gridPlace(held, at);
  const [col, row] = [x - held.window[0], y - held.window[1]].map((place) =>
    Math.min(sizePx - 1, Math.max(0, Math.floor(place))),
  ) as [number, number];
  const token = tokenOfPixel(chosen.block, col, row);
  if (view === "rollout") {
    const weights = rolloutOfToken(held.blocks.slice(0, block + 1), token);
    return { attended: tokenMap(held, finest.block, weights), received, outlines: windowOutline };
  }
  const { attention, block: of, mean } = chosen;
  const weights =
    view === "mean" ? attendedBy(of, mean, token, 0) : attendedBy(of, attention, token, view);
  const attended = tokenMap(held, of, weights);
  const reach = outline(attended, reachOf(of, token));
  return { attended, received, outlines: [reach, ...windowOutline] };
}

function tokenMap(
  { blocks, gridToPixel, valid, window: [firstCol, firstRow] }: Held,
  { height, tokenPx, width }: AttentionBlock,
  weights: Float32Array<ArrayBuffer>,
): TokenMap {
  const finest = (blocks[0] as Lasting).block;
  const factor = tokenPx / finest.tokenPx;
  const own = new Uint8Array(height * width);
  for (const [patch, hasData] of valid.entries()) {
    if (hasData === 0) continue;
    const row = Math.floor(Math.floor(patch / finest.width) / factor);
    own[row * width + Math.floor((patch % finest.width) / factor)] = 1;
  }
  return {
    widthPx: width,
    heightPx: height,
    gridToPixel: composeAffine(gridToPixel, [tokenPx, 0, firstCol, 0, tokenPx, firstRow]),
    weights,
    valid: own,
  };
}

function outline(
  { gridToPixel }: TokenMap,
  { cols, firstCol, firstRow, rows }: TokenRectangle,
): PixelXY[] {
  const corners = [
    [firstCol, firstRow],
    [firstCol + cols, firstRow],
    [firstCol + cols, firstRow + rows],
    [firstCol, firstRow + rows],
  ] as const;
  return corners.map((corner) => {
    const [x, y] = pixelToMap(gridToPixel, corner);
    return [x, y];
  });
}
