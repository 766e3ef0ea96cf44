// A band on the scene's north-up grid, from the picture as it is stored.
import { AppError } from "../base/errors.ts";
import type { WarpGrid } from "../geo/warpGrid.ts";
import type { Band } from "./scene.ts";

/** The stored band and the warped one stand in memory together. */
const MOST_PX = 160e6;

/** Refuses a band that is too large to be warped as a whole. */
export function refuseLargeWarp(
  stored: { widthPx: number; heightPx: number },
  warp: WarpGrid,
): void {
  const pixels = stored.widthPx * stored.heightPx + warp.widthPx * warp.heightPx;
  if (pixels > MOST_PX)
    throw new AppError(
      "file-too-large",
      `The picture has ${Math.round((stored.widthPx * stored.heightPx) / 1e6)} million pixels, which is too many to predict on as a whole. Cut out the part around the glacier first, for instance with gdal_translate -srcwin.`,
    );
}

/**
 * Between the four pixels around each place linearly, of those that have data. A cell whose nearest pixel has none has
 * none either.
 */
export function warpBand(stored: Band, warp: WarpGrid, signal?: AbortSignal): Band {
  const { widthPx, heightPx } = warp;
  const values = new Float32Array(widthPx * heightPx);
  const place = new Float64Array(2);
  for (let row = 0, to = 0; row < heightPx; row++) {
    signal?.throwIfAborted();
    for (let col = 0; col < widthPx; col++, to++) {
      warp.toStored(col + 0.5, row + 0.5, place);
      values[to] = valueAt(stored, place[0] ?? Number.NaN, place[1] ?? Number.NaN);
    }
  }
  return { widthPx, heightPx, values };
}

function valueAt({ widthPx, heightPx, values }: Band, col: number, row: number): number {
  if (!(col >= 0 && row >= 0 && col < widthPx && row < heightPx)) return Number.NaN;
  const nearest = values[Math.floor(row) * widthPx + Math.floor(col)] ?? Number.NaN;
  if (Number.isNaN(nearest)) return nearest;
  // Pixel centres lie half a pixel inside.
  const left = Math.min(widthPx - 1, Math.max(0, Math.floor(col - 0.5)));
  const head = Math.min(heightPx - 1, Math.max(0, Math.floor(row - 0.5)));
  const right = Math.min(widthPx - 1, left + 1);
  const foot = Math.min(heightPx - 1, head + 1);
  const s = Math.min(1, Math.max(0, col - 0.5 - left));
  const t = Math.min(1, Math.max(0, row - 0.5 - head));
  let sum = 0;
  let weights = 0;
  const add = (x: number, y: number, weight: number) => {
    const value = values[y * widthPx + x] ?? Number.NaN;
    if (weight === 0 || Number.isNaN(value)) return;
    sum += weight * value;
    weights += weight;
  };
  add(left, head, (1 - s) * (1 - t));
  add(right, head, s * (1 - t));
  add(left, foot, (1 - s) * t);
  add(right, foot, s * t);
  return weights === 0 ? nearest : sum / weights;
}
