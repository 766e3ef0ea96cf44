// A whole image's medians, block by block through the vector code; pixels near missing data one by one.
import type { MedianKernel } from "./medianKernel.ts";
import type { KernelSize, MedianSource, PixelReader } from "./medianSource.ts";
import { mendNearMissing } from "./nearMissing.ts";

type Ways = {
  readonly fast: MedianKernel;
  /** For kernels that hold pixels without data. */
  readonly read: PixelReader;
};

/** Writes `out`, row-major; edge pixels repeated outside the image, NaN where a pixel has no data. */
export function medianByBlocks(
  source: MedianSource,
  kernel: KernelSize,
  { fast, read }: Ways,
  out: Float32Array,
): void {
  const { widthPx, heightPx } = source;
  for (let top = 0; top < heightPx; top += fast.heightPx)
    for (let left = 0; left < widthPx; left += fast.widthPx) {
      const rows = Math.min(fast.heightPx, heightPx - top);
      const cols = Math.min(fast.widthPx, widthPx - left);
      fillBlock(source, kernel, fast, { left, top, rows });
      fast.run(rows, cols);
      for (let row = 0; row < rows; row++) {
        const from = row * fast.strideFloats;
        out.set(fast.output.subarray(from, from + cols), (top + row) * widthPx + left);
      }
    }
  mendNearMissing(source, kernel, read, out);
}

type Block = { readonly left: number; readonly top: number; readonly rows: number };

function fillBlock(
  { values, widthPx, heightPx }: MedianSource,
  kernel: KernelSize,
  { input, strideFloats, widthPx: blockWidthPx }: MedianKernel,
  { left, top, rows }: Block,
): void {
  const [halfX, halfY] = [(kernel.x - 1) / 2, (kernel.y - 1) / 2];
  const firstCol = left - halfX;
  const from = Math.max(0, firstCol);
  const to = Math.min(widthPx, left + blockWidthPx + halfX);
  for (let row = 0; row < rows + kernel.y - 1; row++) {
    const line = Math.min(heightPx - 1, Math.max(0, top + row - halfY)) * widthPx;
    const at = row * strideFloats;
    input.set(values.subarray(line + from, line + to), at + from - firstCol);
    if (from > firstCol) input.fill(values[line] as number, at, at + from - firstCol);
    if (to - firstCol < strideFloats)
      input.fill(values[line + to - 1] as number, at + to - firstCol, at + strideFloats);
  }
}
