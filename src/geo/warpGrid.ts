// Lays a picture whose pixels are no straight grid on the map onto a north-up grid there, and back from each cell.
import { type Affine, type Bounds, invertAffine, type MapXY, type PixelXY } from "./coordinates.ts";

export type WarpGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the grid. */
  readonly pixelToMap: Affine;
  /**
   * Where a place of the grid (column and row, corner space) lies in the picture as it is stored, within a hundredth
   * of a pixel; `out` gets column and row. What is outside of the picture stays outside of it.
   */
  readonly toStored: (col: number, row: number, out: Float64Array) => void;
  /** The same for a place on the map, exactly. */
  readonly storedAt: (at: MapXY) => PixelXY;
};

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Places are worked out exactly at every so many cells, and between them linearly. */
const NODE_STEP_PX = 32;
/** Where that makes more nodes than this, at every so many where it is close enough. */
const MANY_NODES = 10_000;
const WIDE_STEPS_PX = [256, 128, 64];
/** Half of what is promised: it is measured around so many places a side of the picture, those on its edge among them. */
const CLOSE_BETWEEN_PX = 0.005;
const MEASURED_STEPS = 16;
/** The picture's edge is followed by so many places a side. */
const EDGE_STEPS = 64;
const NEWTON_STEPS = 12;
const CLOSE_ENOUGH_PX = 1e-4;

/**
 * The grid has cells as large as the picture's pixels are at its middle. Null where the picture is folded or has no
 * area on the map.
 */
export function warpGrid(stored: Size, toMap: (pixel: PixelXY) => MapXY): WarpGrid | null {
  const { widthPx, heightPx } = stored;
  const middle = jacobian(toMap, [widthPx / 2, heightPx / 2]);
  const cell = Math.sqrt(Math.abs(determinant(middle)));
  const [minX, minY, maxX, maxY] = boundsOf(stored, toMap);
  if (!Number.isFinite(cell) || cell === 0 || !Number.isFinite(maxX - minX + maxY - minY))
    return null;
  const inverse = invertAffine(straight(stored, toMap));
  if (inverse === null || isFolded(stored, toMap, determinant(middle))) return null;
  const size = {
    widthPx: Math.max(1, Math.ceil((maxX - minX) / cell - 1e-6)),
    heightPx: Math.max(1, Math.ceil((maxY - minY) / cell - 1e-6)),
  };
  const pixelToMap: Affine = [cell, 0, minX, 0, -cell, maxY];
  const exactly = (at: MapXY) => storedAt(at, stored, toMap, inverse);
  const at = (col: number, row: number) => exactly([minX + col * cell, maxY - row * cell]);
  const toGrid = (pixel: PixelXY): PixelXY => {
    const [x, y] = toMap(pixel);
    return [(x - minX) / cell, (maxY - y) / cell];
  };
  const stepPx = nodeStep(size, () => spreadOver(stored).map(toGrid), at);
  return { ...size, pixelToMap, toStored: between(nodesOf(size, stepPx, at)), storedAt: exactly };
}

type Jacobian = readonly [number, number, number, number];

function jacobian(toMap: (pixel: PixelXY) => MapXY, [col, row]: PixelXY): Jacobian {
  const [east, west] = [toMap([col + 0.5, row]), toMap([col - 0.5, row])];
  const [foot, head] = [toMap([col, row + 0.5]), toMap([col, row - 0.5])];
  return [east[0] - west[0], foot[0] - head[0], east[1] - west[1], foot[1] - head[1]];
}

const determinant = ([a, b, c, d]: Jacobian) => a * d - b * c;

/** A picture whose corners turn the other way than its middle lies over itself. */
function isFolded({ widthPx, heightPx }: Size, toMap: (pixel: PixelXY) => MapXY, sign: number) {
  const corners: PixelXY[] = [
    [0, 0],
    [widthPx, 0],
    [0, heightPx],
    [widthPx, heightPx],
  ];
  return corners.some((corner) => !(determinant(jacobian(toMap, corner)) * sign > 0));
}

function boundsOf({ widthPx, heightPx }: Size, toMap: (pixel: PixelXY) => MapXY): Bounds {
  let [minX, minY, maxX, maxY] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i <= EDGE_STEPS; i++) {
    const [col, row] = [(widthPx * i) / EDGE_STEPS, (heightPx * i) / EDGE_STEPS];
    for (const pixel of [
      [col, 0],
      [col, heightPx],
      [0, row],
      [widthPx, row],
    ] as const) {
      const [x, y] = toMap(pixel);
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  }
  return [minX, minY, maxX, maxY];
}

/** The affine of the picture's middle and sides: where a search begins. */
function straight({ widthPx, heightPx }: Size, toMap: (pixel: PixelXY) => MapXY): Affine {
  const [left, right] = [toMap([0, heightPx / 2]), toMap([widthPx, heightPx / 2])];
  const [head, foot] = [toMap([widthPx / 2, 0]), toMap([widthPx / 2, heightPx])];
  const [a, d] = [(right[0] - left[0]) / widthPx, (right[1] - left[1]) / widthPx];
  const [b, e] = [(foot[0] - head[0]) / heightPx, (foot[1] - head[1]) / heightPx];
  const [x, y] = toMap([widthPx / 2, heightPx / 2]);
  return [a, b, x - (a * widthPx + b * heightPx) / 2, d, e, y - (d * widthPx + e * heightPx) / 2];
}

/** Newton's method from the straight guess, which stays where it does not find home: far outside of the picture. */
function storedAt(
  at: MapXY,
  { widthPx, heightPx }: Size,
  toMap: (pixel: PixelXY) => MapXY,
  [a, b, c, d, e, f]: Affine,
): PixelXY {
  const guess: PixelXY = [a * at[0] + b * at[1] + c, d * at[0] + e * at[1] + f];
  let [col, row] = guess;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const [x, y] = toMap([col, row]);
    const [xCol, xRow, yCol, yRow] = jacobian(toMap, [col, row]);
    const det = xCol * yRow - xRow * yCol;
    const [dx, dy] = [at[0] - x, at[1] - y];
    const [dCol, dRow] = [(dx * yRow - dy * xRow) / det, (dy * xCol - dx * yCol) / det];
    col += dCol;
    row += dRow;
    if (Math.abs(dCol) + Math.abs(dRow) < CLOSE_ENOUGH_PX) return [col, row];
    const isLost = !(Math.abs(col - guess[0]) < widthPx && Math.abs(row - guess[1]) < heightPx);
    if (isLost) break;
  }
  return guess;
}

type PlaceAt = (col: number, row: number) => PixelXY;

function nodeStep(
  { widthPx, heightPx }: Size,
  placesToMeasure: () => readonly PixelXY[],
  at: PlaceAt,
): number {
  if ((widthPx / NODE_STEP_PX) * (heightPx / NODE_STEP_PX) <= MANY_NODES) return NODE_STEP_PX;
  const places = placesToMeasure();
  const isClose = (stepPx: number) => bendAround(places, stepPx, at) < CLOSE_BETWEEN_PX;
  return WIDE_STEPS_PX.find(isClose) ?? NODE_STEP_PX;
}

function spreadOver({ widthPx, heightPx }: Size): PixelXY[] {
  const shares = Array.from({ length: MEASURED_STEPS + 1 }, (_, i) => i / MEASURED_STEPS);
  return shares.flatMap((down) =>
    shares.map((across): PixelXY => [across * widthPx, down * heightPx]),
  );
}

/** How far the straight way between nodes is from the true one, at most, in the middle of squares and of their sides. */
function bendAround(places: readonly PixelXY[], stepPx: number, at: PlaceAt): number {
  let worst = 0;
  for (const [col, row] of places) {
    const [left, head] = [Math.floor(col / stepPx) * stepPx, Math.floor(row / stepPx) * stepPx];
    const [right, foot] = [left + stepPx, head + stepPx];
    const [first, second, third] = [at(left, head), at(right, head), at(left, foot)];
    const corners = [first, second, third, at(right, foot)];
    const [x, y] = [left + stepPx / 2, head + stepPx / 2];
    worst = Math.max(
      worst,
      offMiddle(at(x, head), [first, second]),
      offMiddle(at(left, y), [first, third]),
      offMiddle(at(x, y), corners),
    );
  }
  return worst;
}

function offMiddle([col, row]: PixelXY, around: readonly PixelXY[]): number {
  const [cols, rows] = around.reduce(([u, v], [a, b]) => [u + a, v + b], [0, 0] as PixelXY);
  return Math.hypot(col - cols / around.length, row - rows / around.length);
}

type Nodes = {
  readonly stepPx: number;
  readonly across: number;
  readonly down: number;
  /** Column and row in turn, row-major. */
  readonly places: Float64Array;
};

function nodesOf({ widthPx, heightPx }: Size, stepPx: number, at: PlaceAt): Nodes {
  const across = Math.ceil(widthPx / stepPx) + 1;
  const down = Math.ceil(heightPx / stepPx) + 1;
  const places = new Float64Array(2 * across * down);
  for (let j = 0, to = 0; j < down; j++)
    for (let i = 0; i < across; i++) {
      const [col, row] = at(i * stepPx, j * stepPx);
      places[to++] = col;
      places[to++] = row;
    }
  return { stepPx, across, down, places };
}

function between({ stepPx, across, down, places }: Nodes): WarpGrid["toStored"] {
  return (col, row, out) => {
    const [u, v] = [col / stepPx, row / stepPx];
    const i = Math.min(across - 2, Math.max(0, Math.floor(u)));
    const j = Math.min(down - 2, Math.max(0, Math.floor(v)));
    const [s, t] = [u - i, v - j];
    const at = 2 * (j * across + i);
    const below = at + 2 * across;
    for (let k = 0; k < 2; k++) {
      const head = mixed(places[at + k] ?? 0, places[at + 2 + k] ?? 0, s);
      const foot = mixed(places[below + k] ?? 0, places[below + 2 + k] ?? 0, s);
      out[k] = mixed(head, foot, t);
    }
  };
}

const mixed = (from: number, to: number, share: number) => from + share * (to - from);
