// Which window of a block a token lies in, and where a window's tokens lie on the stage's grid: the shift undone.
import type { AttentionBlock } from "../../models/modelCard.ts";

/** Row by row on the stage's token grid. */
export type Token = number;

type Place = {
  /** Row by row over the rolled map. */
  readonly window: number;
  /** Row by row in the window. */
  readonly index: number;
};

/** Tokens of the grid, from its top-left corner. */
export type TokenRectangle = {
  readonly firstCol: number;
  readonly firstRow: number;
  readonly cols: number;
  readonly rows: number;
};

type Windows = Pick<AttentionBlock, "height" | "width" | "windowPx" | "shiftPx">;

export function placeOf({ height, shiftPx, width, windowPx }: Windows, token: Token): Place {
  const row = (Math.floor(token / width) + height - shiftPx) % height;
  const col = ((token % width) + width - shiftPx) % width;
  const across = width / windowPx;
  return {
    window: Math.floor(row / windowPx) * across + Math.floor(col / windowPx),
    index: (row % windowPx) * windowPx + (col % windowPx),
  };
}

/** Of every place in `window`, by its index. */
export function tokensOfWindow(
  { height, shiftPx, width, windowPx }: Windows,
  window: number,
): Token[] {
  const across = width / windowPx;
  const [down, right] = [Math.floor(window / across), window % across];
  return Array.from({ length: windowPx * windowPx }, (_, index) => {
    const row = (down * windowPx + Math.floor(index / windowPx) + shiftPx) % height;
    const col = (right * windowPx + (index % windowPx) + shiftPx) % width;
    return row * width + col;
  });
}

/** What `token` can look at: of a window that the shift wrapped around the map's edge, the part on the token's side. */
export function reachOf(block: Windows, token: Token): TokenRectangle {
  const { height, shiftPx, width, windowPx } = block;
  const along = (at: number, side: number) => {
    const first = Math.floor((at - shiftPx) / windowPx) * windowPx + shiftPx;
    const begin = Math.max(0, first);
    return [begin, Math.min(side, first + windowPx) - begin] as const;
  };
  const [firstRow, rows] = along(Math.floor(token / width), height);
  const [firstCol, cols] = along(token % width, width);
  return { firstCol, firstRow, cols, rows };
}
