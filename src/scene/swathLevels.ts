// The levels of a picture that is too large for the memory: the finest from the file where they are asked for, a quick
// look of picked rows at once, and the levels between from a pyramid that is built behind it.
import { copyShared } from "./chunkCache.ts";
import {
  coarserLevels,
  halve,
  halvings,
  inMemory,
  type LevelPart,
  type LevelSource,
  meansAlong,
} from "./pictureLevels.ts";
import { buildPyramid, FIRST_SHIFT, openPyramid, type PyramidStore } from "./pyramidFile.ts";
import type { ReadOptions } from "./readOptions.ts";
import type { StoredPicture } from "./storedPicture.ts";

/** What was kept was thrown away, here or in another tab; `levels` gives others from now on. */
export class LostPicture extends Error {}

export type SwathLevels = {
  /** Finest first, as far as they are there. */
  readonly levels: () => Promise<readonly LevelSource[]>;
  /** Whether a quick look stands in for levels that are not there yet. */
  readonly isQuick: () => boolean;
  /** Builds what is missing, once; resolves when it is there. */
  readonly sharpen: (options?: ReadOptions) => Promise<void>;
};

/** A quick look has about so many pixels at the most. */
const QUICK_PX = 1e6;
/** Small reads wait longer than they take. */
const LINES_AT_ONCE = 64;
/** An overview this small is read as a whole, to be reduced further. */
const SMALL_PX = 4e6;

/** The pictures of one band. Nothing is read before it is asked for. */
export function swathLevels(
  stored: StoredPicture,
  band: number,
  store: PyramidStore | null,
): SwathLevels {
  const fine = [wholeResolution(stored, band), ...overviewLevels(stored, band)];
  const hasOverviews = fine.length > 1;
  if (fine[1]?.shift !== 1) fine.splice(1, 0, halvedFrom(stored, band));
  const last = fine.at(-1);
  let coarse: Promise<readonly LevelSource[]> | null = null;
  let isQuick = false;
  let sharpening: Promise<void> | null = null;
  const keyOf = async () => `${await stored.identity()}-${band}`;

  async function firstCoarse(): Promise<readonly LevelSource[]> {
    // A single overview may be too large still to stand for the whole scene.
    if (hasOverviews && (stored.isFar || isSmall(last))) return reducedFurther(last);
    const kept = store && (await openPyramid(store, await keyOf(), stored).catch(() => null));
    if (kept) return kept;
    const shift = quickShift(stored);
    // Where rows cannot be read alone, picking some costs as much as reading all.
    if (stored.leastRowsPx > 2 ** (shift - 1))
      return buildPyramid(stored, band, { key: await keyOf(), store });
    isQuick = true;
    return (await quickLook(stored, band, shift)).map(inMemory);
  }

  async function build(options: ReadOptions): Promise<void> {
    coarse ??= firstCoarse();
    await coarse;
    if (!isQuick) return;
    const built = await buildPyramid(stored, band, { key: await keyOf(), store }, options);
    coarse = Promise.resolve(built);
    isQuick = false;
  }

  function watched(level: LevelSource, of: typeof coarse): LevelSource {
    const read: LevelSource["read"] = async (window, signal) => {
      try {
        return await level.read(window, signal);
      } catch (error) {
        if (coarse === of) coarse = null;
        throw new LostPicture("The kept picture is gone.", { cause: error });
      }
    };
    return { ...level, read };
  }

  return {
    levels: async () => {
      coarse ??= firstCoarse();
      const found = coarse;
      found.catch(() => {
        if (coarse === found) coarse = null;
      });
      const further = (await found).filter(({ shift }) => shift > (last?.shift ?? 0));
      return [...fine, ...further.map((level) => watched(level, found))];
    },
    isQuick: () => isQuick,
    sharpen: (options = {}) => {
      sharpening ??= build(options).finally(() => {
        sharpening = null;
      });
      return sharpening;
    },
  };
}

function wholeResolution(stored: StoredPicture, band: number): LevelSource {
  const { widthPx, heightPx } = stored;
  const read = readingPart(stored.readWindow, band);
  return { shift: 0, cellsPerPixel: halvings(0), widthPx, heightPx, read };
}

function readingPart(readWindow: StoredPicture["readWindow"], band: number): LevelSource["read"] {
  return async (window, signal): Promise<LevelPart> => ({
    ...window,
    values: await readWindow(band, window, signal),
  });
}

/** Writers round the sides of overviews up or down: each lies over the whole picture all the same. */
function overviewLevels({ overviews, ...whole }: StoredPicture, band: number): LevelSource[] {
  return overviews.map(({ shift, widthPx, heightPx, readWindow }) => ({
    shift,
    cellsPerPixel: [widthPx / whole.widthPx, heightPx / whole.heightPx],
    widthPx,
    heightPx,
    read: readingPart(readWindow, band),
  }));
}

/** Half the resolution, from the pixels themselves. */
function halvedFrom(stored: StoredPicture, band: number): LevelSource {
  return {
    shift: 1,
    cellsPerPixel: halvings(1),
    widthPx: Math.ceil(stored.widthPx / 2),
    heightPx: Math.ceil(stored.heightPx / 2),
    read: async (window, signal) => {
      const firstCol = 2 * window.firstCol;
      const firstRow = 2 * window.firstRow;
      const widthPx = Math.min(2 * window.widthPx, stored.widthPx - firstCol);
      const heightPx = Math.min(2 * window.heightPx, stored.heightPx - firstRow);
      const pixels = { firstCol, firstRow, widthPx, heightPx };
      const values = await stored.readWindow(band, pixels, signal);
      return { ...window, values: halve({ widthPx, heightPx, values }).values };
    },
  };
}

const isSmall = (level: LevelSource | undefined) =>
  level !== undefined && level.widthPx * level.heightPx <= SMALL_PX;

/** Files often stop at overviews of some hundred pixels. */
async function reducedFurther(last: LevelSource | undefined): Promise<readonly LevelSource[]> {
  if (last === undefined || !isSmall(last)) return [];
  const { cellsPerPixel, shift, widthPx, heightPx } = last;
  const window = { firstCol: 0, firstRow: 0, widthPx, heightPx };
  const values = new Float32Array(widthPx * heightPx);
  copyShared(await last.read(window), { ...window, values });
  return coarserLevels({ widthPx, heightPx, values, shift })
    .slice(1)
    .map((level) => {
      const by = 2 ** (shift - level.shift);
      return { ...inMemory(level), cellsPerPixel: [cellsPerPixel[0] * by, cellsPerPixel[1] * by] };
    });
}

function quickShift({ widthPx, heightPx }: StoredPicture): number {
  let shift = FIRST_SHIFT;
  while ((widthPx >> shift) * (heightPx >> shift) > QUICK_PX) shift++;
  return shift;
}

/** Means along picked rows, in the middle of those that they stand for. */
async function quickLook(stored: StoredPicture, band: number, shift: number) {
  const { widthPx, heightPx, leastRowsPx } = stored;
  const cell = 2 ** shift;
  const width = Math.ceil(widthPx / cell);
  const height = Math.ceil(heightPx / cell);
  const values = new Float32Array(width * height);
  const readLine = async (row: number) => {
    const middle = Math.min(heightPx - 1, row * cell + cell / 2);
    const firstRow = middle - (middle % leastRowsPx);
    const window = { firstCol: 0, firstRow, widthPx, heightPx: 1 };
    values.set(meansAlong(await stored.readOnce(band, window), cell), row * width);
  };
  for (let row = 0; row < height; row += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, height - row);
    await Promise.all(Array.from({ length: count }, (_, i) => readLine(row + i)));
  }
  return coarserLevels({ widthPx: width, heightPx: height, values, shift });
}
