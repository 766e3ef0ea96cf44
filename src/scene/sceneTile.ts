// Pictures of any part of a scene at any size, from the levels of the stored picture.
import { type Bounds, invertAffine } from "../geo/coordinates.ts";
import type { WarpGrid } from "../geo/warpGrid.ts";
import type { OpenScene } from "./openScene.ts";
import {
  coarserLevels,
  inMemory,
  type Level,
  type LevelPart,
  type LevelSource,
  type Picture,
} from "./pictureLevels.ts";
import type { PyramidStore } from "./pyramidFile.ts";
import type { ReadOptions } from "./readOptions.ts";
import type { StoredPicture } from "./storedPicture.ts";
import { LostPicture, type SwathLevels, swathLevels } from "./swathLevels.ts";
import { windowAround } from "./warpWindow.ts";
import { readWhole } from "./wholeBand.ts";

export type PictureSize = { readonly widthPx: number; readonly heightPx: number };

export type TileOptions = ReadOptions & {
  /** Where pictures of large scenes are kept; without it they are held in memory. */
  readonly store?: PyramidStore | null;
};

/** A north-up picture. `isQuick`: a sharper one can be had after `sharpenPicture`. */
export type TilePicture = Picture & { readonly isQuick: boolean };

/** A scene of more pixels is not held in memory. */
const MOST_IN_MEMORY_PX = 16e6;
/** Pictures held in memory, of all scenes together; the one in use is kept whatever its size. */
const MOST_HELD_PX = 64e6;

/**
 * The picture of `bounds` (map coordinates) on a grid of `size`, any rotation of the scene undone: the nearest pixel
 * where it is magnified, means where it is reduced. The first call for a band of a small scene reads the whole band.
 */
export async function sampleTile(
  open: OpenScene,
  band: number,
  bounds: Bounds,
  size: PictureSize,
  options: TileOptions = {},
): Promise<TilePicture> {
  const sample = () => sampleOnce(open, band, bounds, size, options);
  try {
    return await sample();
  } catch (error) {
    if (!(error instanceof LostPicture)) throw error;
    return sample();
  }
}

async function sampleOnce(
  open: OpenScene,
  band: number,
  bounds: Bounds,
  size: PictureSize,
  { store = null, ...options }: TileOptions,
): Promise<TilePicture> {
  const { levels, isQuick } = await levelsOf(open.stored, band, store, options);
  options.signal?.throwIfAborted();
  const { widthPx, heightPx } = size;
  const values = new Float32Array(widthPx * heightPx).fill(Number.NaN);
  const picture = { widthPx, heightPx, values };
  const walk = walkOver(open, bounds, size);
  if (walk === null) return { ...picture, isQuick: false };
  const wanted = Math.round(Math.log2(walk.scenePxPerPx));
  const level = levelFor(levels, wanted);
  if (level === undefined) return { ...picture, isQuick: false };
  const places = placesOf(walk, size, open.warp, level.cellsPerPixel);
  const window = windowAround(places, level);
  if (window !== null) draw(values, places, level, await level.read(window, options.signal));
  return { ...picture, isQuick: isQuick && level.shift >= QUICK_FROM_SHIFT };
}

/** Finer levels come from the file itself. */
const QUICK_FROM_SHIFT = 2;

/** Begins with what the first tiles of a large scene need, as long as that is quickly read. */
export function beginPicture(stored: StoredPicture, band: number, store: PyramidStore | null) {
  const isQuickly = isLarge(stored) && !stored.isFar && stored.leastRowsPx === 1;
  // Whoever asks for a tile hears of a failure.
  if (isQuickly)
    void swathOf(stored, band, store)
      .levels()
      .catch(() => undefined);
}

/** Builds what a large scene's picture still lacks at middle resolutions, once. */
export async function sharpenPicture(
  { stored }: OpenScene,
  band: number,
  { store = null, ...options }: TileOptions = {},
): Promise<void> {
  if (isLarge(stored)) await swathOf(stored, band, store).sharpen(options);
}

/** Where the first cell of the picture lies in the scene, and the steps to the cell beside and below; scene pixels. */
type Walk = {
  readonly col: number;
  readonly row: number;
  readonly acrossCol: number;
  readonly acrossRow: number;
  readonly downCol: number;
  readonly downRow: number;
  readonly scenePxPerPx: number;
};

function walkOver(
  { scene }: OpenScene,
  [minX, minY, maxX, maxY]: Bounds,
  { widthPx, heightPx }: PictureSize,
): Walk | null {
  const inverse = invertAffine(scene.pixelToMap);
  if (inverse === null) return null;
  const [a, b, c, d, e, f] = inverse;
  const stepX = (maxX - minX) / widthPx;
  const stepY = (minY - maxY) / heightPx;
  const [firstX, firstY] = [minX + stepX / 2, maxY + stepY / 2];
  return {
    col: a * firstX + b * firstY + c,
    row: d * firstX + e * firstY + f,
    acrossCol: a * stepX,
    acrossRow: d * stepX,
    downCol: b * stepY,
    downRow: e * stepY,
    scenePxPerPx: Math.sqrt(Math.abs((a * e - b * d) * stepX * stepY)),
  };
}

/** Column and row of each cell's middle in the level, in turn. */
function placesOf(
  walk: Walk,
  { widthPx, heightPx }: PictureSize,
  warp: WarpGrid | null,
  [acrossUnit, downUnit]: LevelSource["cellsPerPixel"],
): Float64Array {
  const places = new Float64Array(2 * widthPx * heightPx);
  const place = new Float64Array(2);
  for (let j = 0, at = 0; j < heightPx; j++)
    for (let i = 0; i < widthPx; i++, at += 2) {
      place[0] = walk.col + i * walk.acrossCol + j * walk.downCol;
      place[1] = walk.row + i * walk.acrossRow + j * walk.downRow;
      warp?.toStored(place[0], place[1], place);
      places[at] = (place[0] as number) * acrossUnit;
      places[at + 1] = (place[1] as number) * downUnit;
    }
  return places;
}

function draw(
  values: Float32Array,
  places: Float64Array,
  { widthPx, heightPx }: PictureSize,
  part: LevelPart,
): void {
  for (let i = 0; i < values.length; i++) {
    const [col, row] = [places[2 * i] as number, places[2 * i + 1] as number];
    if (!(col >= 0 && row >= 0 && col < widthPx && row < heightPx)) continue;
    const at = ((row | 0) - part.firstRow) * part.widthPx + (col | 0) - part.firstCol;
    values[i] = part.values[at] as number;
  }
}

/** The coarsest level whose cells are no larger than about a picture cell; a coarser one where that is dear to make. */
function levelFor(levels: readonly LevelSource[], wanted: number): LevelSource | undefined {
  const fitting = levels.findLast(({ shift }) => shift <= wanted) ?? levels[0];
  if (fitting === undefined || wanted - fitting.shift <= MOST_REDUCED) return fitting;
  return levels.find(({ shift }) => shift > fitting.shift) ?? fitting;
}

/** A level is drawn smaller by up to this power of two rather than a coarser one larger. */
const MOST_REDUCED = 1;

type Levels = { readonly levels: readonly LevelSource[]; readonly isQuick: boolean };

async function levelsOf(
  stored: StoredPicture,
  band: number,
  store: PyramidStore | null,
  options: ReadOptions,
): Promise<Levels> {
  if (!isLarge(stored)) return { levels: await heldLevels(stored, band, options), isQuick: false };
  const swath = swathOf(stored, band, store);
  const levels = await swath.levels();
  return { levels, isQuick: swath.isQuick() };
}

function isLarge({ heightPx, isFar, overviews, widthPx }: StoredPicture): boolean {
  return widthPx * heightPx > MOST_IN_MEMORY_PX || (isFar && overviews.length > 0);
}

let swaths = new WeakMap<StoredPicture, Map<number, SwathLevels>>();

/** After what was kept of large scenes has been thrown away. */
export function forgetPictures(): void {
  swaths = new WeakMap();
}

function swathOf(stored: StoredPicture, band: number, store: PyramidStore | null): SwathLevels {
  const ofPicture = swaths.get(stored) ?? new Map<number, SwathLevels>();
  swaths.set(stored, ofPicture);
  const known = ofPicture.get(band) ?? swathLevels(stored, band, store);
  ofPicture.set(band, known);
  return known;
}

type Held = {
  readonly stored: StoredPicture;
  readonly band: number;
  readonly levels: Promise<readonly LevelSource[]>;
};

/** Pictures of small scenes, the one used last at the end. */
let held: readonly Held[] = [];

function heldLevels(
  stored: StoredPicture,
  band: number,
  { onProgress }: ReadOptions,
): Promise<readonly LevelSource[]> {
  const known = held.find((entry) => entry.stored === stored && entry.band === band);
  // Not under the first caller's signal: other tiles wait for the same levels.
  const entry = known ?? { stored, band, levels: readLevels(stored, band, onProgress) };
  const others = held.filter((other) => other !== entry);
  if (known === undefined)
    entry.levels.catch(() => {
      held = held.filter((other) => other !== entry);
    });
  let room = MOST_HELD_PX - pixelsOf(stored);
  const stay = others.toReversed().filter((other) => {
    room -= pixelsOf(other.stored);
    return room >= 0;
  });
  held = [...stay.reverse(), entry];
  return entry.levels;
}

const pixelsOf = ({ heightPx, widthPx }: StoredPicture) => widthPx * heightPx;

async function readLevels(
  stored: StoredPicture,
  band: number,
  onProgress: ReadOptions["onProgress"],
): Promise<readonly LevelSource[]> {
  const rowsAtOnce = stored.rowsAtOnce(WINDOW_PX, 1);
  const whole = { ...stored, readWindow: stored.readOnce, rowsAtOnce };
  const level: Level = { ...(await readWhole(whole, band, { onProgress })), shift: 0 };
  return coarserLevels(level).map(inMemory);
}

/** Pixels of the scene that are read at a time. */
const WINDOW_PX = 2 ** 21;
