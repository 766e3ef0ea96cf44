// Reads the first directory (IFD) of a TIFF or BigTIFF: which tags it has and where their values lie. Never decodes pixels.

import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { describeOtherFormat } from "./otherFormats.ts";

type TiffTag = {
  readonly type: number;
  readonly count: number;
  /** Byte offset of the value in the file. */
  readonly at: number;
};

export type TiffDirectory = {
  readonly file: ByteSource;
  readonly isLittleEndian: boolean;
  readonly tags: ReadonlyMap<number, TiffTag>;
  /** Whether offsets have eight bytes. */
  readonly isBig: boolean;
  /** Where the next directory lies; 0 where this is the last. */
  readonly nextAt: number;
};

/** Bytes of one value by TIFF field type; 0 for numbers that are no type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const INTEGER_TYPES: ReadonlySet<number> = new Set([1, 3, 4, 13, 16, 18]);
const REAL_TYPES: ReadonlySet<number> = new Set([...INTEGER_TYPES, 5, 6, 8, 9, 10, 11, 12, 17]);
/** A directory of a real image has dozens of entries. */
const MAX_ENTRIES = 4096;
/** Block tables of the largest scenes have some 100,000 values; this bounds what a false count can allocate. */
const MAX_VALUES = 4_000_000;

export async function readTiffDirectory(file: ByteSource): Promise<TiffDirectory> {
  if (file.size === 0)
    throw new AppError("file-empty", "The file is empty (0 bytes); copy or download it again.");
  const start = await readView(file, 0, Math.min(16, file.size));
  const mark = start.byteLength >= 2 ? start.getUint16(0) : 0;
  const isLittleEndian = mark === 0x4949;
  if (!isLittleEndian && mark !== 0x4d4d) throw await describeOtherFormat(file);
  if (start.byteLength < 8) throw cutShort(file, "not even the TIFF header is whole");
  const version = start.getUint16(2, isLittleEndian);
  if (version !== 42 && version !== 43) throw await describeOtherFormat(file);
  const isBig = version === 43;
  if (isBig && start.byteLength < 16) throw cutShort(file, "not even the BigTIFF header is whole");
  const dialect = dialectOf(isBig, isLittleEndian);
  const offset = dialect.readOffset(start, isBig ? 8 : 4);
  return {
    file,
    isLittleEndian,
    isBig,
    ...(await readEntries(file, offset, isLittleEndian, dialect)),
  };
}

/** Pages that a file may have before no more of them are looked at. */
const MAX_PAGES = 32;

/** The directories after the first one, each once, as far as they can be read. */
export async function* furtherDirectories(first: TiffDirectory): AsyncGenerator<TiffDirectory> {
  const { file, isBig, isLittleEndian } = first;
  const seen = new Set<number>();
  for (let at = first.nextAt; at !== 0 && !seen.has(at) && seen.size < MAX_PAGES; ) {
    seen.add(at);
    const entries = await readEntries(file, at, isLittleEndian, dialectOf(isBig, isLittleEndian));
    yield { file, isBig, isLittleEndian, ...entries };
    at = entries.nextAt;
  }
}

/** What differs between TIFF and BigTIFF. */
type Dialect = {
  readonly countBytes: number;
  readonly entryBytes: number;
  readonly offsetBytes: number;
  readonly readCount: (view: DataView, at: number) => number;
  readonly readOffset: (view: DataView, at: number) => number;
};

function dialectOf(isBig: boolean, isLittleEndian: boolean): Dialect {
  const readShort = (view: DataView, at: number) => view.getUint16(at, isLittleEndian);
  const readLong = (view: DataView, at: number) => view.getUint32(at, isLittleEndian);
  const readLong8 = (view: DataView, at: number) => Number(view.getBigUint64(at, isLittleEndian));
  return isBig
    ? { countBytes: 8, entryBytes: 20, offsetBytes: 8, readCount: readLong8, readOffset: readLong8 }
    : { countBytes: 2, entryBytes: 12, offsetBytes: 4, readCount: readShort, readOffset: readLong };
}

async function readEntries(
  file: ByteSource,
  offset: number,
  isLittleEndian: boolean,
  { countBytes, entryBytes, offsetBytes, readCount, readOffset }: Dialect,
): Promise<Pick<TiffDirectory, "tags" | "nextAt">> {
  if (offset < 8 || offset + countBytes > file.size)
    throw cutShort(file, `its directory should lie at byte ${offset}`);
  const entries = readCount(await readView(file, offset, countBytes), 0);
  if (entries === 0 || entries > MAX_ENTRIES)
    throw new AppError("file-corrupt", `The TIFF directory claims ${entries} entries.`);
  const first = offset + countBytes;
  if (first + entries * entryBytes > file.size)
    throw cutShort(file, `its directory has ${entries} entries`);
  const end = first + entries * entryBytes;
  const view = await readView(file, first, entries * entryBytes);
  const tags = new Map<number, TiffTag>();
  for (let at = 0; at < entries * entryBytes; at += entryBytes) {
    const number = view.getUint16(at, isLittleEndian);
    const type = view.getUint16(at + 2, isLittleEndian);
    const count = readOffset(view, at + 4);
    const field = at + 4 + offsetBytes;
    const isInside = count * (TYPE_BYTES[type] ?? 0) <= offsetBytes;
    // Of a tag that occurs twice the first counts.
    if (!tags.has(number))
      tags.set(number, { type, count, at: isInside ? first + field : readOffset(view, field) });
  }
  // The last page may end with the file, the pointer to a next one missing.
  const hasNext = end + offsetBytes <= file.size;
  const nextAt = hasNext ? readOffset(await readView(file, end, offsetBytes), 0) : 0;
  return { tags, nextAt };
}

/** The tag's whole numbers; null where the directory has no such tag. */
export function readIntegers(directory: TiffDirectory, tag: number): Promise<number[] | null> {
  return readValues(directory, tag, INTEGER_TYPES);
}

/** The tag's numbers of any kind; null where the directory has no such tag. */
export function readNumbers(directory: TiffDirectory, tag: number): Promise<number[] | null> {
  return readValues(directory, tag, REAL_TYPES);
}

/** The tag's text without its closing NUL; null where the directory has no such tag or the value is unreadable. */
export async function readText(directory: TiffDirectory, tag: number): Promise<string | null> {
  const bytes = await readBytes(directory, tag);
  return bytes === null ? null : new TextDecoder().decode(bytes).replace(/\0[\s\S]*$/, "");
}

/** The tag's bytes; null where the directory has no such tag or the value lies outside the file. */
export async function readBytes(
  { file, tags }: TiffDirectory,
  tag: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const entry = tags.get(tag);
  if (entry === undefined || TYPE_BYTES[entry.type] !== 1) return null;
  if (entry.count > MAX_VALUES || entry.at + entry.count > file.size) return null;
  return new Uint8Array(await file.slice(entry.at, entry.at + entry.count).arrayBuffer());
}

async function readValues(
  { file, isLittleEndian, tags }: TiffDirectory,
  tag: number,
  types: ReadonlySet<number>,
): Promise<number[] | null> {
  const entry = tags.get(tag);
  if (entry === undefined) return null;
  const bytes = TYPE_BYTES[entry.type] ?? 0;
  if (bytes === 0 || !types.has(entry.type) || entry.count > MAX_VALUES)
    throw new AppError(
      "file-corrupt",
      `TIFF tag ${tag} has ${entry.count} values of type ${entry.type}, which makes no sense there.`,
    );
  if (entry.at + entry.count * bytes > file.size)
    throw cutShort(file, `the values of TIFF tag ${tag} should lie at byte ${entry.at}`);
  const view = await readView(file, entry.at, entry.count * bytes);
  const read = READERS[entry.type];
  if (read === undefined) return null;
  return Array.from({ length: entry.count }, (_, i) => read(view, i * bytes, isLittleEndian));
}

type Reader = (view: DataView, at: number, isLittleEndian: boolean) => number;

const READERS: Readonly<Record<number, Reader>> = {
  1: (view, at) => view.getUint8(at),
  3: (view, at, le) => view.getUint16(at, le),
  4: (view, at, le) => view.getUint32(at, le),
  5: (view, at, le) => view.getUint32(at, le) / view.getUint32(at + 4, le),
  6: (view, at) => view.getInt8(at),
  8: (view, at, le) => view.getInt16(at, le),
  9: (view, at, le) => view.getInt32(at, le),
  10: (view, at, le) => view.getInt32(at, le) / view.getInt32(at + 4, le),
  11: (view, at, le) => view.getFloat32(at, le),
  12: (view, at, le) => view.getFloat64(at, le),
  13: (view, at, le) => view.getUint32(at, le),
  16: (view, at, le) => Number(view.getBigUint64(at, le)),
  17: (view, at, le) => Number(view.getBigInt64(at, le)),
  18: (view, at, le) => Number(view.getBigUint64(at, le)),
};

async function readView(file: ByteSource, at: number, bytes: number): Promise<DataView> {
  return new DataView(await file.slice(at, at + bytes).arrayBuffer());
}

/** `but` says what lies beyond the end. */
export function cutShort(file: ByteSource, but: string): AppError {
  return new AppError(
    "file-truncated",
    `The file ends after ${file.size} bytes, but ${but}: it was probably cut short. Copy or download it again.`,
  );
}
