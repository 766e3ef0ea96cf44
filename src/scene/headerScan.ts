// Checks a TIFF's claims about its first image against the file, before anything is allocated or decoded for it.

import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import type { SampleType } from "./scene.ts";
import {
  cutShort,
  furtherDirectories,
  readBytes,
  readIntegers,
  readText,
  readTiffDirectory,
  type TiffDirectory,
} from "./tiffDirectory.ts";
import { COMPRESSIONS, decodedBlockBytes, type TiffLayout } from "./tiffLayout.ts";

export type ScannedTiff = { readonly directory: TiffDirectory; readonly layout: TiffLayout };

/** One band as 32-bit floats must fit; a whole Sentinel-1 IW scene (430 million pixels) does. */
const MAX_BAND_BYTES = 2 ** 31;
/** What decoding one compressed block may allocate. */
const MAX_BLOCK_BYTES = 2 ** 29;

/** Reads and checks the header of the file's first image. */
export async function scanHeader(file: ByteSource): Promise<ScannedTiff> {
  const directory = await readTiffDirectory(file);
  return { directory, layout: await scanDirectory(file, directory) };
}

const NEW_SUBFILE_TYPE = 254;
const REDUCED = 1;

/**
 * The first image at lower resolutions, finest first: pages that say they are reduced, whose sides are those of the first
 * divided by a power of two, and whose pixels are of the same kind. Pages that are none, or damaged, are passed over:
 * nothing depends on them.
 */
export async function scanOverviews({
  directory,
  layout,
}: ScannedTiff): Promise<ScannedOverview[]> {
  const found = new Map<number, TiffLayout>();
  try {
    for await (const page of furtherDirectories(directory)) {
      const kind = (await readIntegers(page, NEW_SUBFILE_TYPE))?.[0];
      if (kind !== REDUCED) continue;
      const reduced = await scanDirectory(directory.file, page);
      const shift = Math.round(Math.log2(layout.widthPx / reduced.widthPx));
      if (isOverview(reduced, layout, shift) && !found.has(shift)) found.set(shift, reduced);
    }
  } catch {
    // A chain of pages that breaks off: what came before it holds.
  }
  return [...found]
    .map(([shift, reduced]) => ({ shift, layout: { ...reduced, noData: layout.noData } }))
    .sort((a, b) => a.shift - b.shift);
}

export type ScannedOverview = { readonly shift: number; readonly layout: TiffLayout };

function isOverview(reduced: TiffLayout, whole: TiffLayout, shift: number): boolean {
  const fits = (side: number, of: number) => Math.abs(side - of / 2 ** shift) <= 1;
  return (
    shift >= 1 &&
    fits(reduced.widthPx, whole.widthPx) &&
    fits(reduced.heightPx, whole.heightPx) &&
    reduced.sampleType === whole.sampleType &&
    reduced.samplesPerPixel === whole.samplesPerPixel
  );
}

async function scanDirectory(file: ByteSource, directory: TiffDirectory): Promise<TiffLayout> {
  const integer = async (tag: number) => (await readIntegers(directory, tag))?.[0];
  const widthPx = (await integer(256)) ?? 0;
  const heightPx = (await integer(257)) ?? 0;
  if (widthPx < 1 || heightPx < 1)
    throw new AppError("file-corrupt", "The TIFF does not say how large its picture is.");
  refuseOverBudget(widthPx, heightPx);
  const compression = (await integer(259)) ?? 1;
  const { unsupported, ...samples } = await scanSamples(directory);
  const blocks = await scanBlocks(directory, widthPx, heightPx);
  const predictor = (await integer(317)) ?? 1;
  if (predictor < 1 || predictor > 3)
    throw new AppError("file-corrupt", `The TIFF names predictor ${predictor}, which no TIFF has.`);
  const layout: TiffLayout = {
    widthPx,
    heightPx,
    compression,
    predictor,
    isLittleEndian: directory.isLittleEndian,
    ...samples,
    ...blocks,
    noData: parseNoData(await readText(directory, 42113)),
    jpegTables: await readBytes(directory, 347),
    lercParameters: await readIntegers(directory, 50674),
  };
  checkBlocks(file, layout);
  // Last, so that what others may read is known to be sound as far as a header tells.
  if (COMPRESSIONS[compression] === undefined) throw unsupportedCompression(compression);
  if (unsupported !== null) throw unsupported;
  return layout;
}

/** Refuses a picture whose band would not fit the memory that Icefront allows itself. */
export function refuseOverBudget(widthPx: number, heightPx: number): void {
  const bytes = widthPx * heightPx * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= MAX_BAND_BYTES) return;
  throw new AppError(
    "file-too-large",
    `The picture claims ${widthPx} x ${heightPx} pixels, ${Math.ceil(bytes / 2 ** 30)} GiB a band; ` +
      `up to ${MAX_BAND_BYTES / 2 ** 30} GiB can be opened. Cut out the part around the glacier first.`,
  );
}

function unsupportedCompression(code: number): AppError {
  const what = code === 6 ? "old-style JPEG (code 6)" : `code ${code}`;
  return new AppError(
    "file-unsupported",
    `The TIFF's compression is ${what}, which cannot be read. Convert the file to Deflate or LZW, ` +
      "for instance with gdal_translate -co COMPRESS=DEFLATE.",
  );
}

type Samples = Pick<
  TiffLayout,
  | "samplesPerPixel"
  | "sampleType"
  | "bytesPerNumber"
  | "numbersPerSample"
  | "alphaSample"
  | "bandSamples"
  | "isPlanar"
>;

/** `unsupported`: why the reader cannot read them; the other figures then serve the check of the blocks alone. */
async function scanSamples(
  directory: TiffDirectory,
): Promise<Samples & { readonly unsupported: AppError | null }> {
  const samplesPerPixel = (await readIntegers(directory, 277))?.[0] ?? 1;
  const bits = (await readIntegers(directory, 258)) ?? [1];
  const formats = (await readIntegers(directory, 339)) ?? [1];
  if (samplesPerPixel < 1 || samplesPerPixel > 1024 || bits.length < 1 || bits.includes(0))
    throw new AppError("file-corrupt", "The TIFF does not say how its samples are stored.");
  if (bits.some((value) => value !== bits[0]) || formats.some((value) => value !== formats[0]))
    throw new AppError("file-unsupported", "The bands of this TIFF have different number types.");
  const extra = (await readIntegers(directory, 338)) ?? [];
  const firstExtra = samplesPerPixel - extra.length;
  const alphas = extra.flatMap((kind, i) => (kind === 1 || kind === 2 ? [firstExtra + i] : []));
  const alphaSample = alphas.find((sample) => sample > 0) ?? null;
  const all = Array.from({ length: samplesPerPixel }, (_, sample) => sample);
  const bitsEach = bits[0] ?? 0;
  const format = formats[0] ?? 1;
  const known = sampleTypeOf(bitsEach, format);
  const sampleType = known ?? "uint8";
  const numbersPerSample = sampleType.startsWith("complex") ? 2 : 1;
  return {
    unsupported: known === null ? unsupportedSamples(bitsEach, format) : null,
    samplesPerPixel,
    sampleType,
    bytesPerNumber: bitsEach / 8 / numbersPerSample,
    numbersPerSample,
    alphaSample,
    bandSamples: all.filter((sample) => sample === 0 || !alphas.includes(sample)),
    isPlanar: samplesPerPixel > 1 && (await readIntegers(directory, 284))?.[0] === 2,
  };
}

const SAMPLE_TYPES: Readonly<Record<string, SampleType>> = {
  "1/8": "uint8",
  "1/16": "uint16",
  "1/32": "uint32",
  "2/8": "int8",
  "2/16": "int16",
  "2/32": "int32",
  "3/32": "float32",
  "3/64": "float64",
  "5/32": "complex-int16",
  "6/64": "complex-float32",
};

/** Null for what the reader does not know. Format 4 means "not stated": such files hold unsigned numbers. */
function sampleTypeOf(bits: number, format: number): SampleType | null {
  return SAMPLE_TYPES[`${format === 4 ? 1 : format}/${bits}`] ?? null;
}

function unsupportedSamples(bits: number, format: number): AppError {
  const kinds: Readonly<Record<number, string>> = {
    3: "floating-point numbers",
    5: "complex whole numbers",
    6: "complex floating-point numbers",
  };
  const kind = kinds[format] ?? "whole numbers";
  return new AppError(
    "file-unsupported",
    `The pixels are ${kind} of ${bits} ${bits === 1 ? "bit" : "bits"}, which cannot be read. Convert them to 8, 16 or 32 bits.`,
  );
}

type Blocks = Pick<
  TiffLayout,
  "isTiled" | "blockWidthPx" | "blockHeightPx" | "blockOffsets" | "blockByteCounts"
>;

async function scanBlocks(
  directory: TiffDirectory,
  widthPx: number,
  heightPx: number,
): Promise<Blocks> {
  const isTiled = directory.tags.has(322) || directory.tags.has(324);
  const integers = async (tag: number) => (await readIntegers(directory, tag)) ?? [];
  const [blockWidthPx = widthPx] = isTiled ? await integers(322) : [];
  const [blockHeightPx = heightPx] = await integers(isTiled ? 323 : 278);
  if (blockWidthPx < 1 || blockHeightPx < 1)
    throw new AppError("file-corrupt", "The TIFF's tiles or strips have no size.");
  return {
    isTiled,
    blockWidthPx,
    // RowsPerStrip may be 2^32 - 1: all rows in one strip.
    blockHeightPx: isTiled ? blockHeightPx : Math.min(blockHeightPx, heightPx),
    blockOffsets: await integers(isTiled ? 324 : 273),
    blockByteCounts: await integers(isTiled ? 325 : 279),
  };
}

function checkBlocks(file: ByteSource, layout: TiffLayout): void {
  const { widthPx, heightPx, blockWidthPx, blockHeightPx, blockOffsets, blockByteCounts } = layout;
  const planes = layout.isPlanar ? layout.samplesPerPixel : 1;
  const blocks = Math.ceil(widthPx / blockWidthPx) * Math.ceil(heightPx / blockHeightPx) * planes;
  if (blockOffsets.length < blocks || blockByteCounts.length < blocks)
    throw new AppError(
      "file-corrupt",
      `The picture needs ${blocks} blocks of pixels, but the file lists ${blockOffsets.length}.`,
    );
  const wholeBytes = decodedBlockBytes(layout, 0);
  if (layout.compression !== 1 && wholeBytes > MAX_BLOCK_BYTES)
    throw new AppError(
      "file-too-large",
      `One compressed block of the picture is ${Math.ceil(wholeBytes / 2 ** 20)} MiB when unpacked. ` +
        "Write the file with smaller tiles, for instance gdal_translate -co TILED=YES.",
    );
  for (let block = 0; block < blocks; block++) checkBlock(file, layout, block);
}

function checkBlock(file: ByteSource, layout: TiffLayout, block: number): void {
  const offset = layout.blockOffsets[block] ?? 0;
  const listed = layout.blockByteCounts[block] ?? 0;
  if (listed === 0) return;
  const decoded = decodedBlockBytes(layout, block);
  // Uncompressed pixels need no more than their own size, whatever a careless writer listed.
  const bytes = layout.compression === 1 ? Math.min(listed, decoded) : listed;
  if (offset + bytes > file.size)
    throw cutShort(file, `block ${block} of the picture should end at byte ${offset + bytes}`);
  const { maxRatio } = COMPRESSIONS[layout.compression] ?? { maxRatio: 1 };
  if (decoded > bytes * maxRatio)
    throw new AppError(
      "file-corrupt",
      `Block ${block} of the picture has ${bytes} bytes, which cannot hold its ${decoded} bytes of pixels.`,
    );
  // No codec makes pixels this much larger; a block like that unpacks to something else than its pixels.
  if (layout.compression !== 1 && bytes > 2 * decoded + 2 ** 16)
    throw new AppError(
      "file-corrupt",
      `Block ${block} of the picture holds ${bytes} compressed bytes for ${decoded} bytes of pixels.`,
    );
}

function parseNoData(text: string | null): number | null {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "") return null;
  if (/^[-+]?(nan|1\.#)/i.test(trimmed)) return Number.NaN;
  const value = Number(trimmed);
  return Number.isNaN(value) ? null : value;
}
