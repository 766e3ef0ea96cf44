// A line that follows the cheapest ground from the last point to the pointer, found a little in each frame.
import { invertAffine, type MapXY, pixelToMap } from "../geo/coordinates.ts";
import { type CostField, type PathSearch, startPathSearch } from "../geo/leastCostPath.ts";
import { simplifyPolyline } from "../geo/polyline.ts";
import { smoothPolyline } from "../geo/smoothPolyline.ts";

/** What to follow around a place; null where there is nothing. `unitsPerPx`: map units of a screen pixel. */
export type ReadCostField = (
  at: MapXY,
  unitsPerPx: number,
  signal: AbortSignal,
) => Promise<CostField | null>;

/** A frame has 16 ms, and drawing needs some of it. */
const SLICE_MILLISECONDS = 8;
/** In cells: a path from cell to cell goes in steps, which no front does. */
const SMOOTHING_CELLS = 1.5;
const TOLERANCE_CELLS = 0.2;

export class Livewire {
  readonly #read: ReadCostField;
  #from: MapXY | null = null;
  #field: CostField | null = null;
  #search: PathSearch | null = null;
  #loading: AbortController | null = null;
  #isReady = false;

  constructor(read: ReadCostField) {
    this.#read = read;
  }

  /** Begins anew at a point; paths come once the ground is known. */
  startAt(from: MapXY, unitsPerPx: number): void {
    this.stop();
    const loading = new AbortController();
    this.#from = from;
    this.#loading = loading;
    this.#read(from, unitsPerPx, loading.signal).then(
      (field) => {
        if (loading.signal.aborted) return;
        this.#field = field;
        const cell = field === null ? null : cellOf(field, from);
        this.#search =
          field === null || cell === null ? null : startPathSearch(field.grid, cell[0], cell[1]);
        this.#isReady = true;
      },
      // Without ground the line is straight, and the pixels' own failure is told elsewhere.
      () => {
        if (!loading.signal.aborted) this.#isReady = true;
      },
    );
  }

  stop(): void {
    this.#loading?.abort();
    this.#from = null;
    this.#field = null;
    this.#search = null;
    this.#isReady = false;
  }

  /** The points after the start up to and with `to`; null when more frames are needed. Straight where there is no ground. */
  pathTo(to: MapXY): MapXY[] | null {
    if (!this.#isReady || this.#from === null) return null;
    const cell = this.#field === null ? null : cellOf(this.#field, to);
    if (this.#field === null || this.#search === null || cell === null) return [to];
    const until = performance.now() + SLICE_MILLISECONDS;
    let isOver = false;
    const cells = this.#search.pathTo(cell[0], cell[1], () => {
      isOver = performance.now() > until;
      return !isOver;
    });
    if (cells === null) return isOver ? null : [to];
    const { gridToMap } = this.#field;
    const inner = cells
      .slice(1, -1)
      .map(([col, row]): MapXY => pixelToMap(gridToMap, [col + 0.5, row + 0.5]));
    const cellSide = Math.hypot(gridToMap[0], gridToMap[3]);
    const smooth = smoothPolyline([this.#from, ...inner, to], SMOOTHING_CELLS * cellSide);
    return simplifyPolyline(smooth, TOLERANCE_CELLS * cellSide).slice(1);
  }
}

function cellOf({ grid, gridToMap }: CostField, at: MapXY): [number, number] | null {
  const inverse = invertAffine(gridToMap);
  if (inverse === null) return null;
  const [col, row] = pixelToMap(inverse, [at[0], at[1]]).map(Math.floor);
  if (col === undefined || row === undefined || col < 0 || row < 0) return null;
  return col < grid.widthPx && row < grid.heightPx ? [col, row] : null;
}
