// A scene's band as the network's input, by the model card's recipe. Training, evaluation, the shell and the browser
// all come through here.
import { AppError } from "../../base/errors.ts";
import type { PreprocessingRecipe } from "../../models/modelCard.ts";
import type { Band } from "../../scene/scene.ts";
import { nextMessage, YIELD_AFTER_MS } from "../nextMessage.ts";
import type { NetworkGrid } from "../prediction.ts";
import type { PixelReader } from "./median/medianSource.ts";
import { medianKernelPx, medianReader } from "./medianFilter.ts";
import { looksFor, multilook } from "./multilook.ts";
import { rankValues } from "./rankValues.ts";
import { resizedRows, type Size } from "./resizeBilinear.ts";
import { validMask } from "./validMask.ts";

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

/**
 * `pixelSizeMetres` null (no CRS): pixels count as square, and multilook and speckle filter are left out since they
 * are defined on the ground. Rejects with `scene-all-no-data`, and with the signal's reason when aborted.
 */
export async function prepareInput(
  band: Band,
  pixelSizeMetres: PixelSize | null,
  recipe: PreprocessingRecipe,
  options: PrepareOptions = {},
): Promise<PreparedInput> {
  const whole = { ...band, valid: validMask(band.values, band.widthPx, band.heightPx) };
  if (!whole.valid.includes(1))
    throw new AppError("scene-all-no-data", "The band holds no pixel with data.");
  const looks = looksOf(pixelSizeMetres, recipe);
  const source = looks.x * looks.y > 1 ? multilook(whole, looks) : whole;
  const pixel = pixelSizeMetres && {
    x: (pixelSizeMetres.x * band.widthPx) / source.widthPx,
    y: (pixelSizeMetres.y * band.heightPx) / source.heightPx,
  };
  const kernel = kernelFor(pixel, recipe);
  const size = networkSize(band, pixelSizeMetres, recipe.sizePx);
  const resized = await filterAndResize(medianReader(source, kernel), source, size, options);
  const intensity = toRadiometry(resized, recipe.radiometry);
  const valid = new Uint8Array(intensity.length);
  for (let i = 0; i < valid.length; i++) valid[i] = Number.isNaN(intensity[i]) ? 0 : 1;
  if (!valid.includes(1))
    throw new AppError("scene-all-no-data", "No pixel with data is left at the network's size.");
  return {
    input: padChannels(intensity, size, recipe),
    sizePx: recipe.sizePx,
    channels: recipe.channels.length,
    grid: gridOf(band, size, pixelSizeMetres),
    valid,
  };
}

/** Row by row, so that a cancel is heard between rows. */
async function filterAndResize(
  read: PixelReader,
  source: Size,
  target: Size,
  { signal, onProgress }: PrepareOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const rows = resizedRows(read, source, target);
  const out = new Float32Array(target.widthPx * target.heightPx);
  let yielded = performance.now();
  for (let row = 0; row < target.heightPx; row++) {
    out.set(rows(row), row * target.widthPx);
    if (performance.now() - yielded < YIELD_AFTER_MS) continue;
    onProgress?.(row + 1, target.heightPx);
    await nextMessage();
    signal?.throwIfAborted();
    yielded = performance.now();
  }
  return out;
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

/** The longer side on the ground becomes `sizePx`, the other in proportion, cut to a whole pixel (networks.md 1.7). */
export function networkSize(scene: Size, pixelSizeMetres: PixelSize | null, sizePx: number): Size {
  const { x, y } = pixelSizeMetres ?? { x: 1, y: 1 };
  const width = scene.widthPx * x;
  const height = scene.heightPx * y;
  const longest = Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.trunc((length * sizePx) / longest + 1e-9));
  return { widthPx: side(width), heightPx: side(height) };
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

function padChannels(
  intensity: Float32Array,
  { widthPx, heightPx }: Size,
  { sizePx, channels }: PreprocessingRecipe,
): Float32Array<ArrayBuffer> {
  const count = channels.length;
  const input = new Float32Array(sizePx * sizePx * count);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const value = intensity[row * widthPx + col] as number;
      if (Number.isNaN(value)) continue;
      const at = (row * sizePx + col) * count;
      input[at] = value;
      if (count === 2) input[at + 1] = 1;
    }
  return input;
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
