// The picture as a file holds it: windows with a memory, overviews, and what tells it again.
import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { cachedWindows } from "./chunkCache.ts";
import { fileFingerprint } from "./fileFingerprint.ts";
import type { PixelSource } from "./pixelSource.ts";
import { withPlainErrors } from "./plainErrors.ts";
import type { BandStatistics } from "./scene.ts";
import { type MeasuredExtent, measureBand } from "./statistics.ts";
import type { ReadStored, ReadWindow } from "./windowReader.ts";

/** The picture as the file holds it. */
export type StoredPicture = Pick<
  PixelSource,
  | "widthPx"
  | "heightPx"
  | "blockWidthPx"
  | "blockHeightPx"
  | "leastRowsPx"
  | "overviews"
  | "sampleCount"
> & {
  /** Parts that are asked for again are kept as long as there is room. */
  readonly readWindow: ReadWindow;
  /** The same without keeping anything, for who goes through the picture once. */
  readonly readOnce: ReadWindow;
  /** For checksums: see `windowReader.ts`. */
  readonly readStored: ReadStored | null;
  /** At an address: what is not needed is not fetched. */
  readonly isFar: boolean;
  /** A number of rows to read together: about `pixels`, no block decoded twice, a multiple of `multiple`. */
  readonly rowsAtOnce: (pixels: number, multiple: number) => number;
  /** Tells the picture again by its content. */
  readonly identity: () => Promise<string>;
};

/** What is read to measure a band. Of rows that can be read alone a few are enough: more places are seen. */
function measuredOf(stored: StoredPicture): [ReadWindow, MeasuredExtent] {
  const { isFar, overviews, readOnce } = stored;
  const small = overviews.find(({ heightPx, widthPx }) => widthPx * heightPx <= SMALL_OVERVIEW_PX);
  if (isFar && small !== undefined) return [small.readWindow, { ...small, isFar: false }];
  const blockHeightPx = stored.leastRowsPx === 1 ? MEASURED_ROWS_PX : stored.blockHeightPx;
  return [readOnce, { ...stored, blockHeightPx }];
}

const SMALL_OVERVIEW_PX = 1e6;

const MEASURED_ROWS_PX = 8;

/** `known`: the file's fingerprint, where it needs not be worked out. */
export function storedPicture(
  source: PixelSource,
  file: ByteSource,
  known?: Promise<string>,
): StoredPicture {
  const { overviews, readStored, sampleCount } = source;
  const { blockHeightPx, blockWidthPx, heightPx, leastRowsPx, widthPx } = source;
  const readOnce = guarded(source, source.readWindow);
  let fingerprint = known ?? null;
  return {
    widthPx,
    heightPx,
    blockWidthPx,
    blockHeightPx,
    leastRowsPx,
    readWindow: cachedWindows({ ...source, readWindow: readOnce }),
    readOnce,
    overviews: overviews.map((overview) => ({
      ...overview,
      readWindow: cachedWindows({ ...overview, readWindow: guarded(source, overview.readWindow) }),
    })),
    readStored,
    isFar: !(file instanceof Blob),
    sampleCount,
    rowsAtOnce: (pixels, multiple) => rowsPerWindow(source, pixels, multiple),
    identity: () => {
      fingerprint ??= fileFingerprint(file);
      return fingerprint;
    },
  };
}

function guarded({ bandCount }: PixelSource, readWindow: ReadWindow): ReadWindow {
  return (band, window, signal) =>
    withPlainErrors(signal, async () => {
      signal?.throwIfAborted();
      if (!Number.isInteger(band) || band < 0 || band >= bandCount)
        throw new AppError("option-invalid", `The scene has no band ${band + 1}.`);
      return readWindow(band, window, signal);
    });
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

/** Statistics of one band, from part of the pixels of a large picture. */
export function measureStored(
  stored: StoredPicture,
  band: number,
  signal?: AbortSignal,
): Promise<BandStatistics> {
  return measureBand(...measuredOf(stored), band, signal);
}
