// A band on the scene's north-up grid, from the picture as it is stored.
import type { WarpGrid } from "../geo/warpGrid.ts";
import { copyShared } from "./chunkCache.ts";
import type { StoredPicture } from "./storedPicture.ts";
import type { PixelWindow, ReadWindow } from "./windowReader.ts";

/** Larger windows are made of such squares, so that what is read of a turned picture stays small. */
const SQUARE_PX = 1024;

/**
 * Windows of the grid: between the four pixels around each place linearly, of those that have data. A cell whose nearest
 * pixel has none has none either.
 */
export function warpWindow(stored: StoredPicture, warp: WarpGrid): ReadWindow {
  return async (band, window, signal) => {
    const values = new Float32Array(window.widthPx * window.heightPx);
    for (const square of squaresOf(window)) {
      signal?.throwIfAborted();
      const warped = await warpSquare(stored, warp, band, square, signal);
      copyShared({ ...square, values: warped }, { ...window, values });
    }
    return values;
  };
}

function* squaresOf(window: PixelWindow): Generator<PixelWindow> {
  const { firstCol, firstRow, widthPx, heightPx } = window;
  for (let row = 0; row < heightPx; row += SQUARE_PX)
    for (let col = 0; col < widthPx; col += SQUARE_PX)
      yield {
        firstCol: firstCol + col,
        firstRow: firstRow + row,
        widthPx: Math.min(SQUARE_PX, widthPx - col),
        heightPx: Math.min(SQUARE_PX, heightPx - row),
      };
}

async function warpSquare(
  stored: StoredPicture,
  warp: WarpGrid,
  band: number,
  square: PixelWindow,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { widthPx, heightPx } = square;
  const places = new Float64Array(2 * widthPx * heightPx);
  const place = new Float64Array(2);
  for (let row = 0, at = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++, at += 2) {
      warp.toStored(square.firstCol + col + 0.5, square.firstRow + row + 0.5, place);
      places.set(place, at);
    }
  const values = new Float32Array(widthPx * heightPx).fill(Number.NaN);
  const around = windowAround(places, stored);
  if (around === null) return values;
  const part = { ...around, values: await stored.readWindow(band, around, signal), of: stored };
  for (let i = 0; i < values.length; i++)
    values[i] = valueAt(part, places[2 * i] as number, places[2 * i + 1] as number);
  return values;
}

type Size = { readonly widthPx: number; readonly heightPx: number };

/**
 * The part of a picture in which places lie (columns and rows in turn, corner space), with one pixel more on each side;
 * null where none lies in it.
 */
export function windowAround(
  places: Float64Array,
  { widthPx, heightPx }: Size,
): PixelWindow | null {
  let [left, right, top, foot] = [widthPx, -1, heightPx, -1];
  for (let i = 0; i < places.length; i += 2) {
    const [col, row] = [places[i] as number, places[i + 1] as number];
    if (!(col >= 0 && row >= 0 && col < widthPx && row < heightPx)) continue;
    left = Math.min(left, col);
    right = Math.max(right, col);
    top = Math.min(top, row);
    foot = Math.max(foot, row);
  }
  if (right < left) return null;
  const firstCol = Math.max(0, Math.floor(left) - 1);
  const firstRow = Math.max(0, Math.floor(top) - 1);
  return {
    firstCol,
    firstRow,
    widthPx: Math.min(widthPx, Math.floor(right) + 2) - firstCol,
    heightPx: Math.min(heightPx, Math.floor(foot) + 2) - firstRow,
  };
}

type Part = PixelWindow & { readonly values: Float32Array; readonly of: Size };

function valueAt(part: Part, col: number, row: number): number {
  const { widthPx, heightPx } = part.of;
  if (!(col >= 0 && row >= 0 && col < widthPx && row < heightPx)) return Number.NaN;
  const pixel = (x: number, y: number) =>
    part.values[(y - part.firstRow) * part.widthPx + x - part.firstCol] as number;
  const nearest = pixel(Math.floor(col), Math.floor(row));
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
    if (weight === 0) return;
    const value = pixel(x, y);
    if (Number.isNaN(value)) return;
    sum += weight * value;
    weights += weight;
  };
  add(left, head, (1 - s) * (1 - t));
  add(right, head, s * (1 - t));
  add(left, foot, (1 - s) * t);
  add(right, foot, s * t);
  return weights === 0 ? nearest : sum / weights;
}
