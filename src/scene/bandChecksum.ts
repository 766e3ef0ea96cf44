// The checksum that `gdalinfo -checksum` prints, so that two programs can be seen to read the same numbers.
import { AppError } from "../base/errors.ts";
import type { StoredPicture } from "./storedPicture.ts";

/** As GDAL's GDALChecksumImage has them. */
const PRIMES = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];
const MOST = 2 ** 31 - 1;
const WINDOW_PX = 2 ** 20;

/** Of one sample of the stored picture, from 0, alpha among them. Rejects with `file-unsupported` for a PNG. */
export async function bandChecksum(stored: StoredPicture, sample: number): Promise<number> {
  const { heightPx, readStored, rowsAtOnce } = stored;
  if (readStored === null)
    throw new AppError("file-unsupported", "Checksums are known for TIFF files only.");
  let sum = 0;
  let at = 0;
  const rows = rowsAtOnce(WINDOW_PX, 1);
  for (let row = 0; row < heightPx; row += rows)
    for (const value of await readStored(sample, row, Math.min(rows, heightPx - row))) {
      sum = (sum + (wholeNumber(value) % (PRIMES[at] ?? 1))) & 0xffff;
      at = at === PRIMES.length - 1 ? 0 : at + 1;
    }
  return sum;
}

/** Rounded to a 32-bit whole number, held within its range; what is not finite is the lowest of all. */
function wholeNumber(value: number): number {
  if (!Number.isFinite(value)) return -MOST - 1;
  return Math.max(-MOST, Math.min(MOST, Math.floor(value + 0.5)));
}
