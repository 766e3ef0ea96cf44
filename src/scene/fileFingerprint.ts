// Tells a file again by its content, whatever it is called and wherever it lies.
import type { ByteSource } from "./byteSource.ts";
import { sha256 } from "./sha256.ts";

const BLOCK_BYTES = 256 * 1024;
const MOST_BLOCKS = 64;
/** Of a file that is far away. */
const FAR_BLOCK_BYTES = 16 * 1024;
const MOST_FAR_BLOCKS = 9;
const FAR = "far-";

/**
 * Size and SHA-256 of the file; of a file above 16 MiB, SHA-256 of 64 blocks spread evenly over it, first and last
 * among them, so that a whole swath costs no more than a moment. Of a file at an address, of nine blocks of 16 KiB
 * alone, so that it is not fetched for it; scenes of one place may have the same ends. `like`: a fingerprint to compare with, made in the same way.
 */
export async function fileFingerprint(file: ByteSource, like?: string): Promise<string> {
  const isFar = like === undefined ? !(file instanceof Blob) : like.startsWith(FAR);
  const parts = isFar
    ? spreadOver(file.size, FAR_BLOCK_BYTES, MOST_FAR_BLOCKS)
    : spreadOver(file.size, BLOCK_BYTES, MOST_BLOCKS);
  const read = await Promise.all(parts.map(([start, end]) => file.slice(start, end).arrayBuffer()));
  const hex = await sha256(new Uint8Array(await new Blob(read).arrayBuffer()));
  return `${isFar ? FAR : ""}${file.size}-${hex}`;
}

type Part = readonly [start: number, end: number];

function spreadOver(size: number, blockBytes: number, most: number): readonly Part[] {
  if (size <= most * blockBytes) return [[0, size]];
  return Array.from({ length: most }, (_, index) => {
    const start = Math.floor(((size - blockBytes) * index) / (most - 1));
    return [start, start + blockBytes];
  });
}
