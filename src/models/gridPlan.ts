// On which grid a network looks at a scene: shrunk as a whole to the network's size, or in overlapping windows.
import { mirrorWindows } from "./mirrorTiling.ts";
import type { ModelCard } from "./modelCard.ts";

export type Size = { readonly widthPx: number; readonly heightPx: number };
type PixelSize = { readonly x: number; readonly y: number };

export type GridPlan = {
  /** Of the whole grid, in network pixels. */
  readonly grid: Size;
  /** Top-left corners of the network's windows on the grid; one at [0, 0] where the grid fits the network. Mirrored ones reach beyond it. */
  readonly windows: readonly (readonly [col: number, row: number])[];
};

/** A network is shown pixels so much coarser than it has learned from before the scene is cut into windows. */
const COARSER_BY = 1.25;
/** Windows share at least this part of their side with the next one. */
const OVERLAP01 = 3 / 8;

/**
 * As in training where that keeps to the ground resolutions that the card knows: the longer ground side becomes the
 * network's side (networks.md 1.7). A larger scene gets the geometric mean of those resolutions, or its own where that is
 * coarser, and is seen in windows. Without a pixel size always the former.
 * With mirrored tiling the grid has the scene's own resolution, no finer than the card knows; without a pixel size its
 * own pixels.
 */
export function planGrid(
  area: Size,
  pixelSizeMetres: PixelSize | null,
  {
    groundResolutionMetres: ground,
    preprocessing,
  }: Pick<ModelCard, "groundResolutionMetres" | "preprocessing">,
): GridPlan {
  const { sizePx, tiling } = preprocessing;
  if (tiling) {
    const grid = pixelSizeMetres
      ? squareGrid(
          area,
          pixelSizeMetres,
          Math.max(pixelSizeMetres.x, pixelSizeMetres.y, ground.min),
        )
      : { widthPx: area.widthPx, heightPx: area.heightPx };
    return { grid, windows: mirrorWindows(grid, sizePx, tiling) };
  }
  const shrunk = { grid: networkSize(area, pixelSizeMetres, sizePx), windows: [[0, 0]] as const };
  if (pixelSizeMetres === null) return shrunk;
  const width = area.widthPx * pixelSizeMetres.x;
  const height = area.heightPx * pixelSizeMetres.y;
  const finest = Math.max(pixelSizeMetres.x, pixelSizeMetres.y);
  const longest = Math.max(width, height);
  if (longest / sizePx <= COARSER_BY * ground.max || finest > ground.max) return shrunk;
  const metres = Math.max(finest, Math.sqrt(ground.min * ground.max));
  const grid = squareGrid(area, pixelSizeMetres, metres);
  const rows = windowStarts(grid.heightPx, sizePx);
  const cols = windowStarts(grid.widthPx, sizePx);
  return { grid, windows: rows.flatMap((row) => cols.map((col) => [col, row] as const)) };
}

/** Of square pixels on the ground, the last ones not whole. */
function squareGrid({ heightPx, widthPx }: Size, { x, y }: PixelSize, metres: number): Size {
  const cells = (length: number) => Math.max(1, Math.ceil(length / metres - 1e-9));
  return { widthPx: cells(widthPx * x), heightPx: cells(heightPx * y) };
}

/** Evenly spread, the first at the head and the last at the foot of the grid. */
function windowStarts(lengthPx: number, sizePx: number): number[] {
  if (lengthPx <= sizePx) return [0];
  const step = Math.floor(sizePx * (1 - OVERLAP01));
  const count = Math.ceil((lengthPx - sizePx) / step) + 1;
  return Array.from({ length: count }, (_, i) =>
    Math.round((i * (lengthPx - sizePx)) / (count - 1)),
  );
}

/** The longer side on the ground becomes `sizePx`, the other in proportion, cut to a whole pixel (networks.md 1.7). */
export function networkSize(scene: Size, pixelSizeMetres: PixelSize | null, sizePx: number): Size {
  const { x, y } = pixelSizeMetres ?? { x: 1, y: 1 };
  const width = scene.widthPx * x;
  const height = scene.heightPx * y;
  const longest = Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.trunc((length * sizePx) / longest + 1e-9));
  return { widthPx: side(width), heightPx: side(height) };
}
