// Opens an image file as a scene: its facts, and its pixels on demand.

import { AppError, toAppError } from "../base/errors.ts";
import {
  type Affine,
  type Bounds,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import { DEFAULT_PLACEMENT, type PlacementChoice } from "../geo/groundControl.ts";
import { pixelSizeMetres } from "../geo/pixelSizeMetres.ts";
import type { WarpGrid } from "../geo/warpGrid.ts";
import { acquisitionFromName } from "./acquisitionFromName.ts";
import type { ByteSource } from "./byteSource.ts";
import type { GdalAccess } from "./gdal.ts";
import { gdalFormatOf, readByGdal } from "./gdalRaster.ts";
import { isPng } from "./otherFormats.ts";
import type { PixelSource } from "./pixelSource.ts";
import { type PlacedScene, placeScene } from "./placeScene.ts";
import { openPngSource } from "./pngSource.ts";
import type { ReadRows, ReadStored } from "./rowReader.ts";
import type { Band, BandStatistics, Scene, SceneNotice } from "./scene.ts";
import { measureBand } from "./statistics.ts";
import { openTiffSource } from "./tiffSource.ts";
import { refuseLargeWarp, warpBand } from "./warpBand.ts";

export type ReadOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((rowsDone: number, rowsTotal: number) => void) | undefined;
};

export type OpenOptions = ReadOptions & {
  /** How ground control points are used, where the file has them instead of a transform. */
  readonly placement?: PlacementChoice | undefined;
  /** Reads what the fast reader cannot; without it such files are refused. */
  readonly gdal?: GdalAccess | undefined;
};

/** A scene whose file is at hand. `band` counts from 0. */
export type OpenScene = {
  readonly scene: Scene;
  readonly stored: StoredPicture;
  readonly storedToMap: (pixel: PixelXY) => MapXY;
  readonly mapToStored: (at: MapXY) => PixelXY;
  /** From the scene's grid to the stored picture; null where they are the same. */
  readonly warp: WarpGrid | null;
  readonly measure: (band: number, options?: ReadOptions) => Promise<BandStatistics>;
  /** The whole band on the scene's grid; the caller owns the array. */
  readonly readBand: (band: number, options?: ReadOptions) => Promise<Band>;
  /** The same file, placed otherwise; itself where the file has a transform of its own. */
  readonly placedBy: (choice: PlacementChoice) => OpenScene;
};

/** The picture as the file holds it. */
export type StoredPicture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows that are cheapest to read together. */
  readonly blockHeightPx: number;
  readonly readRows: ReadRows;
  /** For checksums: see `rowReader.ts`. */
  readonly readStored: ReadStored | null;
  readonly sampleCount: number;
  /** A number of rows to read together: about `pixels`, no block decoded twice, a multiple of `multiple`. */
  readonly rowsAtOnce: (pixels: number, multiple: number) => number;
  readonly readBand: (band: number, options?: ReadOptions) => Promise<Band>;
};

/** Pixels that are read between two looks at the abort signal. */
const WINDOW_PX = 2 ** 21;

/** Opens a GeoTIFF or a PNG. Every failure is an AppError whose message is a sentence; an abort rejects with its reason. */
export function openScene(
  file: ByteSource,
  fileName: string,
  { signal, placement = DEFAULT_PLACEMENT, gdal }: OpenOptions = {},
): Promise<OpenScene> {
  return withPlainErrors(signal, async () => {
    signal?.throwIfAborted();
    const source = await openSource(file, fileName, gdal);
    const stored = storedPicture(source);
    const measure = (band: number, options: ReadOptions = {}) =>
      measureBand(stored.readRows, band, stored, options.signal);
    const statistics = await measure(0, { signal });
    const id = newId();
    const place = (choice: PlacementChoice): OpenScene => {
      const placed = placeScene(source, choice);
      const { warp } = placed;
      const scene = factsOf({ file, fileName, id }, source, placed, statistics);
      const readBand =
        warp === null ? stored.readBand : (...args: ReadBand) => readWarped(stored, warp, ...args);
      return {
        scene,
        stored,
        storedToMap: placed.storedToMap,
        mapToStored: placed.mapToStored,
        warp,
        measure,
        readBand,
        placedBy: place,
      };
    };
    return place(placement);
  });
}

async function openSource(
  file: ByteSource,
  fileName: string,
  gdal: GdalAccess | undefined,
): Promise<PixelSource> {
  if (await isPng(file)) return openPngSource(file);
  const format = gdal === undefined ? null : await gdalFormatOf(file);
  if (gdal !== undefined && format !== null)
    return openConverted(gdal, file, fileName, `The file is ${format}.`);
  try {
    return await openTiffSource(file, fileName);
  } catch (error) {
    if (gdal === undefined || !(error instanceof AppError) || error.code !== "file-unsupported")
      throw error;
    // Where GDAL cannot either, the reader's own sentence says more.
    return openConverted(
      gdal,
      file,
      fileName,
      error.message.replace(/(, which cannot be read)?\..*/s, "."),
    ).catch((second: unknown) => {
      throw second instanceof AppError && second.code === "file-too-large" ? second : error;
    });
  }
}

/** `why` is a sentence. */
async function openConverted(
  gdal: GdalAccess,
  file: ByteSource,
  fileName: string,
  why: string,
): Promise<PixelSource> {
  const source = await openTiffSource(await readByGdal(gdal, file, fileName), fileName);
  const text = `${why} It was read by GDAL, which takes longer and more memory.`;
  return { ...source, notices: [...source.notices, { kind: "info", text }] };
}

type ReadBand = Parameters<OpenScene["readBand"]>;

async function readWarped(
  stored: StoredPicture,
  warp: WarpGrid,
  ...[band, options]: ReadBand
): Promise<Band> {
  refuseLargeWarp(stored, warp);
  return warpBand(await stored.readBand(band, options), warp, options?.signal);
}

function storedPicture(source: PixelSource): StoredPicture {
  const { widthPx, heightPx, blockHeightPx } = source;
  const readRows = guardRows(source);
  return {
    widthPx,
    heightPx,
    blockHeightPx,
    readRows,
    readStored: source.readStored,
    sampleCount: source.sampleCount,
    rowsAtOnce: (pixels, multiple) => rowsPerWindow(source, pixels, multiple),
    readBand: (band, options = {}) => readWholeBand(source, readRows, band, options),
  };
}

function guardRows(source: PixelSource): ReadRows {
  return (band, firstRow, rowCount, signal) =>
    withPlainErrors(signal, async () => {
      signal?.throwIfAborted();
      if (!Number.isInteger(band) || band < 0 || band >= source.bandCount)
        throw new AppError("option-invalid", `The scene has no band ${band + 1}.`);
      return source.readRows(band, firstRow, rowCount, signal);
    });
}

async function readWholeBand(
  source: PixelSource,
  readRows: ReadRows,
  band: number,
  { signal, onProgress }: ReadOptions,
): Promise<Band> {
  const { widthPx, heightPx } = source;
  const values = new Float32Array(widthPx * heightPx);
  const rows = rowsPerWindow(source, WINDOW_PX, 1);
  for (let row = 0; row < heightPx; row += rows) {
    const count = Math.min(rows, heightPx - row);
    values.set(await readRows(band, row, count, signal), row * widthPx);
    onProgress?.(row + count, heightPx);
  }
  return { widthPx, heightPx, values };
}

function rowsPerWindow(
  { widthPx, blockHeightPx }: PixelSource,
  pixels: number,
  multiple: number,
): number {
  // A block height that is no multiple costs a second decoding of the blocks at a window's edge.
  const unit = blockHeightPx % multiple === 0 ? blockHeightPx : multiple;
  return unit * Math.max(1, Math.floor(pixels / widthPx / unit));
}

/** A file that was moved or changed since it was picked fails in the browser's own words: say it in ours. */
async function withPlainErrors<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const name = error instanceof Error ? error.name : "";
    if (name === "NotReadableError" || name === "NotFoundError")
      throw new AppError(
        "file-unreadable",
        "The file can no longer be read: it was changed, moved or deleted. Open it again.",
        { cause: error },
      );
    throw toAppError(error);
  }
}

function factsOf(
  {
    file,
    fileName,
    id,
  }: { readonly file: ByteSource; readonly fileName: string; readonly id: string },
  source: PixelSource,
  placed: PlacedScene,
  statistics: BandStatistics,
): Scene {
  const { crs, heightPx, pixelToMap: affine, placement, widthPx } = placed;
  return {
    id,
    fileName,
    sizeBytes: file.size,
    widthPx,
    heightPx,
    bandCount: source.bandCount,
    bandNames: source.bandNames,
    sampleType: source.sampleType,
    compression: source.compression,
    crs,
    pixelToMap: affine,
    bounds: boundsOf(affine, widthPx, heightPx),
    ...(placement && { placement }),
    pixelSizeMetres: pixelSizeMetres(affine, crs, widthPx, heightPx),
    noData: source.noData,
    statistics,
    acquisition: acquisitionFromName(fileName),
    simulated: source.simulated,
    notices: [...placed.notices, ...dataNotices(source, statistics)],
  };
}

function dataNotices(source: PixelSource, { valid01, min, max }: BandStatistics): SceneNotice[] {
  const notices: SceneNotice[] = [];
  if (source.bandCount > 1) {
    const names = source.bandNames.length > 0 ? ` (${source.bandNames.join(", ")})` : "";
    notices.push({
      kind: "info",
      text: `The file has ${source.bandCount} bands${names}; the first is shown until you choose another.`,
    });
  }
  if (source.sampleType.startsWith("complex"))
    notices.push({
      kind: "info",
      text: "The pixels are complex numbers (single look); their amplitude is shown and predicted on.",
    });
  if (source.sampleType === "uint8")
    notices.push({
      kind: "info",
      text: "The pixels are 8-bit: most likely a contrast-stretched picture, not calibrated backscatter.",
    });
  if (valid01 === 0)
    notices.push({
      kind: "warning",
      text: "No pixel of this scene holds data: there is nothing to see.",
    });
  else if (min === max)
    notices.push({
      kind: "warning",
      text: "All pixels have the same value: there is nothing to see.",
    });
  else if (valid01 < 1) {
    const share = (1 - valid01) * 100;
    const percent = share < 0.1 ? "less than 0.1" : share.toFixed(1);
    notices.push({ kind: "info", text: `${percent} % of the picture has no data.` });
  }
  return notices;
}

function boundsOf(affine: Affine, widthPx: number, heightPx: number): Bounds {
  const corners = [
    pixelToMap(affine, [0, 0]),
    pixelToMap(affine, [widthPx, 0]),
    pixelToMap(affine, [0, heightPx]),
    pixelToMap(affine, [widthPx, heightPx]),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Unique across restarts of the worker too. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
