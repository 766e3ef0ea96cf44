// A prepared grid seen turned by quarters, for test-time augmentation (networks.md 2.7).
import { mirrorWindows } from "../../models/mirrorTiling.ts";
import type { PreprocessingRecipe } from "../../models/modelCard.ts";
import type { PreparedGrid } from "../preprocess/prepareInput.ts";

/** Counter-clockwise. */
export type QuarterTurns = 0 | 1 | 2 | 3;

type Size = { readonly widthPx: number; readonly heightPx: number };
type Window = readonly [col: number, row: number];

export type Windowed = PreparedGrid & { readonly windows: readonly Window[] };

/**
 * The grid and its windows turned; mirrored tiling is laid anew over the turned grid, as it is not symmetric. `gridToPixel` stays that of the grid as it was: turned maps are turned back before
 * they are placed.
 */
export function turnPrepared<T extends Windowed>(
  prepared: T,
  turns: QuarterTurns,
  { sizePx, tiling }: Pick<PreprocessingRecipe, "sizePx" | "tiling">,
): T {
  const { grid, intensity, valid, windows } = prepared;
  const size = turnedSize(grid, turns);
  return {
    ...prepared,
    grid: { ...grid, ...size },
    intensity: turnArray(intensity, grid, turns),
    valid: turnArray(valid, grid, turns),
    windows: tiling
      ? mirrorWindows(size, sizePx, tiling)
      : windows.map((window) => turnWindow(window, grid, turns, sizePx)),
  };
}

export function turnedSize({ widthPx, heightPx }: Size, turns: QuarterTurns): Size {
  return turns % 2 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/** A row-major array of the given size, turned. */
export function turnArray<T extends Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  values: T,
  { widthPx, heightPx }: Size,
  turns: QuarterTurns,
): T {
  if (turns === 0) return values;
  const out = values.slice() as T;
  const size = turnedSize({ widthPx, heightPx }, turns);
  for (let row = 0, at = 0; row < size.heightPx; row++)
    for (let col = 0; col < size.widthPx; col++, at++) {
      const [fromRow, fromCol] =
        turns === 1
          ? [col, widthPx - 1 - row]
          : turns === 2
            ? [heightPx - 1 - row, widthPx - 1 - col]
            : [heightPx - 1 - col, row];
      out[at] = values[fromRow * widthPx + fromCol] as number;
    }
  return out;
}

/** What undoes a turn. */
export function turnBack(turns: QuarterTurns): QuarterTurns {
  return ((4 - turns) % 4) as QuarterTurns;
}

/** A window that reaches beyond a grid smaller than itself begins at the turned grid's corner, as any does. */
function turnWindow(
  [col, row]: Window,
  { widthPx, heightPx }: Size,
  turns: QuarterTurns,
  sizePx: number,
): Window {
  const fromRight = widthPx < sizePx ? 0 : widthPx - col - sizePx;
  const fromFoot = heightPx < sizePx ? 0 : heightPx - row - sizePx;
  const turned: readonly Window[] = [
    [col, row],
    [row, fromRight],
    [fromRight, fromFoot],
    [fromFoot, col],
  ];
  return turned[turns] as Window;
}
