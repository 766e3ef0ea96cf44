// A scene's band as the network's input, by the model card's recipe. Training, evaluation, the shell and the browser
// all come through here.
import { AppError } from "../../base/errors.ts";
import { networkSize, type Size } from "../../models/gridPlan.ts";
import { type MirrorTiling, marginPx, mirroredIndex } from "../../models/mirrorTiling.ts";
import type { PreprocessingRecipe } from "../../models/modelCard.ts";
import type { Band } from "../../scene/scene.ts";
import type { PixelWindow } from "../../scene/windowReader.ts";
import { nextMessage, YIELD_AFTER_MS } from "../nextMessage.ts";
import type { NetworkGrid } from "../prediction.ts";
import type { PixelReader } from "./median/medianSource.ts";
import { medianKernelPx, medianReader } from "./medianFilter.ts";
import { looksFor, multilook } from "./multilook.ts";
import { rankValues } from "./rankValues.ts";
import { gridTaps, resizedRow, tapRange } from "./resizeBilinear.ts";
import { validMask } from "./validMask.ts";

/** Pixels that are read in parts: a scene's band, or an area of interest in it. */
export type PixelArea = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major; NaN where the file says that there is no data. */
  readonly read: (window: PixelWindow) => Promise<Float32Array<ArrayBuffer>>;
};

/** An area on a network's grid, of any size. */
export type PreparedGrid = {
  /** 0..1, NaN where there is no data; row-major. */
  readonly intensity: Float32Array<ArrayBuffer>;
  /** Its `gridToPixel` counts pixels from the area's top-left corner. */
  readonly grid: NetworkGrid;
  /** 1 where there is data, over the grid. */
  readonly valid: Uint8Array<ArrayBuffer>;
};

export type PreparedInput = {
  /** [size, size, channels], zero outside the scene and where there is no data. */
  readonly input: Float32Array<ArrayBuffer>;
  readonly sizePx: number;
  readonly channels: number;
  readonly grid: NetworkGrid;
  /** 1 where there is data, over the grid. */
  readonly valid: Uint8Array<ArrayBuffer>;
};

type PixelSize = { readonly x: number; readonly y: number };

export type PrepareOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (rowsDone: number, rowsTotal: number) => void;
};

/** Up to so many pixels an area is taken as a whole. */
const WHOLE_PX = 16e6;
/** Of a larger one squares of about this side are read one after the other. */
const SQUARE_PX = 1024;

/**
 * A whole band, shrunk to the network's size. `pixelSizeMetres` null (no CRS): pixels count as square, and multilook and
 * speckle filter are left out since they are defined on the ground. Rejects with `scene-all-no-data`, and with the
 * signal's reason when aborted.
 */
export async function prepareInput(
  band: Band,
  pixelSizeMetres: PixelSize | null,
  recipe: PreprocessingRecipe,
  options: PrepareOptions = {},
): Promise<PreparedInput> {
  const size = networkSize(band, pixelSizeMetres, recipe.sizePx);
  const prepared = await prepareGrid(
    areaOfBand(band),
    { size, pixelSizeMetres, recipe },
    { ...options, isWhole: true },
  );
  return {
    input: networkInput(prepared, [0, 0], recipe),
    sizePx: recipe.sizePx,
    channels: recipe.channels.length,
    grid: prepared.grid,
    valid: prepared.valid,
  };
}

export function areaOfBand({ widthPx, heightPx, values }: Band): PixelArea {
  return {
    widthPx,
    heightPx,
    read: async ({ firstCol, firstRow, ...size }) => {
      if (size.widthPx === widthPx && size.heightPx === heightPx) return values;
      const part = new Float32Array(size.widthPx * size.heightPx);
      for (let row = 0; row < size.heightPx; row++) {
        const from = (firstRow + row) * widthPx + firstCol;
        part.set(values.subarray(from, from + size.widthPx), row * size.widthPx);
      }
      return part;
    },
  };
}

type GridRecipe = {
  /** Of the grid. */
  readonly size: Size;
  readonly pixelSizeMetres: PixelSize | null;
  readonly recipe: PreprocessingRecipe;
};

/**
 * An area on a grid of `size`. A large one is read square by square, so that no more than a few of them are in memory;
 * the zero fill around a swath is then told by square. Rejects as `prepareInput` does.
 */
export async function prepareGrid(
  area: PixelArea,
  { pixelSizeMetres, recipe, size }: GridRecipe,
  options: PrepareOptions & { readonly isWhole?: boolean } = {},
): Promise<PreparedGrid> {
  const looks = looksOf(pixelSizeMetres, recipe);
  const isLooked = looks.x * looks.y > 1;
  const isWhole = options.isWhole || isLooked || area.widthPx * area.heightPx <= WHOLE_PX;
  const resized = isWhole
    ? await resizeWhole(area, { size, pixelSizeMetres, recipe }, options)
    : await resizeBySquares(area, { size, pixelSizeMetres, recipe }, options);
  const intensity = toRadiometry(resized, recipe.radiometry);
  const valid = new Uint8Array(intensity.length);
  for (let i = 0; i < valid.length; i++) valid[i] = Number.isNaN(intensity[i]) ? 0 : 1;
  if (!valid.includes(1))
    throw new AppError("scene-all-no-data", "No pixel with data is left at the network's size.");
  return { intensity, grid: gridOf(area, size, pixelSizeMetres), valid };
}

async function resizeWhole(
  area: PixelArea,
  { pixelSizeMetres, recipe, size }: GridRecipe,
  options: PrepareOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const { widthPx, heightPx } = area;
  const values = await area.read({ firstCol: 0, firstRow: 0, widthPx, heightPx });
  const whole = { widthPx, heightPx, values, valid: validMask(values, widthPx, heightPx) };
  if (!whole.valid.includes(1))
    throw new AppError("scene-all-no-data", "The band holds no pixel with data.");
  const looks = looksOf(pixelSizeMetres, recipe);
  const source = looks.x * looks.y > 1 ? multilook(whole, looks) : whole;
  const pixel = pixelSizeMetres && {
    x: (pixelSizeMetres.x * widthPx) / source.widthPx,
    y: (pixelSizeMetres.y * heightPx) / source.heightPx,
  };
  const read = medianReader(source, kernelFor(pixel, recipe));
  const taps = gridTaps(source, size);
  const out = new Float32Array(size.widthPx * size.heightPx);
  const { signal, onProgress } = options;
  let yielded = performance.now();
  // Row by row, so that a cancel is heard between rows.
  for (let row = 0; row < size.heightPx; row++) {
    out.set(resizedRow(read, taps, row), row * size.widthPx);
    if (performance.now() - yielded < YIELD_AFTER_MS) continue;
    onProgress?.(row + 1, size.heightPx);
    await nextMessage();
    signal?.throwIfAborted();
    yielded = performance.now();
  }
  return out;
}

async function resizeBySquares(
  area: PixelArea,
  { pixelSizeMetres, recipe, size }: GridRecipe,
  { onProgress, signal }: PrepareOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const kernel = kernelFor(pixelSizeMetres, recipe);
  const taps = gridTaps(area, size);
  const out = new Float32Array(size.widthPx * size.heightPx);
  const cells = (source: number, target: number) =>
    Math.max(1, Math.floor((SQUARE_PX * target) / source));
  const [across, down] = [cells(area.widthPx, size.widthPx), cells(area.heightPx, size.heightPx)];
  for (let row = 0; row < size.heightPx; row += down) {
    const rows = taps.rows.slice(row, row + down);
    for (let col = 0; col < size.widthPx; col += across) {
      signal?.throwIfAborted();
      const cols = taps.cols.slice(col, col + across);
      const read = await squareReader(area, { cols, rows }, kernel);
      for (let i = 0; i < rows.length; i++)
        out.set(resizedRow(read, { cols, rows }, i), (row + i) * size.widthPx + col);
    }
    onProgress?.(row + rows.length, size.heightPx);
    await nextMessage();
  }
  return out;
}

/** The filtered pixels that the taps ask for, with all of the kernel around them that lies in the area. */
async function squareReader(
  area: PixelArea,
  taps: ReturnType<typeof gridTaps>,
  kernel: PixelSize,
): Promise<PixelReader> {
  const along = (side: number, range: readonly [number, number], kernelPx: number) => {
    const half = (kernelPx - 1) / 2;
    const first = Math.max(0, range[0] - half);
    return [first, Math.min(side, range[1] + half + 1) - first] as const;
  };
  const [firstCol, widthPx] = along(area.widthPx, tapRange(taps.cols), kernel.x);
  const [firstRow, heightPx] = along(area.heightPx, tapRange(taps.rows), kernel.y);
  const values = await area.read({ firstCol, firstRow, widthPx, heightPx });
  const valid = validMask(values, widthPx, heightPx);
  const read = medianReader({ values, valid, widthPx, heightPx }, kernel);
  return (col, row) => read(col - firstCol, row - firstRow);
}

/** [size, size, channels] of the grid from `origin` on, zero outside of it and where there is no data. */
export function networkInput(
  { grid, intensity }: PreparedGrid,
  [firstCol, firstRow]: readonly [col: number, row: number],
  { channels, sizePx }: PreprocessingRecipe,
): Float32Array<ArrayBuffer> {
  const count = channels.length;
  const input = new Float32Array(sizePx * sizePx * count);
  const rows = Math.min(sizePx, grid.heightPx - firstRow);
  const cols = Math.min(sizePx, grid.widthPx - firstCol);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const value = intensity[(firstRow + row) * grid.widthPx + firstCol + col] as number;
      if (Number.isNaN(value)) continue;
      const at = (row * sizePx + col) * count;
      input[at] = value;
      if (count === 2) input[at + 1] = 1;
    }
  return input;
}

/** Of a window of `gridPlan`, as the recipe's tiling asks for. */
export function windowInput(
  prepared: PreparedGrid,
  origin: readonly [col: number, row: number],
  recipe: PreprocessingRecipe,
): Float32Array<ArrayBuffer> {
  return recipe.tiling
    ? mirroredInput(prepared, origin, recipe, recipe.tiling)
    : networkInput(prepared, origin, recipe);
}

/** [size, size, channels] of the grid from `origin` on, mirrored beyond the grid's edges; zero where there is no data. */
function mirroredInput(
  { grid, intensity }: PreparedGrid,
  [firstCol, firstRow]: readonly [col: number, row: number],
  { channels, sizePx }: PreprocessingRecipe,
  tiling: MirrorTiling,
): Float32Array<ArrayBuffer> {
  const count = channels.length;
  const margin = marginPx(sizePx, tiling);
  const input = new Float32Array(sizePx * sizePx * count);
  for (let row = 0, at = 0; row < sizePx; row++) {
    const line = mirroredIndex(firstRow + row, grid.heightPx, margin) * grid.widthPx;
    for (let col = 0; col < sizePx; col++, at += count) {
      const value = intensity[line + mirroredIndex(firstCol + col, grid.widthPx, margin)] as number;
      if (Number.isNaN(value)) continue;
      input[at] = value;
      if (count === 2) input[at + 1] = 1;
    }
  }
  return input;
}

function looksOf(pixelSizeMetres: PixelSize | null, recipe: PreprocessingRecipe): PixelSize {
  if (!recipe.multilookMetres || !pixelSizeMetres) return { x: 1, y: 1 };
  return looksFor(recipe.multilookMetres, pixelSizeMetres);
}

function kernelFor(pixelSizeMetres: PixelSize | null, recipe: PreprocessingRecipe): PixelSize {
  const area = recipe.medianAreaSquareMetres;
  if (area === null || !pixelSizeMetres) return { x: 1, y: 1 };
  return {
    x: medianKernelPx(area, pixelSizeMetres.x),
    y: medianKernelPx(area, pixelSizeMetres.y),
  };
}

function toRadiometry(
  values: Float32Array<ArrayBuffer>,
  radiometry: PreprocessingRecipe["radiometry"],
) {
  switch (radiometry) {
    case "rank":
      return rankValues(values);
    case "unit255":
      return values.map((value) => value / 255);
  }
}

function gridOf(scene: Size, size: Size, pixelSizeMetres: PixelSize | null): NetworkGrid {
  const scaleX = scene.widthPx / size.widthPx;
  const scaleY = scene.heightPx / size.heightPx;
  return {
    ...size,
    gridToPixel: [scaleX, 0, 0, 0, scaleY, 0],
    pixelSizeMetres: pixelSizeMetres && {
      x: pixelSizeMetres.x * scaleX,
      y: pixelSizeMetres.y * scaleY,
    },
  };
}
