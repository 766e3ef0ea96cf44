// The speckle filter of the seed paper: a median whose kernel covers a fixed ground area.
import { medianByBlocks } from "./median/medianByBlocks.ts";
import { medianKernel } from "./median/medianKernel.ts";
import type { MedianSource, PixelReader } from "./median/medianSource.ts";

/**
 * Kernel side in pixels for one axis: the smallest odd number that covers the square root of the area
 * (50 m for 2500 m2): 6 m -> 9, 12 m -> 5, 17 m -> 3, 60 m -> 1. Holzmann et al. 2021, section III-B.
 */
export function medianKernelPx(areaSquareMetres: number, pixelSizeMetres: number): number {
  const covering = Math.ceil(Math.sqrt(areaSquareMetres) / pixelSizeMetres);
  return covering % 2 === 0 ? covering + 1 : covering;
}

/** A wider kernel is sampled at so many evenly spaced pixels a side: the median of 225 samples is near that of all. */
const MAXIMUM_SAMPLES = 15;

/**
 * The median of the valid pixels in the kernel around a pixel, edge pixels repeated outside the image; NaN where the
 * pixel itself has no data. Exact up to kernels of 15 pixels, sampled beyond. Computed where it is asked for: resizing
 * asks for four pixels an output pixel, however large the scene.
 */
export function medianReader(
  { values, valid, widthPx, heightPx }: MedianSource,
  kernel: { readonly x: number; readonly y: number },
): PixelReader {
  const offsetsX = kernelOffsets(kernel.x);
  const offsetsY = kernelOffsets(kernel.y);
  const window = new Float32Array(offsetsX.length * offsetsY.length);
  return (col, row) => {
    const centre = row * widthPx + col;
    if (!valid[centre]) return Number.NaN;
    if (window.length === 1) return values[centre] as number;
    let count = 0;
    for (const dy of offsetsY) {
      const line = clamp(row + dy, heightPx) * widthPx;
      for (const dx of offsetsX) {
        const i = line + clamp(col + dx, widthPx);
        if (valid[i]) window[count++] = values[i] as number;
      }
    }
    return medianOf(window, count);
  };
}

/**
 * The whole filtered image, row-major; NaN where there is no data. Equal to `medianReader` at every pixel. `out`: memory
 * to write to, of the image's size.
 */
export function medianFilter(
  source: MedianSource,
  kernel: { readonly x: number; readonly y: number },
  out = new Float32Array(source.widthPx * source.heightPx),
): Float32Array<ArrayBuffer> {
  const read = medianReader(source, kernel);
  const isExact = Math.max(kernel.x, kernel.y) <= MAXIMUM_SAMPLES && kernel.x * kernel.y > 1;
  const fast = isExact ? medianKernel(kernel.x, kernel.y) : null;
  if (fast !== null) {
    medianByBlocks(source, kernel, { fast, read }, out);
    return out;
  }
  for (let row = 0; row < source.heightPx; row++)
    for (let col = 0; col < source.widthPx; col++) out[row * source.widthPx + col] = read(col, row);
  return out;
}

/** Pixel steps from the kernel's centre, symmetric, at most 15 of them. */
function kernelOffsets(kernelPx: number): number[] {
  const half = (kernelPx - 1) / 2;
  const count = Math.min(kernelPx, MAXIMUM_SAMPLES);
  const step = count === 1 ? 0 : (2 * half) / (count - 1);
  return Array.from({ length: count }, (_, i) => Math.round(i * step - half));
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}

/** Sorting by insertion is quicker than the built-in sort for so few. */
const FEW = 48;

/** The middle value of the first `count` entries (mean of the two middle ones for an even count). Sorts in place. */
function medianOf(window: Float32Array, count: number): number {
  const sorted = count > FEW ? window.subarray(0, count).sort() : sortFew(window, count);
  const middle = count >> 1;
  const upper = sorted[middle] as number;
  return count % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

function sortFew(window: Float32Array, count: number): Float32Array {
  for (let i = 1; i < count; i++) {
    const value = window[i] as number;
    let at = i;
    for (; at > 0 && (window[at - 1] as number) > value; at--)
      window[at] = window[at - 1] as number;
    window[at] = value;
  }
  return window;
}
