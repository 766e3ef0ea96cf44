// A front label as the trainer and the scores see it: thickened on the scene's own grid, then on the network's grid.
import type { GridSize } from "../raster/distanceTransform.ts";
import { skeletonize } from "../trace/skeletonize.ts";

/** The width that `thickenFront` is given holds for pictures of this longer side. */
const REFERENCE_SIDE_PX = 512;

/**
 * One dilation by a square of k = trunc(longer side / 512 * widthPxAt512) pixels, at least 1, so that the front is about
 * `widthPxAt512` wide once the longer side is 512 px (Holzmann et al. 2021, section III-B; networks.md 1.7). The anchor
 * is OpenCV's: out(p) = max in(p - floor(k/2) .. p + k - 1 - floor(k/2)), so that an even k widens more to the right and
 * down. Row-major masks, 1 on the front.
 */
export function thickenFront(
  front: Uint8Array,
  { widthPx, heightPx }: GridSize,
  widthPxAt512: number,
): Uint8Array<ArrayBuffer> {
  const side = (Math.max(widthPx, heightPx) / REFERENCE_SIDE_PX) * widthPxAt512;
  const kernel = Math.max(1, Math.trunc(side));
  const rows = new Uint8Array(front.length);
  for (let row = 0; row < heightPx; row++)
    widenLine(front, rows, { start: row * widthPx, stride: 1, count: widthPx, kernel });
  const out = new Uint8Array(front.length);
  for (let col = 0; col < widthPx; col++)
    widenLine(rows, out, { start: col, stride: widthPx, count: heightPx, kernel });
  return out;
}

/** A set pixel sets those that see it in their window; squares are separable. */
function widenLine(
  from: Uint8Array,
  to: Uint8Array,
  line: { start: number; stride: number; count: number; kernel: number },
): void {
  const { start, stride, count, kernel } = line;
  const after = kernel >> 1;
  const before = kernel - 1 - after;
  for (let i = 0; i < count; i++) {
    if (!from[start + i * stride]) continue;
    const last = Math.min(count - 1, i + after);
    for (let j = Math.max(0, i - before); j <= last; j++) to[start + j * stride] = 1;
  }
}

/**
 * The label value under each target pixel's centre. OpenCV's nearest takes floor(target * scale) instead, which moves a
 * label by half a source pixel against its picture, resized with half-pixel centres; here both stay in place. The two
 * rules agree when the target is a whole multiple of the source. Row-major.
 */
export function resizeNearest(
  values: Uint8Array,
  source: GridSize,
  target: GridSize,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(target.widthPx * target.heightPx);
  for (let row = 0; row < target.heightPx; row++) {
    const sourceRow = Math.floor(((row + 0.5) * source.heightPx) / target.heightPx);
    for (let col = 0; col < target.widthPx; col++) {
      const sourceCol = Math.floor(((col + 0.5) * source.widthPx) / target.widthPx);
      out[row * target.widthPx + col] = values[sourceRow * source.widthPx + sourceCol] as number;
    }
  }
  return out;
}

/**
 * The front as a line one pixel wide on the target grid: every target pixel that holds or lies on a front pixel,
 * thinned, so that the line has no gaps whether the grid is finer or coarser than the source. Row-major, 0 or 1.
 */
export function lineOnGrid(
  front: Uint8Array,
  source: GridSize,
  target: GridSize,
): Uint8Array<ArrayBuffer> {
  const line = resizeNearest(front, source, target);
  for (let i = 0; i < front.length; i++) {
    if (!front[i]) continue;
    const col = Math.floor((((i % source.widthPx) + 0.5) * target.widthPx) / source.widthPx);
    const sourceRow = Math.floor(i / source.widthPx);
    const row = Math.floor(((sourceRow + 0.5) * target.heightPx) / source.heightPx);
    line[row * target.widthPx + col] = 1;
  }
  return skeletonize(line, target);
}

/** The grid on the square that a network reads: rows and columns of `fill` are added at the bottom and right. Row-major. */
export function padToSquare(
  values: Uint8Array,
  { widthPx, heightPx }: GridSize,
  sizePx: number,
  fill: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(sizePx * sizePx).fill(fill);
  for (let row = 0; row < heightPx; row++)
    out.set(values.subarray(row * widthPx, (row + 1) * widthPx), row * sizePx);
  return out;
}
