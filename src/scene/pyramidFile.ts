// The levels of a large picture in a file of their own: written in one pass over the picture, read by rows.

import {
  coarserLevels,
  halve,
  halvings,
  inMemory,
  type LevelSource,
  type Picture,
} from "./pictureLevels.ts";
import type { ReadOptions } from "./readOptions.ts";
import type { StoredPicture } from "./storedPicture.ts";

/** Where pyramids are kept. Whatever it holds can be made again. */
export type PyramidStore = {
  /** Null where none is kept under this key, or what is kept is not whole. */
  readonly open: (key: string) => Promise<Blob | null>;
  /** Null where there is no room, or another tab writes the same one. */
  readonly create: (key: string, bytes: number) => Promise<PyramidSink | null>;
  /** Of these and the stopped predictions beside them. */
  readonly measure: () => Promise<KeptPyramids>;
  readonly clear: () => Promise<void>;
};

export type PyramidSink = {
  /** Throws where the storage is full. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>, at: number) => void;
  /** What was written is there from now on. */
  readonly finish: () => Promise<void>;
  readonly discard: () => Promise<void>;
};

export type KeptPyramids = { readonly count: number; readonly bytes: number };

/** The finest level that is kept; finer ones are worked out from the picture itself where they are asked for. */
export const FIRST_SHIFT = 2;
const HEADER_BYTES = 4096;
const CELL_BYTES = Float32Array.BYTES_PER_ELEMENT;
const FORMAT = "icefront-pyramid-1";
/** Pixels of the picture that are read at a time. */
const STRIP_PX = 2 ** 22;

type LevelPlace = {
  readonly shift: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Byte offset in the file. */
  readonly at: number;
};

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Where each level lies, row-major 32-bit floats, and the size of it all. */
function planOf(size: Size): { readonly levels: readonly LevelPlace[]; readonly bytes: number } {
  const levels: LevelPlace[] = [];
  let at = HEADER_BYTES;
  for (let shift = FIRST_SHIFT; ; shift++) {
    const level = sizeAt(size, shift);
    levels.push({ shift, ...level, at });
    at += level.widthPx * level.heightPx * CELL_BYTES;
    if (Math.max(level.widthPx, level.heightPx) <= 64) return { levels, bytes: at };
  }
}

const sizeAt = ({ widthPx, heightPx }: Size, shift: number): Size => ({
  widthPx: Math.ceil(widthPx / 2 ** shift),
  heightPx: Math.ceil(heightPx / 2 ** shift),
});

/** The levels that are kept of a picture of this size; null where there are none, or they are of another size. */
export async function openPyramid(
  store: PyramidStore,
  key: string,
  size: Size,
): Promise<readonly LevelSource[] | null> {
  const file = await store.open(key);
  if (file === null) return null;
  const { levels, bytes } = planOf(size);
  const header = new TextDecoder().decode(await file.slice(0, HEADER_BYTES).arrayBuffer());
  if (file.size !== bytes || header.trimEnd() !== headerOf(size)) return null;
  return levels.map((level) => readByRows(file, level));
}

function headerOf({ widthPx, heightPx }: Size): string {
  return `${FORMAT} ${widthPx} x ${heightPx}`;
}

function readByRows(file: Blob, { at, heightPx, shift, widthPx }: LevelPlace): LevelSource {
  const rowBytes = widthPx * CELL_BYTES;
  return {
    shift,
    cellsPerPixel: halvings(shift),
    widthPx,
    heightPx,
    read: async (window) => {
      const from = at + window.firstRow * rowBytes;
      const rows = file.slice(from, from + window.heightPx * rowBytes);
      const values = new Float32Array(await rows.arrayBuffer());
      const { firstRow, heightPx: count } = window;
      return { firstCol: 0, firstRow, widthPx, heightPx: count, values };
    },
  };
}

/**
 * Reads the whole picture once and writes its levels. Where nothing can be written the levels from `FIRST_SHIFT` + 1 on
 * are held in memory instead. Rejects with the signal's reason when aborted.
 */
export async function buildPyramid(
  stored: StoredPicture,
  band: number,
  { key, store }: { readonly key: string; readonly store: PyramidStore | null },
  options: ReadOptions = {},
): Promise<readonly LevelSource[]> {
  const { bytes, levels } = planOf(stored);
  let sink = (await store?.create(key, bytes).catch(() => null)) ?? null;
  const write = async (values: Float32Array<ArrayBuffer>, at: number) => {
    try {
      sink?.write(new Uint8Array(values.buffer), at);
    } catch {
      await sink?.discard();
      sink = null;
    }
  };
  try {
    const [finest, ...coarser] = levels;
    const second = sizeAt(stored, FIRST_SHIFT + 1);
    const cells = new Float32Array(second.widthPx * second.heightPx);
    for await (const { part, firstRow } of stripsOf(stored, band, options)) {
      if (finest) await write(part.values, finest.at + firstRow * finest.widthPx * CELL_BYTES);
      cells.set(halve(part).values, (firstRow / 2) * second.widthPx);
    }
    const inner = coarserLevels({ ...second, values: cells, shift: FIRST_SHIFT + 1 });
    for (const { at, shift } of coarser) {
      const level = inner.find((candidate) => candidate.shift === shift);
      if (level) await write(level.values, at);
    }
    await write(headerBytes(stored), 0);
    await sink?.finish();
    const kept = sink && store ? await openPyramid(store, key, stored) : null;
    return kept ?? inner.map(inMemory);
  } catch (error) {
    await sink?.discard();
    throw error;
  }
}

type Strip = {
  /** At `FIRST_SHIFT`. */
  readonly part: Picture;
  readonly firstRow: number;
};

async function* stripsOf(
  stored: StoredPicture,
  band: number,
  { onProgress, signal }: ReadOptions,
): AsyncGenerator<Strip> {
  const { widthPx, heightPx } = stored;
  const rows = stored.rowsAtOnce(STRIP_PX, 2 ** (FIRST_SHIFT + 1));
  for (let row = 0; row < heightPx; row += rows) {
    const window = {
      firstCol: 0,
      firstRow: row,
      widthPx,
      heightPx: Math.min(rows, heightPx - row),
    };
    let part: Picture = { ...window, values: await stored.readOnce(band, window, signal) };
    for (let shift = 0; shift < FIRST_SHIFT; shift++) part = halve(part);
    yield { part, firstRow: row / 2 ** FIRST_SHIFT };
    onProgress?.(row + window.heightPx, heightPx);
  }
}

function headerBytes(size: Size): Float32Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES).fill(32);
  bytes.set(new TextEncoder().encode(headerOf(size)));
  return new Float32Array(bytes.buffer);
}
