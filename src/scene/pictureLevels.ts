// A picture at halving resolutions: what tiles are drawn from.
import type { PixelWindow } from "./windowReader.ts";

/** Row-major from the top-left, NaN where there is nothing. */
export type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array<ArrayBuffer>;
};

/** Means over `2^shift` x `2^shift` pixels of the picture, NaN where none of them has data. */
export type Level = Picture & { readonly shift: number };

/** Cells of a level, counted in that level. */
export type LevelPart = PixelWindow & { readonly values: Float32Array };

export type LevelSource = {
  readonly shift: number;
  /** Columns and rows of the level to one of the picture; nearly, not always exactly, 1 to `2^shift`. */
  readonly cellsPerPixel: readonly [number, number];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Cells that hold at least the window; it lies inside of the level. */
  readonly read: (window: PixelWindow, signal?: AbortSignal) => Promise<LevelPart>;
};

/** A level with sides below this needs no coarser one. */
const COARSEST_SIDE_PX = 64;

/** The level and all coarser ones, in memory. */
export function coarserLevels(first: Level): readonly Level[] {
  const levels = [first];
  for (let last = first; Math.max(last.widthPx, last.heightPx) > COARSEST_SIDE_PX; ) {
    last = { ...halve(last), shift: last.shift + 1 };
    levels.push(last);
  }
  return levels;
}

export function inMemory({ shift, values, widthPx, heightPx }: Level): LevelSource {
  const whole = { firstCol: 0, firstRow: 0, widthPx, heightPx, values };
  return { shift, cellsPerPixel: halvings(shift), widthPx, heightPx, read: async () => whole };
}

export const halvings = (shift: number) => [2 ** -shift, 2 ** -shift] as const;

/** Means of 2 x 2 cells over those that have data; an odd last row or column stands alone. */
export function halve({ widthPx, heightPx, values }: Picture): Picture {
  const width = Math.ceil(widthPx / 2);
  const height = Math.ceil(heightPx / 2);
  const means = new Float32Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    const upper = 2 * row * widthPx;
    const lower = 2 * row + 1 < heightPx ? upper + widthPx : upper;
    for (let col = 0; col < width; col++, to++) {
      const left = 2 * col;
      const right = left + 1 < widthPx ? left + 1 : left;
      const [a, b] = [values[upper + left] as number, values[upper + right] as number];
      const [c, d] = [values[lower + left] as number, values[lower + right] as number];
      const sum = a + b + c + d;
      // A cell that stands alone is counted twice or four times, which leaves its mean as it is.
      means[to] = Number.isNaN(sum) ? meanOfValid(a, b, c, d) : sum / 4;
    }
  }
  return { widthPx: width, heightPx: height, values: means };
}

/** 0 / 0 is the NaN of a cell without data. */
function meanOfValid(a: number, b: number, c: number, d: number): number {
  const count = oneIfValid(a) + oneIfValid(b) + oneIfValid(c) + oneIfValid(d);
  return (orZero(a) + orZero(b) + orZero(c) + orZero(d)) / count;
}

const oneIfValid = (value: number) => (Number.isNaN(value) ? 0 : 1);
const orZero = (value: number) => (Number.isNaN(value) ? 0 : value);

/** Means of `cell` pixels along a row, NaN where none of them has data. */
export function meansAlong(row: Float32Array, cell: number): Float32Array<ArrayBuffer> {
  const means = new Float32Array(Math.ceil(row.length / cell));
  for (let i = 0; i < means.length; i++) {
    const end = Math.min(row.length, (i + 1) * cell);
    let sum = 0;
    let count = 0;
    for (let from = i * cell; from < end; from++) {
      const value = row[from] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    means[i] = sum / count;
  }
  return means;
}
