// Tells a file again by its content, whatever it is called and wherever it lies.
import type { ByteSource } from "./byteSource.ts";

const BLOCK_BYTES = 256 * 1024;
const MOST_BLOCKS = 64;
const END_BYTES = 64 * 1024;
const ENDS = "ends-";

/**
 * Size and SHA-256 of the file; of a file above 16 MiB, SHA-256 of 64 blocks spread evenly over it, first and last
 * among them, so that a whole swath costs no more than a moment. Of a file at an address, size and SHA-256 of its first
 * and last 64 KiB alone, so that it is not fetched for it. `like`: a fingerprint to compare with, made in the same way.
 */
export async function fileFingerprint(file: ByteSource, like?: string): Promise<string> {
  const byEnds = like === undefined ? !(file instanceof Blob) : like.startsWith(ENDS);
  const parts = byEnds ? endsOf(file) : spreadOver(file);
  const read = await Promise.all(parts.map(([start, end]) => file.slice(start, end).arrayBuffer()));
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(read).arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `${byEnds ? ENDS : ""}${file.size}-${hex.join("")}`;
}

type Part = readonly [start: number, end: number];

function endsOf({ size }: ByteSource): readonly Part[] {
  return [
    [0, Math.min(size, END_BYTES)],
    [Math.max(0, size - END_BYTES), size],
  ];
}

function spreadOver({ size }: ByteSource): readonly Part[] {
  if (size <= MOST_BLOCKS * BLOCK_BYTES) return [[0, size]];
  return Array.from({ length: MOST_BLOCKS }, (_, index) => {
    const start = Math.floor(((size - BLOCK_BYTES) * index) / (MOST_BLOCKS - 1));
    return [start, start + BLOCK_BYTES];
  });
}
