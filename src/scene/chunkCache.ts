// Windows of large pictures from chunks that are decoded once and kept as long as there is room.
import type { PixelWindow, ReadWindow } from "./windowReader.ts";

export type ChunkedPicture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels that are cheapest to read together. */
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly readWindow: ReadWindow;
};

/** Of all pictures together. */
const MOST_BYTES = 192 * 2 ** 20;
/** Smaller blocks are read several at a time. */
const LEAST_SIDE_PX = 256;
/** A chunk that goes over the whole width needs few rows. */
const LEAST_ROWS_PX = 2 ** 20;

type Chunk = { readonly values: Promise<Float32Array>; readonly bytes: number };

/** By picture and place; a Map keeps the order of use. */
const chunks = new Map<string, Chunk>();
let heldBytes = 0;
let pictures = 0;

/** The same windows as `picture.readWindow`, out of the cache where they are known. A failed read is not kept. */
export function cachedWindows(picture: ChunkedPicture): ReadWindow {
  const name = ++pictures;
  const size = chunkSize(picture);
  return async (band, window, signal) => {
    const values = new Float32Array(window.widthPx * window.heightPx);
    for (const chunk of chunksOf(picture, size, window)) {
      signal?.throwIfAborted();
      const key = `${name}/${band}/${chunk.firstCol}/${chunk.firstRow}`;
      // Not under the caller's signal: others may wait for the same chunk.
      const read = await kept(key, chunk, () => picture.readWindow(band, chunk));
      copyShared({ ...chunk, values: read }, { ...window, values });
    }
    return values;
  };
}

type Filled = PixelWindow & { readonly values: Float32Array };

/** Copies what two windows share. */
export function copyShared(from: Filled, to: Filled): void {
  const left = Math.max(from.firstCol, to.firstCol);
  const right = Math.min(from.firstCol + from.widthPx, to.firstCol + to.widthPx);
  const top = Math.max(from.firstRow, to.firstRow);
  const foot = Math.min(from.firstRow + from.heightPx, to.firstRow + to.heightPx);
  for (let row = top; row < foot; row++) {
    const start = (row - from.firstRow) * from.widthPx + left - from.firstCol;
    const at = (row - to.firstRow) * to.widthPx + left - to.firstCol;
    to.values.set(from.values.subarray(start, start + right - left), at);
  }
}

function kept(
  key: string,
  { widthPx, heightPx }: PixelWindow,
  read: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const known = chunks.get(key);
  if (known !== undefined) {
    chunks.delete(key);
    chunks.set(key, known);
    return known.values;
  }
  const chunk = { values: read(), bytes: widthPx * heightPx * Float32Array.BYTES_PER_ELEMENT };
  chunks.set(key, chunk);
  heldBytes += chunk.bytes;
  chunk.values.catch(() => drop(key, chunk));
  for (const [oldest, old] of chunks) {
    if (heldBytes <= MOST_BYTES || oldest === key) break;
    drop(oldest, old);
  }
  return chunk.values;
}

function drop(key: string, chunk: Chunk): void {
  if (chunks.get(key) !== chunk) return;
  chunks.delete(key);
  heldBytes -= chunk.bytes;
}

type Size = { readonly widthPx: number; readonly heightPx: number };

function chunkSize({ widthPx, blockWidthPx, blockHeightPx }: ChunkedPicture): Size {
  const atLeast = (least: number, block: number) => block * Math.ceil(least / block);
  if (blockWidthPx < widthPx)
    return {
      widthPx: atLeast(LEAST_SIDE_PX, blockWidthPx),
      heightPx: atLeast(LEAST_SIDE_PX, blockHeightPx),
    };
  const rows = Math.min(LEAST_SIDE_PX, Math.ceil(LEAST_ROWS_PX / widthPx));
  return { widthPx, heightPx: atLeast(rows, blockHeightPx) };
}

function* chunksOf(picture: Size, size: Size, window: PixelWindow): Generator<PixelWindow> {
  const from = (first: number, side: number) => Math.floor(first / side) * side;
  const lastRow = window.firstRow + window.heightPx;
  const lastCol = window.firstCol + window.widthPx;
  for (let row = from(window.firstRow, size.heightPx); row < lastRow; row += size.heightPx)
    for (let col = from(window.firstCol, size.widthPx); col < lastCol; col += size.widthPx)
      yield {
        firstCol: col,
        firstRow: row,
        widthPx: Math.min(size.widthPx, picture.widthPx - col),
        heightPx: Math.min(size.heightPx, picture.heightPx - row),
      };
}
