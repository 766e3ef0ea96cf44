// The lines along which a map has a value: marching squares on the pixel centres (Lorensen and Cline 1987, in the plane).
import { chainLinks } from "./chainLinks.ts";

export type ContouredGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** 1 where there is a value, row-major. */
  readonly valid: ArrayLike<number>;
};

/** Column and row in corner space, y down: a pixel's centre lies at half a pixel. */
type GridXY = readonly [x: number, y: number];

/**
 * Lines between values of at least `level` and those below it, linear between pixel centres. In a saddle the mean of the
 * four tells which corners are joined. A line ends at the outermost pixel centres and where a value is missing; a ring
 * ends in the point that it begins with.
 */
export function contourLines(grid: ContouredGrid, level: number): GridXY[][] {
  const links = new Map<Crossing, Crossing[]>();
  const link = (a: Crossing, b: Crossing) => {
    links.set(a, [...(links.get(a) ?? []), b]);
    links.set(b, [...(links.get(b) ?? []), a]);
  };
  const { heightPx, widthPx } = grid;
  for (let row = 0; row + 1 < heightPx; row++)
    for (let col = 0; col + 1 < widthPx; col++)
      for (const [a, b] of pairsOf(grid, level, row * widthPx + col)) link(a, b);
  return chainLinks(links).map((line) => line.map((crossing) => placeOf(crossing, grid, level)));
}

/** Twice a pixel's index for the step to its right neighbour, one more for that to the one below. */
type Crossing = number;
type Pair = readonly [Crossing, Crossing];

/** The crossings that a line joins in the cell between a pixel's centre and its neighbours'. */
function pairsOf({ valid, values, widthPx }: ContouredGrid, level: number, at: number): Pair[] {
  const corners = [at, at + 1, at + widthPx + 1, at + widthPx] as const;
  const [first, second, third, fourth] = corners.map((i) => (values[i] as number) >= level);
  if (first === second && second === third && third === fourth) return [];
  if (corners.some((i) => valid[i] !== 1 || Number.isNaN(values[i]))) return [];
  const [above, right, below, left] = [2 * at, 2 * (at + 1) + 1, 2 * (at + widthPx), 2 * at + 1];
  const crossed: Crossing[] = [];
  if (first !== second) crossed.push(above);
  if (second !== third) crossed.push(right);
  if (third !== fourth) crossed.push(below);
  if (fourth !== first) crossed.push(left);
  const [a, b] = crossed as [Crossing, Crossing];
  if (crossed.length === 2) return [[a, b]];
  const mean = corners.reduce((sum, i) => sum + (values[i] as number), 0) / 4;
  const isFirstJoined = mean >= level === first;
  return isFirstJoined
    ? [
        [above, right],
        [below, left],
      ]
    : [
        [above, left],
        [right, below],
      ];
}

function placeOf(crossing: Crossing, { values, widthPx }: ContouredGrid, level: number): GridXY {
  const isDown = crossing % 2 === 1;
  const from = (crossing - (isDown ? 1 : 0)) / 2;
  const to = isDown ? from + widthPx : from + 1;
  const [low, high] = [values[from] as number, values[to] as number];
  const share = (level - low) / (high - low);
  const col = from % widthPx;
  const [x, y] = [col + 0.5, (from - col) / widthPx + 0.5];
  return isDown ? [x, y + share] : [x + share, y];
}
