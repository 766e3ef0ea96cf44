// A PNG as a source of pixels: no georeferencing, grey or colour channels as bands.

import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";
import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { pixelGeoreferencing } from "./georeferencing.ts";
import { refuseOverBudget } from "./headerScan.ts";
import type { PixelSource } from "./pixelSource.ts";

/** Deflate cannot shrink pixels more than this; a PNG that claims more pixels lies. */
const MAX_RATIO = 1100;

export async function openPngSource(file: ByteSource): Promise<PixelSource> {
  const header = new DataView(await file.slice(0, 29).arrayBuffer());
  if (header.byteLength < 29)
    throw new AppError("file-truncated", "The PNG ends within its header: it was cut short.");
  const [widthPx, heightPx] = [header.getUint32(16), header.getUint32(20)];
  if (widthPx < 1 || heightPx < 1)
    throw new AppError("file-corrupt", "The PNG does not say how large its picture is.");
  refuseOverBudget(widthPx, heightPx);
  if ((widthPx * heightPx * header.getUint8(24)) / 8 > file.size * MAX_RATIO)
    throw new AppError(
      "file-corrupt",
      `The PNG claims ${widthPx} x ${heightPx} pixels, which its ${file.size} bytes cannot hold.`,
    );
  const { data, channels, depth } = await decodePng(file);
  const hasAlpha = channels === 2 || channels === 4;
  return {
    ...pixelGeoreferencing("A PNG has no georeferencing."),
    widthPx,
    heightPx,
    blockWidthPx: widthPx,
    blockHeightPx: 256,
    leastRowsPx: 1,
    overviews: [],
    bandCount: hasAlpha ? channels - 1 : channels,
    bandNames: [],
    sampleType: depth === 16 ? "uint16" : "uint8",
    compression: "PNG",
    noData: null,
    simulated: false,
    readStored: null,
    sampleCount: channels,
    readWindow: async (band, window) => {
      const values = new Float32Array(window.widthPx * window.heightPx);
      for (let row = 0, to = 0; row < window.heightPx; row++) {
        let from = ((window.firstRow + row) * widthPx + window.firstCol) * channels;
        for (let col = 0; col < window.widthPx; col++, to++, from += channels) {
          const isOpaque = !hasAlpha || data[from + channels - 1] !== 0;
          values[to] = isOpaque ? (data[from + band] ?? Number.NaN) : Number.NaN;
        }
      }
      return values;
    },
  };
}

type PngPixels = Pick<DecodedPng, "data" | "channels" | "depth">;

async function decodePng(file: ByteSource): Promise<PngPixels> {
  let png: DecodedPng;
  try {
    png = decode(await file.arrayBuffer());
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : "";
    throw new AppError("file-corrupt", `The PNG is damaged${why}.`, { cause });
  }
  if (png.palette !== undefined)
    return { data: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3, depth: 8 };
  if (png.depth < 8)
    throw new AppError(
      "file-unsupported",
      `The PNG has ${png.depth} bits a pixel; 8 or 16 are needed.`,
    );
  return png;
}
