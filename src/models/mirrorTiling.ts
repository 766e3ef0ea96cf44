// The sliding windows of SSL4SAR (Gourmelon et al. 2025, doi:10.1109/TGRS.2025.3580945; networks.md 2.6): dense windows of
// which only the centre counts, over a grid that is mirrored at its edges.
import type { Size } from "./gridPlan.ts";

export type MirrorTiling = {
  readonly kind: "mirror";
  /** Side of the square in a window's middle that is kept. */
  readonly centrePx: number;
  /** From one window to the next, along both axes. */
  readonly stridePx: number;
};

type Window = readonly [col: number, row: number];

/**
 * Top-left corners on the grid of windows of `sizePx`, down the columns one after the other; the first begin
 * (sizePx - centrePx) / 2 before the grid, and the last reach beyond it.
 */
export function mirrorWindows(grid: Size, sizePx: number, tiling: MirrorTiling): Window[] {
  const starts = (lengthPx: number) => {
    const count = (mirroredLength(lengthPx, sizePx, tiling) - sizePx) / tiling.stridePx + 1;
    return Array.from({ length: count }, (_, i) => i * tiling.stridePx - marginPx(sizePx, tiling));
  };
  const rows = starts(grid.heightPx);
  return starts(grid.widthPx).flatMap((col) => rows.map((row) => [col, row] as const));
}

/** Of a window, on each side of its centre. */
export function marginPx(sizePx: number, { centrePx }: MirrorTiling): number {
  return (sizePx - centrePx) / 2;
}

/**
 * Of a grid's side with the margin on both ends and as much at its end as the stride asks for: a whole stride where it
 * fits already, as in the official code.
 */
export function mirroredLength(lengthPx: number, sizePx: number, tiling: MirrorTiling): number {
  const { stridePx } = tiling;
  const padded = lengthPx + 2 * marginPx(sizePx, tiling);
  const beyond = Math.max(0, padded - sizePx);
  return sizePx + (Math.floor(beyond / stridePx) + 1) * stridePx;
}

/**
 * The pixel of a line of `lengthPx` that stands at `index` before its start or beyond its end: mirrored there with the
 * pixels at its ends repeated, and beyond the margin at its end the line with its margins is mirrored again.
 */
export function mirroredIndex(index: number, lengthPx: number, margin: number): number {
  return reflect(reflect(index + margin, lengthPx + 2 * margin) - margin, lengthPx);
}

function reflect(index: number, lengthPx: number): number {
  const period = 2 * lengthPx;
  const at = ((index % period) + period) % period;
  return at < lengthPx ? at : period - 1 - at;
}
