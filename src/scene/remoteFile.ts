// A file at an address, read by parts: only what a picture needs is fetched.
import { AppError } from "../base/errors.ts";
import type { FileAddress } from "./address.ts";
import { type BlockCacheOptions, createBlockCache } from "./blockCache.ts";
import type { ByteSource } from "./byteSource.ts";
import { type Answer, type FetchOptions, fetchPart } from "./fetchPart.ts";

export type RemoteFile = ByteSource & {
  readonly address: string;
  readonly version: Version;
  /** Bodies of the answers so far. */
  readonly fetchedBytes: () => number;
  /** Stops what is being fetched; nothing can be read afterwards. */
  readonly close: () => void;
};

export type RemoteOptions = FetchOptions &
  BlockCacheOptions & {
    /** Another state of the file is refused. */
    readonly known?: Version | undefined;
  };

/** What is read with the first request: of most files the whole header. */
const FIRST_BYTES = 2 ** 16;
/** What reads a file whole (PNG, GDAL) holds it in memory more than once. */
const MOST_WHOLE_BYTES = 2 ** 29;

/**
 * Asks for the file's beginning and keeps to the version that answered: when the server's file is another one later,
 * reading fails with `file-unreadable`. Rejects with `address-whole-only` where the server gives no parts (unless
 * `wholeUpToBytes` allows to fetch it whole), `file-too-large` where it is larger than that, `file-empty`, and as
 * `fetchPart` does. `options.signal` ends the opening; `close` ends everything.
 */
export async function openRemoteFile(
  { address, wholeUpToBytes = 0 }: FileAddress,
  options: RemoteOptions = {},
): Promise<RemoteFile> {
  const closing = new AbortController();
  let fetched = 0;
  const ask = async (start: number, end: number, mostWhole: number, signal?: AbortSignal) => {
    const answer = await fetchPart(
      address,
      {
        headers: { Range: `bytes=${start}-${end - 1}` },
        mostBytes: (status, headers) =>
          status === 206 ? end - start : wholeFits(headers, mostWhole),
      },
      { ...options, signal },
    );
    fetched += answer.bytes.length;
    return answer;
  };
  const first = await ask(0, FIRST_BYTES, wholeUpToBytes, options.signal);
  const size = await sizeOf(address, first, wholeUpToBytes, options);
  if (size === 0) throw new AppError("file-empty", "The file at the address is empty (0 bytes).");
  const known = versionOf(first, size);
  if (options.known !== undefined && isOther(options.known, known)) throw changed();
  const base = {
    address,
    size,
    version: known,
    fetchedBytes: () => fetched,
    close: () => closing.abort(CLOSED),
  };
  if (first.status !== 206 || first.bytes.length >= size) {
    const whole = new Blob([first.bytes]);
    return { ...base, slice: (a, b) => whole.slice(a, b), arrayBuffer: () => whole.arrayBuffer() };
  }
  let isFirst = true;
  const read = createBlockCache(
    size,
    async (start, end) => {
      closing.signal.throwIfAborted();
      // The first answer is not asked for again.
      if (isFirst && start === 0 && end <= first.bytes.length) {
        isFirst = false;
        return first.bytes.slice(0, end);
      }
      const answer = await ask(start, end, 0, closing.signal);
      requireSame(known, versionOf(answer, size), answer, end - start);
      return answer.bytes;
    },
    options,
  );
  return {
    ...base,
    slice: (start, end) => ({ arrayBuffer: () => read(start, end) }),
    arrayBuffer: async () => {
      if (size > MOST_WHOLE_BYTES)
        throw new AppError(
          "file-too-large",
          `The file has ${size} bytes and would have to be fetched whole. Download it and open it from the disk.`,
        );
      return read(0, size);
    },
  };
}

const CLOSED = new AppError("scene-closed", "The scene is no longer open; open its address again.");

/** Bytes of a whole answer that may be taken; 0 leaves it. */
function wholeFits(headers: Headers, most: number): number {
  return Number(headers.get("content-length") ?? 0) > most ? 0 : most;
}

/** The length of the whole file. */
async function sizeOf(
  address: string,
  { status, headers, bytes }: Answer,
  wholeUpToBytes: number,
  options: RemoteOptions,
): Promise<number> {
  if (status === 416) return 0;
  if (status === 206) {
    const told = Number(/\/(\d+)\s*$/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
    if (Number.isFinite(told)) return told;
    if (bytes.length < FIRST_BYTES) return bytes.length;
    return sizeByHead(address, options);
  }
  if (bytes.length > 0) return bytes.length;
  const length = headers.get("content-length");
  if (length === "0") return 0;
  const size = length === null ? "" : ` (${megabytes(Number(length))})`;
  if (wholeUpToBytes > 0)
    throw new AppError(
      "file-too-large",
      `The server cannot give parts of the file${size}, and whole it is larger than the ${megabytes(wholeUpToBytes)} that were allowed.`,
    );
  throw new AppError(
    "address-whole-only",
    `${new URL(address).host} cannot give parts of the file${size}: it would have to be fetched whole.`,
  );
}

/** Servers that answer by parts may hide from other pages how long the whole is. */
async function sizeByHead(address: string, options: RemoteOptions): Promise<number> {
  const { headers } = await fetchPart(address, { method: "HEAD", mostBytes: () => 0 }, options);
  const size = Number(headers.get("content-length") ?? Number.NaN);
  if (Number.isFinite(size) && size > 0) return size;
  throw new AppError(
    "address-refused",
    `${new URL(address).host} does not tell how long the file is. Download it and open it from the disk.`,
  );
}

/** What tells one state of the file from another; null where the server does not say, or hides it from other pages. */
type Version = {
  readonly etag: string | null;
  readonly modified: string | null;
  readonly size: number;
};

function versionOf({ headers }: Answer, size: number): Version {
  const told = /\/(\d+)\s*$/.exec(headers.get("content-range") ?? "")?.[1];
  return {
    etag: headers.get("etag"),
    modified: headers.get("last-modified"),
    size: told === undefined ? size : Number(told),
  };
}

function requireSame(
  known: Version,
  now: Version,
  { status, bytes }: Answer,
  wanted: number,
): void {
  if (status !== 206 || bytes.length !== wanted || isOther(known, now)) throw changed();
}

function isOther(one: Version, two: Version): boolean {
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  return one.size !== two.size || differ(one.etag, two.etag) || differ(one.modified, two.modified);
}

function changed(): AppError {
  return new AppError(
    "file-unreadable",
    "The file at the address was changed while it was open. Close the scene and open the address again.",
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
