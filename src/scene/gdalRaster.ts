// Pictures that the fast reader cannot read, by way of GDAL: odd numbers of bits, half floats, products of other makers.
import { AppError } from "../base/errors.ts";
import { asBlob, type ByteSource } from "./byteSource.ts";
import type { GdalAccess } from "./gdal.ts";
import { refuseOverBudget } from "./headerScan.ts";

/** GDAL holds the picture in its own memory, which ends at 2 GiB, and once more as it is handed over. */
const MOST_BYTES = 2 ** 29;

/**
 * The picture as an uncompressed GeoTIFF with what GDAL knows of its place. Rejects with `file-unsupported` where GDAL
 * cannot read it, with `file-too-large` where it does not fit. `beside`: files that the driver looks for by their names.
 */
export async function readByGdal(
  gdal: GdalAccess,
  file: ByteSource,
  fileName: string,
  beside: readonly { readonly name: string; readonly file: Blob }[] = [],
): Promise<Blob> {
  // GDAL knows some products by their names' extension.
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(fileName)?.[0] ?? "";
  const name = beside.length > 0 ? fileName : `main${extension}`;
  if (file.size > MOST_BYTES && !(file instanceof Blob))
    throw new AppError(
      "file-too-large",
      `GDAL would have to fetch all ${Math.ceil(file.size / 2 ** 20)} MiB of the file. Download it and open it from the disk.`,
    );
  const bytes = await gdal.readRaster([{ name, file: await asBlob(file) }, ...beside], optionsFor);
  return new Blob([bytes]);
}

type Told = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly ToldBand[];
};
type ToldBand = { readonly type: string; readonly isPacked: boolean };

function optionsFor(info: unknown): string[] {
  const { widthPx, heightPx, bands } = toldOf(info);
  refuseOverBudget(widthPx, heightPx);
  const [first] = bands;
  if (first === undefined)
    throw new AppError("file-unsupported", "The file holds no picture that GDAL can read.");
  const { bits, type } = STORED[first.type] ?? { bits: 32, type: "Float32" };
  if ((widthPx * heightPx * bands.length * bits) / 8 > MOST_BYTES)
    throw new AppError(
      "file-too-large",
      `GDAL would have to unpack ${widthPx} x ${heightPx} pixels in ${bands.length} bands at once, which does not fit. Convert the file to a tiled GeoTIFF first, for instance with gdal_translate.`,
    );
  const isPacked = bands.some((band) => band.isPacked);
  // Without this GDAL packs the bits as they were.
  const packing = isPacked ? ["-co", `NBITS=${bits}`] : [];
  return [
    "-of",
    "GTiff",
    "-ot",
    type,
    "-co",
    "COMPRESS=NONE",
    "-co",
    "INTERLEAVE=BAND",
    ...packing,
  ];
}

/** What GDAL's types are stored as, so that the fast reader reads them. */
const STORED: Readonly<Record<string, { readonly type: string; readonly bits: number }>> = {
  Byte: { type: "Byte", bits: 8 },
  UInt16: { type: "UInt16", bits: 16 },
  Int16: { type: "Int16", bits: 16 },
  UInt32: { type: "UInt32", bits: 32 },
  Int32: { type: "Int32", bits: 32 },
  Float32: { type: "Float32", bits: 32 },
  Float64: { type: "Float64", bits: 64 },
  CInt16: { type: "CInt16", bits: 32 },
  CInt32: { type: "CFloat32", bits: 64 },
  CFloat32: { type: "CFloat32", bits: 64 },
  CFloat64: { type: "CFloat32", bits: 64 },
};

function toldOf(info: unknown): Told {
  const { size, bands } = (info ?? {}) as { size?: unknown; bands?: unknown };
  const [widthPx, heightPx] = Array.isArray(size) ? size.map(Number) : [];
  return {
    widthPx: widthPx ?? 0,
    heightPx: heightPx ?? 0,
    bands: (Array.isArray(bands) ? bands : []).map((band): ToldBand => {
      const { type, metadata } = (band ?? {}) as { type?: unknown; metadata?: unknown };
      return {
        type: String(type),
        isPacked: JSON.stringify(metadata ?? "").includes('"NBITS"'),
      };
    }),
  };
}

const MARKS: readonly { readonly at: number; readonly text: string; readonly name: string }[] = [
  { at: 0, text: "PRODUCT=", name: "an Envisat product" },
  { at: 28, text: "CSAR", name: "a TerraSAR-X COSAR product" },
  { at: 0, text: "EHFA_HEADER_TAG", name: "an ERDAS Imagine picture" },
  { at: 0, text: "NITF", name: "a NITF picture" },
  { at: 0, text: "GRIB", name: "a GRIB file" },
];
/** CEOS records begin with a number, a code and their length: 1 and 63, 192, 18, 18 in a volume, 50, 10, 11... in data. */
const CEOS_CODES: ReadonlySet<number> = new Set([10, 18, 50, 63, 192]);

/** What it is, where GDAL has a driver for what the file's first bytes look like; else null. */
export async function gdalFormatOf(file: ByteSource): Promise<string | null> {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const found = MARKS.find(({ at, text }) =>
    [...text].every((letter, i) => head[at + i] === letter.charCodeAt(0)),
  );
  if (found !== undefined) return found.name;
  const view = new DataView(head.buffer);
  const isCeos =
    head.length >= 12 &&
    view.getUint32(0) === 1 &&
    [4, 5, 6, 7].every((at) => CEOS_CODES.has(head[at] ?? 0)) &&
    view.getUint32(8) >= 180 &&
    view.getUint32(8) < 2 ** 20;
  return isCeos ? "a CEOS product (ERS, ALOS, RADARSAT-1)" : null;
}
