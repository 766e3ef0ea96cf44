// Deflate and ZSTD, stopped at a size: a hostile stream may go on for gigabytes, or for ever.
import { ZSTDDecoder } from "zstddec/stream";

/** The platform's inflate. At most the first `maxBytes`; rejects where the stream is damaged before. */
export async function inflateBounded(stored: ArrayBuffer, maxBytes: number): Promise<ArrayBuffer> {
  const inflated = new Blob([stored]).stream().pipeThrough(new DecompressionStream("deflate"));
  const out = new Uint8Array(maxBytes);
  let filled = 0;
  const reader = inflated.getReader();
  // Read on to the stream's end even when the block is full: only there is its checksum compared.
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, maxBytes - filled);
    out.set(piece, filled);
    filled += piece.length;
    if (piece.length < value.length) {
      await reader.cancel();
      break;
    }
  }
  return filled === maxBytes ? out.buffer : out.buffer.slice(0, filled);
}

const zstd = new ZSTDDecoder();
/** The decoder does not say that a stream is damaged: it goes on giving nothing. */
const MOST_EMPTY = 16;

/** As `inflateBounded`. */
export async function unzstdBounded(stored: ArrayBuffer, maxBytes: number): Promise<ArrayBuffer> {
  await zstd.init();
  const out = new Uint8Array(maxBytes);
  let filled = 0;
  let empty = 0;
  for (const part of zstd.decodeStreaming([new Uint8Array(stored)])) {
    empty = part.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY) throw new Error("the ZSTD stream is damaged");
    const piece = part.subarray(0, maxBytes - filled);
    out.set(piece, filled);
    filled += piece.length;
    if (piece.length < part.length) break;
  }
  return filled === maxBytes ? out.buffer : out.buffer.slice(0, filled);
}
