// What lies in a zip, and any entry of it as a Blob, without reading the rest. Layout: PKWARE APPNOTE.TXT 6.3, with its
// 64-bit fields (section 4.5.3), since whole products pass 4 GB.
import { AppError } from "../base/errors.ts";
import type { ByteSource } from "./byteSource.ts";

export type ZipEntry = {
  /** With its folders, separated by "/". */
  readonly path: string;
  /** Unpacked. */
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Of the entry's own header within the file. */
  readonly headerAt: number;
};

const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 20_000;
const MOST_DIRECTORY_BYTES = 2 ** 26;
/** Of one entry, which the browser keeps on its disk or in memory. */
const MOST_UNPACKED_BYTES = 2 ** 32;
/** Deflate reaches a thousandfold only with emptiness; pictures stay far below. */
const MOST_EXPANSION = 200;
const HARMLESS_BYTES = 2 ** 24;
const LONGEST_COMMENT = 0xffff;

export async function isZip(file: ByteSource): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/** Rejects with `file-corrupt` or `file-too-large`. Folders and paths that would leave the archive are left out. */
export async function listZip(file: Blob): Promise<readonly ZipEntry[]> {
  const { at, bytes, count } = await findDirectory(file);
  if (count > MOST_ENTRIES || bytes > MOST_DIRECTORY_BYTES)
    throw new AppError("file-too-large", `The zip lists ${count} files, which is too many.`);
  if (at + bytes > file.size) throw damaged("its list of files lies beyond its end");
  const view = new DataView(await file.slice(at, at + bytes).arrayBuffer());
  const entries: ZipEntry[] = [];
  for (let offset = 0, i = 0; i < count; i++) {
    if (offset + 46 > view.byteLength || view.getUint32(offset, true) !== 0x02014b50)
      throw damaged("its list of files is cut short");
    const nameBytes = view.getUint16(offset + 28, true);
    const extraBytes = view.getUint16(offset + 30, true);
    const end = offset + 46 + nameBytes + extraBytes + view.getUint16(offset + 32, true);
    if (end > view.byteLength) throw damaged("its list of files is cut short");
    const entry = readEntry(view, offset, nameBytes, extraBytes);
    if (!entry.path.endsWith("/") && !isOutside(entry.path)) entries.push(entry);
    offset = end;
  }
  return entries;
}

function readEntry(view: DataView, at: number, nameBytes: number, extraBytes: number): ZipEntry {
  const name = new Uint8Array(view.buffer, at + 46, nameBytes);
  const long = longFields(view, at + 46 + nameBytes, extraBytes);
  // Where a field is too short for its number it is all ones, and the next long field holds it.
  const field = (offset: number) => {
    const short = view.getUint32(at + offset, true);
    return short === 0xffffffff ? (long.next().value ?? short) : short;
  };
  const sizeBytes = field(24);
  const packedBytes = field(20);
  const headerAt = field(42);
  return {
    path: new TextDecoder().decode(name).replaceAll("\\", "/"),
    sizeBytes,
    packedBytes,
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    headerAt,
  };
}

/** The 64-bit numbers of an entry, in their order: unpacked size, packed size, place. */
function* longFields(view: DataView, first: number, bytes: number): Generator<number, undefined> {
  for (let at = first; at + 4 <= first + bytes; ) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (id === 1)
      for (let i = 0; i + 8 <= size && at + 12 + i <= first + bytes; i += 8)
        yield Number(view.getBigUint64(at + 4 + i, true));
    at += 4 + size;
  }
}

async function findDirectory(file: Blob) {
  const from = Math.max(0, file.size - LONGEST_COMMENT - 22 - 20);
  const tail = new DataView(await file.slice(from).arrayBuffer());
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw damaged("its end is missing; a download was probably interrupted");
  const short = {
    count: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    at: tail.getUint32(at + 16, true),
  };
  if (at < 20 || tail.getUint32(at - 20, true) !== 0x07064b50) return short;
  const longAt = Number(tail.getBigUint64(at - 12, true));
  const long = new DataView(await file.slice(longAt, longAt + 56).arrayBuffer());
  if (long.byteLength < 56 || long.getUint32(0, true) !== 0x06064b50)
    throw damaged("its end is damaged");
  return {
    count: Number(long.getBigUint64(32, true)),
    bytes: Number(long.getBigUint64(40, true)),
    at: Number(long.getBigUint64(48, true)),
  };
}

/**
 * The entry's bytes: a part of the file itself where they are stored as they are, else inflated as a stream. Rejects with
 * `file-corrupt`, `file-unsupported` or `file-too-large`, and with the signal's reason when aborted.
 */
export async function readEntryBlob(
  file: Blob,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<Blob> {
  const { headerAt, isEncrypted, method, packedBytes, path, sizeBytes } = entry;
  const head = new DataView(await file.slice(headerAt, headerAt + 30).arrayBuffer());
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50)
    throw damaged(`${path} is not where its list says`);
  const from = headerAt + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (from + packedBytes > file.size) throw damaged(`${path} ends beyond it`);
  if (isEncrypted || (method !== STORED && method !== DEFLATED))
    throw new AppError(
      "file-unsupported",
      `${path} is ${isEncrypted ? "encrypted" : `packed by method ${method}`}, which cannot be read. Unpack the zip and drop the folder.`,
    );
  const packed = file.slice(from, from + packedBytes);
  if (method === STORED) return packed;
  const isBomb = sizeBytes > HARMLESS_BYTES && sizeBytes > MOST_EXPANSION * packedBytes;
  if (isBomb || sizeBytes > MOST_UNPACKED_BYTES)
    throw new AppError(
      "file-too-large",
      `${path} unpacks to ${sizeBytes} bytes from ${packedBytes}. Unpack the zip and drop the folder.`,
    );
  return inflate(packed, entry, signal);
}

async function inflate(
  packed: Blob,
  { path, sizeBytes }: ZipEntry,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  let written = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      written += chunk.byteLength;
      // What its list says was checked; what comes is checked against that.
      if (written > sizeBytes) controller.error(damaged(`${path} is longer than its list says`));
      else controller.enqueue(chunk);
    },
  });
  try {
    const stream = packed
      .stream()
      .pipeThrough(new DecompressionStream("deflate-raw"), signal && { signal })
      .pipeThrough(counted);
    const blob = await new Response(stream).blob();
    if (written === sizeBytes) return blob;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AppError) throw cause;
    throw damaged(`${path} cannot be unpacked`, cause);
  }
  throw damaged(`${path} is shorter than its list says`);
}

function damaged(what: string, cause?: unknown): AppError {
  return new AppError("file-corrupt", `The zip is damaged: ${what}.`, { cause });
}

/** Folders that macOS adds, and paths that would leave the archive. */
function isOutside(path: string): boolean {
  return path.includes("__MACOSX/") || path.split("/").includes("..") || path.startsWith("/");
}
