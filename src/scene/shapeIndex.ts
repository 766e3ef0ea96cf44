// The index of a shapefile (.shx) made anew from the shapes (.shp): GDAL opens none without it.
import { AppError } from "../base/errors.ts";

const HEADER_BYTES = 100;

/** By ESRI's description: record headers are big endian, lengths in 16-bit words. */
export function shapeIndex(shp: Uint8Array): Uint8Array<ArrayBuffer> {
  if (shp.length < HEADER_BYTES)
    throw new AppError("import-failed", "The .shp file is shorter than its header.");
  const view = new DataView(shp.buffer, shp.byteOffset, shp.byteLength);
  const records: [offset: number, words: number][] = [];
  for (let at = HEADER_BYTES; at + 8 <= shp.length; ) {
    const words = view.getInt32(at + 4);
    if (words <= 0 || at + 8 + 2 * words > shp.length) break;
    records.push([at / 2, words]);
    at += 8 + 2 * words;
  }
  const index = new Uint8Array(HEADER_BYTES + 8 * records.length);
  index.set(shp.subarray(0, HEADER_BYTES));
  const out = new DataView(index.buffer);
  out.setInt32(24, index.length / 2);
  for (const [i, [offset, words]] of records.entries()) {
    out.setInt32(HEADER_BYTES + 8 * i, offset);
    out.setInt32(HEADER_BYTES + 8 * i + 4, words);
  }
  return index;
}
