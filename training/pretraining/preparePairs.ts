// Pairs as arrays for training/torch, made once: SAR by the recipe that users run, optical layers each over its own maximum.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { AppError } from "../../src/base/errors.ts";
import { areaOfBand, prepareGrid } from "../../src/inference/preprocess/prepareInput.ts";
import { resizeBilinear, type Size } from "../../src/inference/preprocess/resizeBilinear.ts";
import type { PreprocessingRecipe } from "../../src/models/modelCard.ts";
import { OPTICAL_LAYERS } from "../../src/models/pretraining.ts";
import type { Band } from "../../src/scene/scene.ts";
import { isCompleteNpy, NpyWriter } from "../npy.ts";
import { layerBands } from "./opticalLayers.ts";
import { type OpenPicture, type PairSource, whyGridsDiffer } from "./pairSource.ts";

/** Raised when arrays made by older code can no longer be used. */
const VERSION = 1;

/** What decides the arrays, apart from the pictures themselves. */
type PairsPreparedBy = {
  readonly recipe: PreprocessingRecipe;
  /** Ground size of a prepared pixel; null keeps each picture's own. */
  readonly metresPerPx: number | null;
  /** Share of the rows, the lowest, that validate of pictures that also train: what they show is in no training crop. */
  readonly validationShare01: number;
};

type Rows = readonly [first: number, end: number];

type PreparedPicture = Size & {
  readonly name: string;
  /** u1 [2, rows, columns]: intensity * 255, then 1 where there is data. */
  readonly file: string;
  /** Index into `opticals`. */
  readonly optical: number;
  readonly trainRows: Rows;
  readonly validationRows: Rows;
};

type PreparedOptical = Size & {
  readonly path: string;
  /** u1 [14, rows, columns]: share of the layer's maximum * 255, no data 0. */
  readonly file: string;
  /** By `OPTICAL_LAYERS`: false for a layer that the file lacks, or that is 0 everywhere; it is left out of the loss. */
  readonly layers: readonly boolean[];
};

/** pairs.json. */
export type PairsIndex = {
  readonly version: number;
  readonly by: PairsPreparedBy;
  readonly pictures: readonly PreparedPicture[];
  readonly opticals: readonly PreparedOptical[];
};

export type PreparePairsOptions = PairsPreparedBy & {
  readonly pairs: readonly PairSource[];
  readonly folder: string;
  readonly onPair: (done: number, total: number) => void;
};

/**
 * Writes sar/N.npy, optical/N.npy and, last, pairs.json into `folder`, unless they are there for these pairs and settings.
 * Rejects with `option-invalid` for pictures whose grids differ, `file-unreadable` for one that cannot be read.
 */
export async function preparePairs(options: PreparePairsOptions): Promise<PairsIndex> {
  const { pairs, folder, onPair } = options;
  const found = readPrepared(options);
  if (found) return found;
  rmSync(join(folder, "pairs.json"), { force: true });
  for (const part of ["sar", "optical"]) mkdirSync(join(folder, part), { recursive: true });
  const opticals: PreparedOptical[] = [];
  const pictures: PreparedPicture[] = [];
  for (const pair of pairs) {
    pictures.push(await preparePair(pair, pictures.length, opticals, options));
    onPair(pictures.length, pairs.length);
  }
  const index: PairsIndex = { version: VERSION, by: preparedBy(options), pictures, opticals };
  writeFileSync(join(folder, "pairs.json"), JSON.stringify(index, null, 1));
  return index;
}

function preparedBy({ recipe, metresPerPx, validationShare01 }: PairsPreparedBy): PairsPreparedBy {
  return { recipe, metresPerPx, validationShare01 };
}

/** The folder's index, where its arrays are complete and made for these pairs; else null. */
function readPrepared({ pairs, folder, ...by }: PreparePairsOptions): PairsIndex | null {
  let index: PairsIndex;
  try {
    index = JSON.parse(readFileSync(join(folder, "pairs.json"), "utf8"));
  } catch {
    return null;
  }
  const wanted = JSON.parse(JSON.stringify({ version: VERSION, by: preparedBy(by) }));
  const isOurs = isDeepStrictEqual({ version: index.version, by: index.by }, wanted);
  const isComplete = (item: Size & { readonly file: string }, layers: number) =>
    isCompleteNpy(join(folder, item.file), "|u1", [layers, item.heightPx, item.widthPx]);
  const isWhole =
    isOurs &&
    isDeepStrictEqual(
      index.pictures.map(({ name, optical }) => [name, index.opticals[optical]?.path]),
      pairs.map(({ name, optical }) => [name, optical.path]),
    ) &&
    index.pictures.every((item) => isComplete(item, 2)) &&
    index.opticals.every((item) => isComplete(item, OPTICAL_LAYERS.length));
  return isWhole ? index : null;
}

/** Writes the SAR picture and, unless `opticals` has it on this grid, the optical one, which is then appended. */
async function preparePair(
  pair: PairSource,
  position: number,
  opticals: PreparedOptical[],
  options: PreparePairsOptions,
): Promise<PreparedPicture> {
  const [sar, optical] = [await pair.sar.open(), await pair.optical.open()];
  const fault = whyGridsDiffer(sar, optical);
  if (fault) throw new AppError("option-invalid", fault);
  const { folder, metresPerPx, recipe, validationShare01 } = options;
  const pixelSizeMetres = sar.scene.pixelSizeMetres ?? optical.scene.pixelSizeMetres;
  const size = sizeOf(sar, pixelSizeMetres, metresPerPx);
  const area = areaOfBand(await sar.readBand(0));
  const { intensity, valid } = await prepareGrid(area, { size, pixelSizeMetres, recipe });
  const file = `sar/${position}.npy`;
  writeLayers(join(folder, file), size, [
    Uint8Array.from(intensity, (value) => Math.round(255 * value)),
    valid,
  ]);
  let at = opticals.findIndex(
    ({ path, widthPx, heightPx }) =>
      path === optical.path && widthPx === size.widthPx && heightPx === size.heightPx,
  );
  if (at < 0) {
    at = opticals.length;
    opticals.push(await prepareOptical(optical, size, `optical/${at}.npy`, folder));
  }
  const rows = rowsOf(pair.part, size.heightPx, validationShare01);
  return { name: pair.name, file, optical: at, ...size, ...rows };
}

function sizeOf(
  { path, scene: { widthPx, heightPx } }: OpenPicture,
  pixel: { readonly x: number; readonly y: number } | null,
  metresPerPx: number | null,
): Size {
  if (metresPerPx === null) return { widthPx, heightPx };
  if (!pixel)
    throw new AppError(
      "option-invalid",
      `${path} tells no ground size of a pixel, and neither does its optical picture: set metresPerPx to null.`,
    );
  const along = (side: number, metres: number) =>
    Math.max(1, Math.round((side * metres) / metresPerPx));
  return { widthPx: along(widthPx, pixel.x), heightPx: along(heightPx, pixel.y) };
}

function rowsOf(part: PairSource["part"], heightPx: number, validationShare01: number) {
  const share = { train: 0, validation: 1, both: validationShare01 }[part];
  const cut = heightPx - Math.round(heightPx * share);
  return { trainRows: [0, cut] as const, validationRows: [cut, heightPx] as const };
}

async function prepareOptical(
  optical: OpenPicture,
  size: Size,
  file: string,
  folder: string,
): Promise<PreparedOptical> {
  const layers: Uint8Array[] = [];
  for (const band of layerBands(optical.path, optical.scene))
    layers.push(
      band === null
        ? new Uint8Array(size.widthPx * size.heightPx)
        : shareOfMaximum(await optical.readBand(band), size),
    );
  writeLayers(join(folder, file), size, layers);
  const present = layers.map((layer) => layer.some((value) => value > 0));
  return { path: optical.path, file, ...size, layers: present };
}

/** No data is 0 before the maximum is taken, as in the authors' code. */
function shareOfMaximum(band: Band, size: Size): Uint8Array {
  const values = band.values.map((value) => (Number.isNaN(value) ? 0 : value));
  const maximum = values.reduce((most, value) => Math.max(most, value), 0);
  const isSame = band.widthPx === size.widthPx && band.heightPx === size.heightPx;
  const read = (col: number, row: number) => values[row * band.widthPx + col] as number;
  const onGrid = isSame ? values : resizeBilinear(read, band, size);
  return Uint8Array.from(onGrid, (value) =>
    maximum > 0 ? Math.round(255 * Math.min(1, Math.max(0, value / maximum))) : 0,
  );
}

function writeLayers(path: string, size: Size, layers: readonly Uint8Array[]): void {
  const file = new NpyWriter(path, "|u1", [layers.length, size.heightPx, size.widthPx]);
  for (const layer of layers) file.append(layer);
  file.close();
}
