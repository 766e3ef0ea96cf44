// Opens an image file as a scene: its facts, and its pixels on demand.

import { AppError } from "../base/errors.ts";
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
import { withPlainErrors } from "./plainErrors.ts";
import { openPngSource } from "./pngSource.ts";
import { openProductSource } from "./productSource.ts";
import type { ReadOptions } from "./readOptions.ts";
import type { Band, BandStatistics, Scene, SceneNotice } from "./scene.ts";
import { measureStored, type StoredPicture, storedPicture } from "./storedPicture.ts";
import { openTiffSource } from "./tiffSource.ts";
import { warpWindow } from "./warpWindow.ts";
import { readWhole } from "./wholeBand.ts";
import type { ReadWindow } from "./windowReader.ts";
import { isZip } from "./zipEntries.ts";

export type OpenOptions = ReadOptions & {
  /** How ground control points are used, where the file has them instead of a transform. */
  readonly placement?: PlacementChoice | undefined;
  /** Of the file, where it is known or being worked out. */
  readonly fingerprint?: Promise<string> | undefined;
  /** Called once, before the picture is placed, which takes a moment. */
  readonly onMeasured?: ((stored: StoredPicture) => void) | undefined;
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
  /** A part of a band on the scene's grid; the caller owns the array. */
  readonly readWindow: ReadWindow;
  /** The whole band; refused where it would not fit the memory. */
  readonly readBand: (band: number, options?: ReadOptions) => Promise<Band>;
  /** The same file, placed otherwise; itself where the file has a transform of its own. */
  readonly placedBy: (choice: PlacementChoice) => OpenScene;
};

/** Pixels that are read between two looks at the abort signal. */
const WINDOW_PX = 2 ** 21;
/** A band of more pixels is read in parts only: as 32-bit floats it has 640 MB. */
const MOST_BAND_PX = 160e6;

/** Opens a GeoTIFF or a PNG. Every failure is an AppError whose message is a sentence; an abort rejects with its reason. */
export function openScene(
  file: ByteSource,
  fileName: string,
  { signal, placement = DEFAULT_PLACEMENT, gdal, fingerprint, onMeasured }: OpenOptions = {},
): Promise<OpenScene> {
  return withPlainErrors(signal, async () => {
    signal?.throwIfAborted();
    const source = await openSource(file, fileName, gdal, signal);
    const stored = storedPicture(source, file, fingerprint);
    const measure = (band: number, options: ReadOptions = {}) =>
      measureStored(stored, band, options.signal);
    const statistics = await measure(0, { signal });
    onMeasured?.(stored);
    const id = newId();
    const place = (choice: PlacementChoice): OpenScene => {
      const placed = placeScene(source, choice);
      const { warp } = placed;
      const scene = factsOf({ file, fileName, id }, source, placed, statistics);
      const readWindow = warp === null ? stored.readWindow : warpWindow(stored, warp);
      return {
        scene,
        stored,
        storedToMap: placed.storedToMap,
        mapToStored: placed.mapToStored,
        warp,
        measure,
        readWindow,
        readBand: async (band, options) => {
          const { widthPx, heightPx } = scene;
          refuseLargeBand(widthPx * heightPx);
          const rowsAtOnce = stored.rowsAtOnce(WINDOW_PX, 1);
          const read = warp === null ? stored.readOnce : readWindow;
          return readWhole({ widthPx, heightPx, rowsAtOnce, readWindow: read }, band, options);
        },
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
  signal: AbortSignal | undefined,
): Promise<PixelSource> {
  if (await isPng(file)) return openPngSource(file);
  if (await isZip(file)) {
    if (file instanceof Blob) return openProductSource(file, gdal, signal);
    throw new AppError(
      "file-unsupported",
      "A zip can only be read from the disk: download it and open it there.",
    );
  }
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

function refuseLargeBand(pixels: number): void {
  if (pixels > MOST_BAND_PX)
    throw new AppError(
      "file-too-large",
      `The picture has ${Math.round(pixels / 1e6)} million pixels, too many to be taken as a whole. Cut out the part around the glacier first, for instance with gdal_translate -srcwin.`,
    );
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
  const { crs, heightPx, pixelToMap: affine, placement, regridded, widthPx } = placed;
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
    ...(regridded && { regridded }),
    pixelSizeMetres: pixelSizeMetres(affine, crs, widthPx, heightPx),
    noData: source.noData,
    statistics,
    acquisition: acquisitionOf(fileName, source),
    simulated: source.simulated,
    notices: [...placed.notices, ...dataNotices(source, statistics)],
  };
}

/** What the name tells counts first: that is how the product is known. */
function acquisitionOf(fileName: string, { acquisition }: PixelSource): Scene["acquisition"] {
  const named = acquisitionFromName(fileName);
  return {
    date: named.date ?? acquisition?.date ?? null,
    sensor: named.sensor ?? acquisition?.sensor ?? null,
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
