// Bytes of a far file by blocks: what was fetched is kept for a while, neighbours are fetched together, nothing twice at
// the same time.

/** Bytes `[start, end)`, all of them. */
export type FetchRange = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

export type BlockCacheOptions = {
  readonly blockBytes?: number;
  readonly keepBytes?: number;
  /** Most bytes of one request. */
  readonly requestBytes?: number;
};

const BLOCK_BYTES = 2 ** 16;
const KEEP_BYTES = 2 ** 26;
const REQUEST_BYTES = 2 ** 22;
/** Blocks that are fetched ahead at most, when a file is read from one end to the other. */
const MOST_AHEAD = 32;

/** Reads `[start, end)` within `size`. */
export function createBlockCache(
  size: number,
  fetchRange: FetchRange,
  options: BlockCacheOptions = {},
): (start: number, end: number) => Promise<ArrayBuffer> {
  const {
    blockBytes = BLOCK_BYTES,
    keepBytes = KEEP_BYTES,
    requestBytes = REQUEST_BYTES,
  } = options;
  const blockCount = Math.ceil(size / blockBytes);
  /** In the order of their last use. */
  const kept = new Map<number, Promise<Uint8Array>>();
  let nextAfterLast = -1;
  let ahead = 0;

  /** Blocks `[first, last)` in one request. */
  function fetchBlocks(first: number, last: number): void {
    const start = first * blockBytes;
    const fetched = fetchRange(start, Math.min(size, last * blockBytes));
    for (let block = first; block < last; block++) {
      const from = block * blockBytes - start;
      const one = fetched.then((bytes) => bytes.slice(from, from + blockBytes));
      // Asked for again, it is fetched again.
      one.catch(() => kept.delete(block));
      kept.set(block, one);
    }
  }

  function fetchMissing(first: number, last: number): void {
    const most = Math.max(1, Math.floor(requestBytes / blockBytes));
    for (let block = first; block < last; block++) {
      if (kept.has(block)) continue;
      const begin = block;
      while (block + 1 < last && !kept.has(block + 1) && block + 1 - begin < most) block++;
      fetchBlocks(begin, block + 1);
    }
  }

  function forgetOldest(): void {
    const most = Math.max(1, Math.floor(keepBytes / blockBytes));
    for (const block of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(block);
    }
  }

  /** Reading on where the last reading ended, twice as far each time: rows of tiles come one by one. */
  function farEnough(first: number, last: number): number {
    const isOnward = first === nextAfterLast || first === nextAfterLast - 1;
    const isKnown = kept.has(first) && kept.has(last - 1);
    if (!isOnward) ahead = 0;
    else if (!isKnown) ahead = Math.min(MOST_AHEAD, Math.max(1, ahead * 2));
    nextAfterLast = last;
    return isKnown ? last : Math.min(blockCount, last + ahead);
  }

  return async (start, end) => {
    const stop = Math.min(end, size);
    if (start >= stop) return new ArrayBuffer(0);
    const first = Math.floor(start / blockBytes);
    const last = Math.ceil(stop / blockBytes);
    fetchMissing(first, farEnough(first, last));
    const blocks = Array.from({ length: last - first }, (_, i) => {
      const block = kept.get(first + i);
      if (block === undefined) throw new Error("A block is neither kept nor fetched.");
      kept.delete(first + i);
      kept.set(first + i, block);
      return block;
    });
    forgetOldest();
    const bytes = new Uint8Array(stop - start);
    for (const [i, block] of (await Promise.all(blocks)).entries()) {
      const at = (first + i) * blockBytes - start;
      bytes.set(block.subarray(Math.max(0, -at), stop - start - at), Math.max(0, at));
    }
    return bytes.buffer;
  };
}
