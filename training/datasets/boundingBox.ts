// CaFFe's bounding boxes: text files with the corners of the part of a scene where fronts count.
import { readFileSync } from "node:fs";
import { AppError } from "../../src/base/errors.ts";
import type { PixelBox } from "./labelledScene.ts";

type Size = { readonly widthPx: number; readonly heightPx: number };

/**
 * A header, then `x,y` of the upper left, lower left, lower right and upper right corner, where "upper" has the larger
 * row. Rounded and clamped as CaFFe's evaluation does it (Gourmelon et al. 2022): halves to even, and an end beyond the
 * picture loses the last column or row. Throws `file-unreadable`.
 */
export function readPixelBox(path: string, { widthPx, heightPx }: Size): PixelBox {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} cannot be read.`, { cause });
  }
  const corners = text
    .trim()
    .split(/\r?\n/)
    .slice(1, 5)
    .map((line) => line.split(",").map((cell) => (cell.trim() === "" ? Number.NaN : Number(cell))));
  const [upperLeft = [], , lowerRight = []] = corners;
  const numbers = [upperLeft[0], lowerRight[0], lowerRight[1], upperLeft[1]];
  const [left = Number.NaN, right, bottom = Number.NaN, top] = numbers.map((value) =>
    roundHalfToEven(value ?? Number.NaN),
  );
  const box = {
    firstCol: Math.max(0, left),
    endCol: endWithin(right, widthPx),
    firstRow: Math.max(0, bottom),
    endRow: endWithin(top, heightPx),
  };
  if (corners.length === 4 && box.firstCol < box.endCol && box.firstRow < box.endRow) return box;
  throw new AppError(
    "file-unreadable",
    `${path} does not hold four corners "x,y" below a header line: upper left, lower left, lower right, upper right.`,
  );
}

function endWithin(end = Number.NaN, size: number): number {
  return end > size ? size - 1 : end;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Sets all of a row-major picture to 0 that lies outside the box. */
export function clearOutside(
  mask: Uint8Array,
  { endCol, endRow, firstCol, firstRow }: PixelBox,
  { heightPx, widthPx }: Size,
): void {
  for (let row = 0; row < heightPx; row++) {
    const start = row * widthPx;
    const isInside = row >= firstRow && row < endRow;
    mask.fill(0, start, isInside ? start + firstCol : start + widthPx);
    if (isInside) mask.fill(0, start + endCol, start + widthPx);
  }
}
