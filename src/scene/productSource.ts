// A zip, or a folder packed as one, as a source of pixels: the product in it is recognised and its channels are bands.
import { AppError } from "../base/errors.ts";
import type { Acquisition } from "./acquisitionFromName.ts";
import type { GdalAccess } from "./gdal.ts";
import { readByGdal } from "./gdalRaster.ts";
import type { PixelSource } from "./pixelSource.ts";
import { openPngSource } from "./pngSource.ts";
import { findProducts, type Product, type ProductImage } from "./productTable.ts";
import type { SceneNotice } from "./scene.ts";
import { type Calibration, readCalibration } from "./sentinelCalibration.ts";
import { openTiffSource } from "./tiffSource.ts";
import type { ReadWindow } from "./windowReader.ts";
import { textOf } from "./xmlText.ts";
import { listZip, readEntryBlob, type ZipEntry } from "./zipEntries.ts";

type Access = {
  readonly read: (path: string) => Promise<Blob>;
  readonly gdal: GdalAccess | undefined;
};

/** Rejects with `product-unknown`, `product-incomplete`, and as readers of zips and pictures do. */
export async function openProductSource(
  file: Blob,
  gdal: GdalAccess | undefined,
  signal?: AbortSignal,
): Promise<PixelSource> {
  const entries = new Map((await listZip(file)).map((entry) => [entry.path, entry]));
  // What is read later outlives the call that opens.
  let whileOpening = signal;
  const access: Access = {
    gdal,
    read: (path) => readEntryBlob(file, entries.get(path) as ZipEntry, whileOpening),
  };
  const paths = [...entries.keys()];
  const products = findProducts(paths);
  const [product] = products;
  if (product === undefined) return openOnlyPicture(paths, access);
  const source = await openProduct(product, access);
  whileOpening = undefined;
  if (products.length === 1) return source;
  const text = `The archive holds ${products.length} products; the first is shown. Unpack it to open the others.`;
  return { ...source, notices: [...source.notices, { kind: "warning", text }] };
}

const PICTURE = /\.(tiff?|gtiff|png)$/i;

/** An archive of no product that is known may still hold one picture. */
async function openOnlyPicture(paths: readonly string[], { read }: Access): Promise<PixelSource> {
  const [only, ...others] = paths.filter((path) => PICTURE.test(path));
  if (only === undefined)
    throw new AppError(
      "product-unknown",
      "The archive holds neither a product that is known here nor a GeoTIFF or PNG.",
    );
  if (others.length > 0)
    throw new AppError(
      "product-unknown",
      `The archive holds ${others.length + 1} pictures and is no product that is known here. Unpack it and drop the folder: each picture opens as a scene.`,
    );
  const picture = await read(only);
  return /\.png$/i.test(only) ? openPngSource(picture) : openTiffSource(picture, only);
}

function openProduct(product: Product, access: Access): Promise<PixelSource> {
  const { pictures, what } = product;
  switch (pictures.kind) {
    case "none":
      throw new AppError("product-incomplete", `This is ${what}, but ${pictures.why}.`);
    case "gdal":
      return openByGdal(product, pictures.main, pictures.beside, access);
    case "tiff":
      return openChannels(product, pictures.images, access);
  }
}

async function openByGdal(
  { what }: Product,
  main: string,
  beside: readonly string[],
  { gdal, read }: Access,
): Promise<PixelSource> {
  if (gdal === undefined)
    throw new AppError("file-unsupported", `This is ${what}, which only GDAL can read.`);
  const companions = await Promise.all(
    beside.map(async (path) => ({ name: nameOf(path), file: await read(path) })),
  );
  const made = await readByGdal(gdal, await read(main), nameOf(main), companions);
  const source = await openTiffSource(made, nameOf(main));
  const text = `This is ${what}. It was read by GDAL, which takes longer and more memory.`;
  return { ...source, notices: [...source.notices, { kind: "info", text }] };
}

/** A channel whose file is opened when its first pixels are asked for. */
type Channel = { readonly image: ProductImage; readonly source: () => Promise<PixelSource> };

async function openChannels(
  { note, what }: Product,
  images: readonly ProductImage[],
  access: Access,
): Promise<PixelSource> {
  const channels = images.map(
    (image): Channel => ({
      image,
      source: once(async () => openTiffSource(await access.read(image.path), image.path)),
    }),
  );
  const [first] = channels;
  if (first === undefined) throw new AppError("product-incomplete", `This is ${what}.`);
  const base = await first.source();
  const notices: SceneNotice[] = [...base.notices];
  if (note !== null) notices.push({ kind: "info", text: note });
  // Real and imaginary parts in bands of their own, as some makers store them: the file's own bands are told as they are.
  if (base.bandCount !== 1 && channels.length === 1) return { ...base, notices };
  const calibrated = channels.filter(({ image }) => image.calibration !== null);
  if (calibrated.length > 0)
    notices.push({
      kind: "info",
      text: "Bands named sigma0 are calibrated by the product's own table, DN²/A², thermal noise not taken off.",
    });
  const bands = [
    ...channels.map((channel) => plainBand(channel, base)),
    ...calibrated.map((channel) => calibratedBand(channel, base, access)),
  ];
  const names = [
    ...channels.map(({ image }, i) => image.name ?? `channel ${i + 1}`),
    ...calibrated.map(({ image }) => `${image.name ?? "channel"} sigma0`),
  ];
  const { readStored } = base;
  return {
    ...base,
    notices,
    bandCount: bands.length,
    bandNames: names,
    acquisition: await acquisitionOf(first.image, access),
    overviews: [],
    readWindow: (band, window, signal) => {
      const read = bands[band] as ReadWindow;
      return read(0, window, signal);
    },
    readStored: readStored && storedOf(channels, base),
    sampleCount: channels.length,
  };
}

function plainBand({ image, source }: Channel, base: PixelSource): ReadWindow {
  return async (_, window, signal) =>
    (await alike(source, image, base)).readWindow(0, window, signal);
}

function calibratedBand(channel: Channel, base: PixelSource, { read }: Access): ReadWindow {
  const plain = plainBand(channel, base);
  const path = channel.image.calibration ?? "";
  const table = once(
    async (): Promise<Calibration> => readCalibration(await (await read(path)).text(), path),
  );
  return async (band, window, signal) => {
    const calibration = await table();
    const values = await plain(band, window, signal);
    calibration.apply(values, window, base.widthPx);
    return values;
  };
}

function storedOf(channels: readonly Channel[], base: PixelSource): PixelSource["readStored"] {
  return async (sample, firstRow, rowCount) => {
    const { image, source } = channels[sample] as Channel;
    const { readStored } = await alike(source, image, base);
    if (readStored === null)
      throw new AppError("file-unsupported", `${image.path} cannot be read as stored.`);
    return readStored(0, firstRow, rowCount);
  };
}

async function alike(
  source: () => Promise<PixelSource>,
  { path }: ProductImage,
  base: PixelSource,
): Promise<PixelSource> {
  const opened = await source();
  if (opened.widthPx === base.widthPx && opened.heightPx === base.heightPx) return opened;
  throw new AppError(
    "file-corrupt",
    `${path} has ${opened.widthPx} x ${opened.heightPx} pixels, the product's first channel ${base.widthPx} x ${base.heightPx}.`,
  );
}

/** A date as the annotation tells it, where the product's name does not. */
async function acquisitionOf(
  { annotation }: ProductImage,
  { read }: Access,
): Promise<Acquisition | undefined> {
  if (annotation === null) return undefined;
  const xml = await (await read(annotation)).text();
  const date = /^\s*(\d{4}-\d{2}-\d{2})T/.exec(textOf(xml, "startTime") ?? "")?.[1] ?? null;
  const mission = /^\s*S1([A-D])\s*$/.exec(textOf(xml, "missionId") ?? "")?.[1];
  return { date, sensor: mission === undefined ? null : `Sentinel-1${mission}` };
}

/** A failure is not kept: the next caller tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= work().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
