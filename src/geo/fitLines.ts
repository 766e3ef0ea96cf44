// Lines laid into a box of pixels, all by one scale and y downwards, with a scale bar: for small pictures of them.
import type { MapXY } from "./coordinates.ts";
import type { Crs } from "./crs.ts";
import { metresPerMapUnit } from "./projection.ts";

export type FittedLines = {
  /** In the order of the lines, in pixels of the box. */
  readonly lines: readonly (readonly (readonly [number, number])[])[];
  /** Null where the map has no metres. */
  readonly scaleBar: { readonly metres: number; readonly widthPx: number } | null;
};

type Box = { readonly widthPx: number; readonly heightPx: number; readonly marginPx: number };

/** The bar takes at most this share of the box's width. */
const LONGEST_BAR_01 = 0.4;

/** Null without a point. */
export function fitLines(
  lines: readonly (readonly MapXY[])[],
  crs: Crs,
  { widthPx, heightPx, marginPx }: Box,
): FittedLines | null {
  const start = lines.flat()[0];
  if (start === undefined) return null;
  const metres = metresPerMapUnit(start, crs);
  const unit = metres ?? { x: 1, y: 1 };
  const flat = lines.map((line) => line.map(([x, y]) => [x * unit.x, y * unit.y] as const));
  const [minX, maxX] = extent(flat.flat().map(([x]) => x));
  const [minY, maxY] = extent(flat.flat().map(([, y]) => y));
  const perPixel = Math.max(
    (maxX - minX) / (widthPx - 2 * marginPx),
    (maxY - minY) / (heightPx - 2 * marginPx),
    Number.EPSILON,
  );
  const [midX, midY] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const longest = LONGEST_BAR_01 * widthPx * perPixel;
  const bar = roundDown(longest);
  return {
    lines: flat.map((line) =>
      line.map(
        ([x, y]) =>
          [widthPx / 2 + (x - midX) / perPixel, heightPx / 2 - (y - midY) / perPixel] as const,
      ),
    ),
    scaleBar: metres === null ? null : { metres: bar, widthPx: bar / perPixel },
  };
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** 1, 2 or 5 times a power of ten, at most `length`. */
function roundDown(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return ([5, 2].find((digit) => digit * power <= length) ?? 1) * power;
}
