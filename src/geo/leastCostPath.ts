// The cheapest path over a grid of costs (Dijkstra 1959), found step by step so that the page never waits for it.
import type { Affine } from "./coordinates.ts";

export type CostGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major, above 0 for each cell length; Infinity where no path may go. */
  readonly costs: Float32Array;
};

/** Costs, and where their grid lies on the map (corner space). */
export type CostField = { readonly grid: CostGrid; readonly gridToMap: Affine };

export type PathSearch = {
  /**
   * Column and row of each cell from the start to the target; null while it is not known. Goes on with the search for
   * as long as `mayGoOn`, and finds every nearer cell on the way.
   */
  readonly pathTo: (col: number, row: number, mayGoOn: () => boolean) => GridCell[] | null;
};

type GridCell = readonly [col: number, row: number];

/** `mayGoOn` is asked this often: reading the clock costs more than a cell. */
const CELLS_BETWEEN_LOOKS = 256;

export function startPathSearch(grid: CostGrid, col: number, row: number): PathSearch {
  const { widthPx, heightPx } = grid;
  const search = new Search(grid, row * widthPx + col);
  return {
    pathTo: (toCol, toRow, mayGoOn) => {
      if (toCol < 0 || toRow < 0 || toCol >= widthPx || toRow >= heightPx) return null;
      const path = search.run(toRow * widthPx + toCol, mayGoOn);
      return path?.map((index): GridCell => [index % widthPx, Math.floor(index / widthPx)]) ?? null;
    },
  };
}

class Search {
  readonly #grid: CostGrid;
  readonly #distance: Float32Array;
  readonly #cameFrom: Int32Array;
  readonly #isSettled: Uint8Array;
  readonly #heap = new MinHeap();

  constructor(grid: CostGrid, start: number) {
    const count = grid.widthPx * grid.heightPx;
    this.#grid = grid;
    this.#distance = new Float32Array(count).fill(Infinity);
    this.#cameFrom = new Int32Array(count).fill(-1);
    this.#isSettled = new Uint8Array(count);
    this.#distance[start] = 0;
    this.#heap.push(start, 0);
  }

  run(target: number, mayGoOn: () => boolean): number[] | null {
    for (let cells = 1; this.#isSettled[target] === 0; cells++) {
      if (cells % CELLS_BETWEEN_LOOKS === 0 && !mayGoOn()) return null;
      const next = this.#heap.pop();
      if (next === -1) return null;
      if (this.#isSettled[next] === 0) this.#settle(next);
    }
    const path: number[] = [];
    for (let at = target; at !== -1; at = this.#cameFrom[at] ?? -1) path.push(at);
    return path.reverse();
  }

  #settle(index: number): void {
    const { widthPx, heightPx } = this.#grid;
    const col = index % widthPx;
    const row = (index - col) / widthPx;
    this.#isSettled[index] = 1;
    const [left, right] = [Math.max(0, col - 1), Math.min(widthPx - 1, col + 1)];
    const [above, below] = [Math.max(0, row - 1), Math.min(heightPx - 1, row + 1)];
    for (let y = above; y <= below; y++)
      for (let x = left; x <= right; x++)
        this.#relax(index, y * widthPx + x, x === col || y === row ? 1 : Math.SQRT2);
  }

  /** A step costs the mean of both cells, so that there and back cost the same. */
  #relax(from: number, to: number, length: number): void {
    if (this.#isSettled[to] === 1) return;
    const { costs } = this.#grid;
    const step = (((costs[from] ?? Infinity) + (costs[to] ?? Infinity)) / 2) * length;
    const through = Math.fround((this.#distance[from] ?? Infinity) + step);
    if (!(through < (this.#distance[to] ?? 0))) return;
    this.#distance[to] = through;
    this.#cameFrom[to] = from;
    this.#heap.push(to, through);
  }
}

/** Binary heap of cells by distance; a cell may stand in it more than once. */
class MinHeap {
  readonly #keys: number[] = [];
  readonly #cells: number[] = [];

  push(cell: number, key: number): void {
    let at = this.#keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = this.#keys[parent] ?? 0;
      if (parentKey <= key) break;
      this.#keys[at] = parentKey;
      this.#cells[at] = this.#cells[parent] ?? -1;
      at = parent;
    }
    this.#keys[at] = key;
    this.#cells[at] = cell;
  }

  /** The nearest cell; -1 when there is none. */
  pop(): number {
    const top = this.#cells[0] ?? -1;
    const cell = this.#cells.pop();
    const key = this.#keys.pop();
    if (cell === undefined || key === undefined || this.#keys.length === 0) return top;
    let at = 0;
    for (;;) {
      const child = this.#smallerChild(at);
      const childKey = this.#keys[child] ?? Infinity;
      if (childKey >= key) break;
      this.#keys[at] = childKey;
      this.#cells[at] = this.#cells[child] ?? -1;
      at = child;
    }
    this.#keys[at] = key;
    this.#cells[at] = cell;
    return top;
  }

  #smallerChild(at: number): number {
    const left = 2 * at + 1;
    return (this.#keys[left + 1] ?? Infinity) < (this.#keys[left] ?? Infinity) ? left + 1 : left;
  }
}
