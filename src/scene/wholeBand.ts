// A whole band out of a picture that is read in parts.
import type { ReadOptions } from "./readOptions.ts";
import type { Band } from "./scene.ts";
import type { ReadWindow } from "./windowReader.ts";

type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly readWindow: ReadWindow;
  /** Rows that are read between two looks at the abort signal. */
  readonly rowsAtOnce: number;
};

/** The caller owns the array. Rejects with the signal's reason when aborted. */
export async function readWhole(
  { heightPx, readWindow, rowsAtOnce, widthPx }: Picture,
  band: number,
  { onProgress, signal }: ReadOptions = {},
): Promise<Band> {
  const values = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, heightPx - row);
    const window = { firstCol: 0, firstRow: row, widthPx, heightPx: count };
    values.set(await readWindow(band, window, signal), row * widthPx);
    onProgress?.(row + count, heightPx);
  }
  return { widthPx, heightPx, values };
}
