// The network over a grid of any size: window by window, blended where windows overlap.
import { AppError } from "../base/errors.ts";
import { marginPx } from "../models/mirrorTiling.ts";
import type { ModelCard, PreprocessingRecipe } from "../models/modelCard.ts";
import { sha256 } from "../scene/sha256.ts";
import type { Engine, EngineOutput, GateChange, RunOptions } from "./engine/engine.ts";
import { nextMessage } from "./nextMessage.ts";
import type { Gates, NetworkGrid, NetworkMap } from "./prediction.ts";
import { networkInput, type PreparedGrid, windowInput } from "./preprocess/prepareInput.ts";

export type NetworkMaps = {
  /** Probability first, where the network has one, then alpha1..alpha4 where it has gates; over the grid. */
  readonly maps: readonly NetworkMap[];
  /** One map for each of `ZONE_CHANNEL` and, for fused labels, "front" last; null without a zone output. */
  readonly zones: readonly Float32Array<ArrayBuffer>[] | null;
};

/** Keeps what has been summed up, so that a long run goes on where it was stopped. */
export type WindowJournal = {
  /** Null where nothing is kept of this run. */
  readonly read: (key: string) => Promise<KeptSums | null>;
  readonly write: (key: string, kept: KeptSums) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
};

export type KeptSums = {
  /** Windows that are summed up already. */
  readonly done: number;
  readonly sums: Float32Array<ArrayBuffer>;
};

export type WindowOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly journal?: WindowJournal | undefined;
  /** Drops values by this seed, where the network has dropout. */
  readonly dropoutSeed?: number | undefined;
  /** Which gates are changed, and how. */
  readonly gates?: Gates | undefined;
  /** How often what is summed up is kept. */
  readonly keepEveryMs?: number | undefined;
};

type Window = readonly [col: number, row: number];
type Model = { readonly card: ModelCard; readonly engine: Engine };

/** Above this a grid's attention maps are left out: they would take more memory than all else. */
const MOST_ATTENTION_PX = 2e6;
/** 1.2 GB. Only a network that wants the scene's own resolution comes near it. */
const MOST_SUMS = 3e8;
const KEEP_EVERY_MS = 10_000;
/** Above any number of windows. */
const SEED_STRIDE = 100_003;

/** Rejects with the signal's reason when aborted. */
export async function runWindows(
  prepared: PreparedGrid,
  windows: readonly Window[],
  model: Model,
  options: WindowOptions = {},
): Promise<NetworkMaps> {
  const { preprocessing } = model.card;
  const [only] = windows;
  if (windows.length > 1 || only === undefined || preprocessing.tiling)
    return blendWindows(prepared, windows, model, options);
  const { onProgress } = options;
  const outputs = await model.engine.run(networkInput(prepared, only, preprocessing), {
    ...engineOptions(options, 0),
    ...(options.gates && { gates: gatesOf(options.gates, prepared.grid, only, preprocessing) }),
    ...(onProgress && { onProgress }),
  });
  return onGrid(outputs, prepared.grid, preprocessing.sizePx);
}

async function blendWindows(
  prepared: PreparedGrid,
  all: readonly Window[],
  { card, engine }: Model,
  options: WindowOptions,
): Promise<NetworkMaps> {
  const { gates, keepEveryMs = KEEP_EVERY_MS, onProgress, signal } = options;
  // What is kept is told by input and weights: a changed network must not go on with another's sums.
  const journal = gates && Object.keys(gates).length > 0 ? undefined : options.journal;
  const { preprocessing } = card;
  const windows = all.filter((window) => hasData(prepared, window, preprocessing.sizePx));
  const run = (window: Window) =>
    engine.run(windowInput(prepared, window, preprocessing), {
      ...engineOptions(options, windows.indexOf(window)),
      ...(options.gates && { gates: gatesOf(options.gates, prepared.grid, window, preprocessing) }),
    });
  const [first] = windows;
  if (first === undefined) throw new Error("A grid with data has a window with data.");
  const key = await runKey(prepared, [windows, options.dropoutSeed ?? null], card);
  onProgress?.(0, windows.length);
  // What the network gives is known from its first answer on.
  const outputs = await run(first);
  const blend = new Blend(outputs, prepared.grid, preprocessing);
  // Keeping is a help, no condition: a storage that fails costs no prediction.
  const kept = (await journal?.read(key).catch(() => null)) ?? null;
  let done = blend.restore(kept, windows.length);
  if (done === 0) {
    blend.add(outputs, first);
    done = 1;
  }
  let keptAt = performance.now();
  for (; done < windows.length; done++) {
    signal?.throwIfAborted();
    onProgress?.(done, windows.length);
    const window = windows[done] as Window;
    blend.add(await run(window), window);
    if (performance.now() - keptAt >= keepEveryMs) {
      // A full disk costs no more than the way back after a stop.
      await journal?.write(key, { done: done + 1, sums: blend.sums }).catch(() => undefined);
      keptAt = performance.now();
    }
    await nextMessage();
  }
  await journal?.remove(key).catch(() => undefined);
  return blend.maps();
}

/** Every window drops other values. */
function engineOptions({ dropoutSeed, signal }: WindowOptions, window: number): RunOptions {
  return {
    ...(signal && { signal }),
    ...(dropoutSeed !== undefined && { dropoutSeed: dropoutSeed * SEED_STRIDE + window }),
  };
}

/** Of one window, which may begin before the grid; beyond the grid a frozen gate keeps what it tells there. */
function gatesOf(
  gates: Gates,
  { heightPx, widthPx }: NetworkGrid,
  [firstCol, firstRow]: Window,
  { sizePx }: PreprocessingRecipe,
): Record<string, GateChange> {
  const changes: Record<string, GateChange> = {};
  for (const [name, setting] of Object.entries(gates)) {
    if (setting.kind !== "frozen") {
      changes[name] = setting;
      continue;
    }
    const values = new Float32Array(sizePx * sizePx).fill(Number.NaN);
    const left = Math.max(0, firstCol);
    const right = Math.min(widthPx, firstCol + sizePx);
    const foot = Math.min(heightPx, firstRow + sizePx);
    for (let row = Math.max(0, firstRow); row < foot; row++) {
      const kept = setting.values.subarray(row * widthPx + left, row * widthPx + right);
      values.set(kept, (row - firstRow) * sizePx + left - firstCol);
    }
    changes[name] = { kind: "frozen", values };
  }
  return changes;
}

/** Tells a run again: by its input, its windows with what else decides it, and its weights. */
async function runKey(
  { intensity }: PreparedGrid,
  windows: readonly unknown[],
  { weightsSha256 }: ModelCard,
): Promise<string> {
  const plan = new TextEncoder().encode(JSON.stringify([weightsSha256, windows]));
  const bytes = new Uint8Array(await new Blob([plan, intensity]).arrayBuffer());
  return sha256(bytes);
}

function hasData({ grid, valid }: PreparedGrid, [col, row]: Window, sizePx: number): boolean {
  const foot = Math.min(grid.heightPx, row + sizePx);
  const left = Math.max(0, col);
  const right = Math.min(grid.widthPx, col + sizePx);
  for (let line = Math.max(0, row); line < foot; line++)
    if (valid.subarray(line * grid.widthPx + left, line * grid.widthPx + right).includes(1))
      return true;
  return false;
}

type Outputs = Readonly<Record<string, EngineOutput>>;
/** One channel of one output. */
type Channel = { readonly name: string; readonly channel: number };

function channelsOf(outputs: Outputs, grid: NetworkGrid): Channel[] {
  const isLarge = grid.widthPx * grid.heightPx > MOST_ATTENTION_PX;
  return Object.entries(outputs).flatMap(([name, { shape }]) =>
    isLarge && name.startsWith("alpha")
      ? []
      : Array.from({ length: name === "zones" ? shape[2] : 1 }, (_, channel) => ({
          name,
          channel,
        })),
  );
}

/** Sums of windows, each weighted by how near to its middle a pixel lies. */
class Blend {
  /** A map for each channel, and the weights last. */
  readonly sums: Float32Array<ArrayBuffer>;
  readonly #channels: readonly Channel[];
  readonly #grid: NetworkGrid;
  readonly #kept: KeptPart;
  readonly #sizePx: number;

  constructor(outputs: Outputs, grid: NetworkGrid, recipe: PreprocessingRecipe) {
    this.#channels = channelsOf(outputs, grid);
    this.#grid = grid;
    this.#sizePx = recipe.sizePx;
    this.#kept = keptPart(recipe);
    const values = (this.#channels.length + 1) * grid.widthPx * grid.heightPx;
    if (values > MOST_SUMS)
      throw new AppError(
        "out-of-memory",
        `The network's grid of ${grid.widthPx} x ${grid.heightPx} pixels needs ${(values / 2.5e8).toFixed(1)} GB: choose an area of interest.`,
      );
    this.sums = new Float32Array(values);
  }

  /** Answers how many windows were kept; none of what is of another shape, or counts windows that there are not. */
  restore(kept: KeptSums | null, windows: number): number {
    if (kept?.sums.length !== this.sums.length) return 0;
    if (!Number.isInteger(kept.done) || kept.done < 1 || kept.done > windows) return 0;
    this.sums.set(kept.sums);
    return kept.done;
  }

  add(outputs: Outputs, [firstCol, firstRow]: Window): void {
    const { heightPx, widthPx } = this.#grid;
    const cells = widthPx * heightPx;
    const { marginPx: margin, weights } = this.#kept;
    const [left, top] = [firstCol + margin, firstRow + margin];
    const rows = Math.min(weights.length, heightPx - top);
    const cols = Math.min(weights.length, widthPx - left);
    const readers = this.#channels.map((channel) => readerOf(outputs, channel, this.#sizePx));
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const weight = (weights[row] as number) * (weights[col] as number);
        let at = (top + row) * widthPx + left + col;
        for (const read of readers) {
          this.sums[at] = (this.sums[at] as number) + weight * read(margin + col, margin + row);
          at += cells;
        }
        this.sums[at] = (this.sums[at] as number) + weight;
      }
  }

  maps(): NetworkMaps {
    const cells = this.#grid.widthPx * this.#grid.heightPx;
    const weights = this.sums.subarray(this.#channels.length * cells);
    const means = this.#channels.map((_, i) => {
      const sums = this.sums.subarray(i * cells, (i + 1) * cells);
      // Where no window had data there is nothing.
      return sums.map((sum, at) => (weights[at] === 0 ? 0 : sum / (weights[at] as number)));
    });
    return named(this.#channels, means);
  }
}

/** What of a window's answer counts, and by how much along each axis: a square in its middle. */
type KeptPart = { readonly marginPx: number; readonly weights: Float32Array };

/**
 * Gaussian with a standard deviation of an eighth of the side, as the sliding windows of SSL4SAR are blended. Theirs, for
 * mirrored tiling, peaks on the pixel after the middle, Icefront's own between the two.
 */
function keptPart({ sizePx, tiling }: PreprocessingRecipe): KeptPart {
  if (!tiling) return { marginPx: 0, weights: gaussian(sizePx, (sizePx - 1) / 2) };
  const { centrePx } = tiling;
  return { marginPx: marginPx(sizePx, tiling), weights: gaussian(centrePx, centrePx / 2) };
}

function gaussian(sidePx: number, peakAt: number): Float32Array {
  return Float32Array.from({ length: sidePx }, (_, i) => {
    const from = (i - peakAt) / (sidePx / 8);
    return Math.exp(-(from * from) / 2);
  });
}

function readerOf(
  outputs: Outputs,
  { channel, name }: Channel,
  sizePx: number,
): (col: number, row: number) => number {
  const { shape, values } = outputs[name] as EngineOutput;
  const [, width, channels] = shape;
  // Coarse maps are repeated, not interpolated.
  const factor = sizePx / width;
  return (col, row) =>
    values[
      (Math.floor(row / factor) * width + Math.floor(col / factor)) * channels + channel
    ] as number;
}

/** The part of the outputs that covers the grid, at the network's input size. */
function onGrid(outputs: Outputs, grid: NetworkGrid, sizePx: number): NetworkMaps {
  const channels = channelsOf(outputs, grid);
  const cropped = channels.map((channel) => {
    const read = readerOf(outputs, channel, sizePx);
    const values = new Float32Array(grid.widthPx * grid.heightPx);
    for (let row = 0, at = 0; row < grid.heightPx; row++)
      for (let col = 0; col < grid.widthPx; col++, at++) values[at] = read(col, row);
    return values;
  });
  return named(channels, cropped);
}

function named(
  channels: readonly Channel[],
  values: readonly Float32Array<ArrayBuffer>[],
): NetworkMaps {
  const all = channels.map((channel, i) => ({
    ...channel,
    values: values[i] ?? new Float32Array(),
  }));
  const zones = all.filter(({ name }) => name === "zones").map((zone) => zone.values);
  return {
    maps: all
      .filter(({ name }) => name !== "zones")
      .map((map) => ({ name: map.name as NetworkMap["name"], values: map.values })),
    zones: zones.length === 0 ? null : zones,
  };
}
