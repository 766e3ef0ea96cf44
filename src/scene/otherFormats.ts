// Says what a file that is no TIFF looks like, so that its owner sees what was mixed up.

import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";

type Signature = {
  readonly bytes: readonly number[];
  readonly at?: number;
  readonly looks: string;
};

const SIGNATURES: readonly Signature[] = [
  { bytes: [0x89, 0x50, 0x4e, 0x47], looks: "a PNG picture" },
  { bytes: [0xff, 0xd8, 0xff], looks: "a JPEG picture" },
  { bytes: [0x89, 0x48, 0x44, 0x46], looks: "an HDF5 or netCDF-4 file" },
  { bytes: [0x43, 0x44, 0x46], looks: "a netCDF file" },
  { bytes: [0x50, 0x4b], looks: "a zip archive: unpack it and open the GeoTIFF inside" },
  { bytes: [0x1f, 0x8b], looks: "a gzip archive: unpack it and open the GeoTIFF inside" },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], looks: "a 7-zip archive" },
  { bytes: [0x25, 0x50, 0x44, 0x46], looks: "a PDF document" },
  { bytes: [0x00, 0x00, 0x27, 0x0a], looks: "an ESRI shapefile" },
  { bytes: [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50], looks: "a JPEG 2000 picture" },
  { bytes: [0x57, 0x45, 0x42, 0x50], at: 8, looks: "a WebP picture" },
  { bytes: [0x47, 0x49, 0x46, 0x38], looks: "a GIF picture" },
  { bytes: [0x42, 0x4d], looks: "a BMP picture" },
];

/** The eight bytes that every PNG begins with. */
export async function isPng(file: ByteSource): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => head[i] === byte);
}

/** The `file-not-tiff` error for this file. */
export async function describeOtherFormat(file: ByteSource): Promise<AppError> {
  const head = new Uint8Array(await file.slice(0, 512).arrayBuffer());
  const known = SIGNATURES.find(({ bytes, at = 0 }) =>
    bytes.every((byte, i) => head[at + i] === byte),
  );
  const looks = known?.looks ?? (isText(head) ? textKind(head) : null);
  const what = looks === null ? "" : ` It looks like ${looks}.`;
  return new AppError("file-not-tiff", `The file is not a TIFF, whatever its name says.${what}`);
}

function isText(head: Uint8Array): boolean {
  const printable = head.filter((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13)).length;
  return head.length > 0 && printable === head.length;
}

function textKind(head: Uint8Array): string {
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith("{") || text.startsWith("[")) return "JSON text, perhaps GeoJSON";
  if (/^<(!doctype )?html/i.test(text)) return "a web page: the download may have failed";
  if (text.startsWith("<")) return "XML text";
  return "a text file";
}
