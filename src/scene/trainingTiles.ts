// Training tiles: labelled scenes as a folder of PNGs with tiles.json, for `npm run train` and `npm run evaluate`.
import { encode } from "fast-png";
import { AppError } from "../base/errors.ts";
import type { PixelXY } from "../geo/coordinates.ts";
import { rasteriseLines } from "../geo/rasteriseLines.ts";
import type { Band } from "./scene.ts";
import type { WrittenFile } from "./writeVector.ts";

export const TILES_FILE = "tiles.json";
export const TILES_FORMAT = "icefront-training-tiles";
export const TILES_VERSION = 1;

/** What tiles.json says of a scene. */
export type TrainingTileFacts = {
  /** Its files are `<name>.sar.png`, `<name>.front.png` and, where zones are known, `<name>.zones.png`. */
  readonly name: string;
  readonly glacier: string;
  /** ISO date. */
  readonly date: string;
  readonly sensor: string;
  /** Resolution of the product the scene was made from, metres. */
  readonly nominalResolutionMetres: number;
  readonly pixelSizeMetres: { readonly x: number; readonly y: number };
};

export type TrainingTile = {
  readonly facts: TrainingTileFacts;
  readonly band: Band;
  /** Calving fronts in pixel coordinates. */
  readonly fronts: readonly (readonly PixelXY[])[];
  /** CaFFe's codes on the band's grid: 0 no data, 64 rock, 127 glacier, 254 ocean; null when unknown. */
  readonly zones: Uint8Array | null;
};

/** tiles.json. */
export type TrainingTilesIndex = {
  readonly format: typeof TILES_FORMAT;
  readonly version: typeof TILES_VERSION;
  /** SPDX identifier, and who must be named. */
  readonly licence: string;
  readonly attribution: string;
  readonly scenes: readonly TrainingTileFacts[];
};

/**
 * The files of a folder of training tiles, tile by tile; tiles.json comes last, so that a folder without it is
 * unfinished. Throws `option-invalid` for a name given twice or that is no file name.
 */
export function* writeTrainingTiles(
  { licence, attribution }: Pick<TrainingTilesIndex, "licence" | "attribution">,
  tiles: Iterable<TrainingTile>,
): Generator<WrittenFile> {
  const scenes: TrainingTileFacts[] = [];
  for (const { facts, band, fronts, zones } of tiles) {
    if (!isTileName(facts.name) || scenes.some(({ name }) => name === facts.name))
      throw new AppError(
        "option-invalid",
        `"${facts.name}" is given twice or is no file name: rename the scene.`,
      );
    scenes.push(facts);
    const front = rasteriseLines(fronts, band).map((set) => set * 255);
    yield { fileName: `${facts.name}.sar.png`, bytes: greyPng(band, storable(band)) };
    yield { fileName: `${facts.name}.front.png`, bytes: greyPng(band, front) };
    if (zones) yield { fileName: `${facts.name}.zones.png`, bytes: greyPng(band, zones) };
  }
  const index: TrainingTilesIndex = {
    format: TILES_FORMAT,
    version: TILES_VERSION,
    licence,
    attribution,
    scenes,
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(index, null, 1)}\n`);
  yield { fileName: TILES_FILE, bytes };
}

/** Whether a scene may be called so: a plain file name on every system. */
export function isTileName(name: unknown): boolean {
  return typeof name === "string" && /^(?!\.)[^\p{C}/\\:*?"<>|]+$/u.test(name);
}

function greyPng(
  { widthPx, heightPx }: Band,
  data: Uint8Array | Uint16Array,
): Uint8Array<ArrayBuffer> {
  const depth = data instanceof Uint8Array ? 8 : 16;
  return Uint8Array.from(encode({ width: widthPx, height: heightPx, channels: 1, depth, data }));
}

/**
 * Grey values, 0 where there is no data. Whole numbers that fit stay as they are; others are stretched linearly over
 * 1..65535, which keeps their order and so the network's ranks.
 */
function storable({ values }: Band): Uint8Array | Uint16Array {
  let [min, max, areWhole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    areWhole &&= Number.isInteger(value);
  }
  if (areWhole && min >= 0 && max <= 65_535) {
    const grey = max <= 255 ? new Uint8Array(values.length) : new Uint16Array(values.length);
    for (const [i, value] of values.entries()) grey[i] = Number.isNaN(value) ? 0 : value;
    return grey;
  }
  const scale = max > min ? 65_534 / (max - min) : 0;
  return Uint16Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + Math.round((value - min) * scale),
  );
}
