// Pictures of any part of a scene at any size, from a pyramid of means that is built once a band.
import { type Bounds, invertAffine } from "../geo/coordinates.ts";
import type { WarpGrid } from "../geo/warpGrid.ts";
import type { OpenScene, ReadOptions, StoredPicture } from "./openScene.ts";

/** A north-up picture: row-major from the top-left, NaN where there is nothing. */
export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array<ArrayBuffer>;
};

export type PictureSize = { readonly widthPx: number; readonly heightPx: number };

/** Means over `2^shift` x `2^shift` scene pixels, NaN where none of them has data. */
type Level = Picture & { readonly shift: number };

/** A scene of more pixels is kept in memory at half (quarter, ...) resolution only. */
const MAX_FINEST_PX = 64e6;
/** Pixels of the scene that are read at a time. */
const WINDOW_PX = 2 ** 21;

const pyramids = new WeakMap<StoredPicture, Map<number, Promise<readonly Level[]>>>();

/**
 * The picture of `bounds` (map coordinates) on a grid of `size`, any rotation of the scene undone: the nearest pixel
 * where it is magnified, means where it is reduced. The first call for a band reads the whole band.
 */
export async function sampleTile(
  open: OpenScene,
  band: number,
  bounds: Bounds,
  size: PictureSize,
  options: ReadOptions = {},
): Promise<Picture> {
  const levels = await pyramidOf(open.stored, band, options);
  options.signal?.throwIfAborted();
  const { widthPx, heightPx } = size;
  const values = new Float32Array(widthPx * heightPx).fill(Number.NaN);
  const picture = { widthPx, heightPx, values };
  const inverse = invertAffine(open.scene.pixelToMap);
  if (inverse === null) return picture;
  const [minX, minY, maxX, maxY] = bounds;
  const [a, b, c, d, e, f] = inverse;
  const stepX = (maxX - minX) / widthPx;
  const stepY = (minY - maxY) / heightPx;
  const [firstX, firstY] = [minX + stepX / 2, maxY + stepY / 2];
  const scenePxPerPx = Math.sqrt(Math.abs((a * e - b * d) * stepX * stepY));
  const level = levelFor(levels, scenePxPerPx);
  if (level === undefined) return picture;
  const walk: Walk = {
    col: a * firstX + b * firstY + c,
    row: d * firstX + e * firstY + f,
    acrossCol: a * stepX,
    acrossRow: d * stepX,
    downCol: b * stepY,
    downRow: e * stepY,
  };
  if (open.warp === null) drawLevel(picture, level, walk);
  else drawWarped(picture, level, walk, open.warp);
  return picture;
}

/** Where the first cell of the picture lies in the scene, and the steps to the cell beside and below; scene pixels. */
type Walk = {
  readonly col: number;
  readonly row: number;
  readonly acrossCol: number;
  readonly acrossRow: number;
  readonly downCol: number;
  readonly downRow: number;
};

function drawLevel({ widthPx, heightPx, values }: Picture, level: Level, walk: Walk): void {
  const unit = 2 ** -level.shift;
  const [acrossCol, acrossRow] = [walk.acrossCol * unit, walk.acrossRow * unit];
  let to = 0;
  for (let j = 0; j < heightPx; j++) {
    let col = (walk.col + j * walk.downCol) * unit;
    let row = (walk.row + j * walk.downRow) * unit;
    for (let i = 0; i < widthPx; i++, to++) {
      values[to] = valueIn(level, col, row);
      col += acrossCol;
      row += acrossRow;
    }
  }
}

/** The levels are of the stored picture; the walk is over the scene. */
function drawWarped(
  { widthPx, heightPx, values }: Picture,
  level: Level,
  walk: Walk,
  { toStored }: WarpGrid,
): void {
  const unit = 2 ** -level.shift;
  const place = new Float64Array(2);
  let to = 0;
  for (let j = 0; j < heightPx; j++)
    for (let i = 0; i < widthPx; i++, to++) {
      toStored(
        walk.col + i * walk.acrossCol + j * walk.downCol,
        walk.row + i * walk.acrossRow + j * walk.downRow,
        place,
      );
      values[to] = valueIn(level, (place[0] ?? 0) * unit, (place[1] ?? 0) * unit);
    }
}

function valueIn({ widthPx, heightPx, values }: Level, col: number, row: number): number {
  if (!(col >= 0 && row >= 0 && col < widthPx && row < heightPx)) return Number.NaN;
  return values[(row | 0) * widthPx + (col | 0)] ?? Number.NaN;
}

/** The coarsest level whose cells are no larger than about a picture cell. */
function levelFor(levels: readonly Level[], scenePxPerPx: number): Level | undefined {
  const wanted = Math.round(Math.log2(scenePxPerPx));
  return levels.findLast(({ shift }) => shift <= wanted) ?? levels[0];
}

function pyramidOf(
  stored: StoredPicture,
  band: number,
  options: ReadOptions,
): Promise<readonly Level[]> {
  const ofScene = pyramids.get(stored) ?? new Map<number, Promise<readonly Level[]>>();
  pyramids.set(stored, ofScene);
  const known = ofScene.get(band);
  if (known !== undefined) return known;
  // Not under the first caller's signal: other tiles wait for the same pyramid.
  const built = buildPyramid(stored, band, options.onProgress);
  ofScene.set(band, built);
  built.catch(() => ofScene.delete(band));
  return built;
}

async function buildPyramid(
  stored: StoredPicture,
  band: number,
  onProgress: ReadOptions["onProgress"],
): Promise<readonly Level[]> {
  const levels: Level[] = [await readFinest(stored, band, onProgress)];
  for (let last = levels[0]; last !== undefined; last = levels.at(-1)) {
    if (Math.max(last.widthPx, last.heightPx) <= 64) break;
    levels.push({ ...halve(last), shift: last.shift + 1 });
  }
  return levels;
}

async function readFinest(
  stored: StoredPicture,
  band: number,
  onProgress: ReadOptions["onProgress"],
): Promise<Level> {
  const { widthPx, heightPx } = stored;
  let shift = 0;
  while ((widthPx >> shift) * (heightPx >> shift) > MAX_FINEST_PX) shift++;
  if (shift === 0) return { ...(await stored.readBand(band, { onProgress })), shift };
  const cell = 2 ** shift;
  const width = Math.ceil(widthPx / cell);
  const values = new Float32Array(width * Math.ceil(heightPx / cell));
  const rows = stored.rowsAtOnce(WINDOW_PX, cell);
  for (let row = 0; row < heightPx; row += rows) {
    const count = Math.min(rows, heightPx - row);
    let window: Picture = {
      widthPx,
      heightPx: count,
      values: await stored.readRows(band, row, count),
    };
    for (let i = 0; i < shift; i++) window = halve(window);
    values.set(window.values, (row / cell) * width);
    onProgress?.(row + count, heightPx);
  }
  return { widthPx: width, heightPx: Math.ceil(heightPx / cell), values, shift };
}

/** Means of 2 x 2 cells over those that have data; an odd last row or column stands alone. */
function halve({ widthPx, heightPx, values }: Picture): Picture {
  const width = Math.ceil(widthPx / 2);
  const height = Math.ceil(heightPx / 2);
  const means = new Float32Array(width * height);
  const counts = new Uint8Array(width * height);
  let from = 0;
  for (let row = 0; row < heightPx; row++) {
    const line = (row >> 1) * width;
    for (let col = 0; col < widthPx; col++) {
      const value = values[from++] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const to = line + (col >> 1);
      means[to] = (means[to] ?? 0) + value;
      counts[to] = (counts[to] ?? 0) + 1;
    }
  }
  // 0 / 0 is the NaN of a cell without data.
  for (let i = 0; i < means.length; i++) means[i] = (means[i] ?? 0) / (counts[i] ?? 0);
  return { widthPx: width, heightPx: height, values: means };
}
