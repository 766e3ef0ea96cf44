// Places a picture by ground control points, as raw Sentinel-1, ERS and Envisat products come: the points are fitted in
// a projected coordinate system (a polynomial in degrees bends at high latitudes), with a term for their height.
import type { MapXY, PixelXY } from "./coordinates.ts";
import { leastSquares } from "./leastSquares.ts";
import { thinPlateSpline } from "./thinPlateSpline.ts";

/** `heightMetres`: above the sea. */
export type GroundControlPoint = {
  readonly pixel: PixelXY;
  readonly map: MapXY;
  readonly heightMetres: number;
};

/**
 * `cubic`: a polynomial of the third order, of lower order where there are too few points. `spline`: a thin-plate
 * spline, which meets every point.
 */
type PlacementMethod = "cubic" | "spline";

/** What a user can choose. A calving front lies at sea level, whatever heights the points have. */
export type PlacementChoice = {
  readonly method: PlacementMethod;
  /** Above the sea, of what is to lie right. */
  readonly heightMetres: number;
  /** By hand, on top of all, in metres of the map: east and north, or x and y of a polar grid. */
  readonly shiftMetres: readonly [number, number];
  /** EPSG code of the coordinate system to see and edit the scene in; without one it is as the file has it. */
  readonly grid?: string | null | undefined;
};

export const DEFAULT_PLACEMENT: PlacementChoice = {
  method: "cubic",
  heightMetres: 0,
  shiftMetres: [0, 0],
};

export type GroundControlFit = {
  readonly toMap: (pixel: PixelXY) => MapXY;
  /** Of the polynomial: 1, 2 or 3. */
  readonly order: number;
  /** False where all points have one height: then they are right at that height alone. */
  readonly usesHeight: boolean;
  /** Distances from the points to where the polynomial puts them at their own heights, map units. */
  readonly rms: number;
  readonly max: number;
};

/** Null where the points are too few (three), on one line, or not numbers. `metresPerUnit`: of the map. */
export function fitGroundControl(
  points: readonly GroundControlPoint[],
  choice: PlacementChoice,
  metresPerUnit = 1,
): GroundControlFit | null {
  if (points.length < 3 || !points.every(isFinitePoint)) return null;
  const frame = frameOf(points);
  const polynomial = fitPolynomial(points, frame);
  if (polynomial === null) return null;
  const { rise } = polynomial;
  const distances = points.map((point) => {
    const [x, y] = polynomial.at(point.pixel, point.heightMetres);
    return Math.hypot(x - point.map[0], y - point.map[1]);
  });
  const [shiftX, shiftY] = choice.shiftMetres.map((metres) => metres / metresPerUnit);
  const shifted = ([x, y]: readonly [number, number]): MapXY => [
    x + (shiftX ?? 0),
    y + (shiftY ?? 0),
  ];
  const height = choice.heightMetres;
  let toMap = (pixel: PixelXY): MapXY => shifted(polynomial.at(pixel, height));
  if (choice.method === "spline") {
    const level = points.map(({ map: [x, y], heightMetres }) => [
      x + rise[0] * (height - heightMetres) - frame.mapX.middle,
      y + rise[1] * (height - heightMetres) - frame.mapY.middle,
    ]);
    const spline = thinPlateSpline(
      points.map(({ pixel }) => inFrame(frame, pixel)),
      level,
    );
    if (spline === null) return null;
    toMap = (pixel) => {
      const [x = 0, y = 0] = spline(inFrame(frame, pixel));
      return shifted([x + frame.mapX.middle, y + frame.mapY.middle]);
    };
  }
  return {
    toMap,
    order: polynomial.order,
    usesHeight: rise[0] !== 0 || rise[1] !== 0,
    rms: Math.sqrt(distances.reduce((sum, d) => sum + d * d, 0) / distances.length),
    max: Math.max(...distances),
  };
}

function isFinitePoint({ pixel, map, heightMetres }: GroundControlPoint): boolean {
  return [...pixel, ...map, heightMetres].every(Number.isFinite);
}

type Span = { readonly middle: number; readonly half: number };
type Frame = {
  readonly col: Span;
  readonly row: Span;
  readonly height: Span;
  readonly mapX: Span;
  readonly mapY: Span;
};

/** Numbers about one are what a fit can be trusted with. */
function frameOf(points: readonly GroundControlPoint[]): Frame {
  return {
    col: spanOf(points.map(({ pixel }) => pixel[0])),
    row: spanOf(points.map(({ pixel }) => pixel[1])),
    height: spanOf(points.map(({ heightMetres }) => heightMetres)),
    mapX: spanOf(points.map(({ map }) => map[0])),
    mapY: spanOf(points.map(({ map }) => map[1])),
  };
}

function spanOf(values: readonly number[]): Span {
  const min = Math.min(...values);
  const max = Math.max(...values);
  return { middle: (min + max) / 2, half: (max - min) / 2 || 1 };
}

const scaled = (value: number, { middle, half }: Span) => (value - middle) / half;

function inFrame({ col, row }: Frame, pixel: PixelXY): readonly [number, number] {
  return [scaled(pixel[0], col), scaled(pixel[1], row)];
}

function terms([u, v]: readonly [number, number], order: number): number[] {
  if (order === 1) return [1, u, v];
  if (order === 2) return [1, u, v, u * u, u * v, v * v];
  return [1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v];
}

type Polynomial = {
  readonly order: number;
  readonly at: (pixel: PixelXY, heightMetres: number) => readonly [number, number];
  /** Map units that a place moves for every metre that it is higher. */
  readonly rise: readonly [number, number];
};

/** Heights that follow the place so closely (root mean square) tell nothing of their own: their term would be noise. */
const LEAST_HEIGHT_METRES = 3;

/** The highest order that the points decide, with the height as a linear term where they differ in it. */
function fitPolynomial(points: readonly GroundControlPoint[], frame: Frame): Polynomial | null {
  for (const order of [3, 2, 1])
    for (const withHeight of isHeightTold(points, frame, order) ? [true, false] : [false]) {
      const found = solve(points, frame, order, withHeight);
      if (found !== null) return found;
    }
  return null;
}

function isHeightTold(points: readonly GroundControlPoint[], frame: Frame, order: number): boolean {
  const rows = points.map(({ pixel }) => terms(inFrame(frame, pixel), order));
  const heights = points.map(({ heightMetres }) => scaled(heightMetres, frame.height));
  const [weights] = leastSquares(
    rows,
    heights.map((height) => [height]),
  ) ?? [undefined];
  if (weights === undefined) return false;
  const squares = rows.reduce((sum, row, i) => {
    const smooth = row.reduce((value, term, k) => value + term * (weights[k] ?? 0), 0);
    return sum + ((heights[i] ?? 0) - smooth) ** 2;
  }, 0);
  return Math.sqrt(squares / points.length) * frame.height.half >= LEAST_HEIGHT_METRES;
}

function solve(
  points: readonly GroundControlPoint[],
  frame: Frame,
  order: number,
  withHeight: boolean,
): Polynomial | null {
  const rowOf = ({ pixel, heightMetres }: GroundControlPoint) => [
    ...terms(inFrame(frame, pixel), order),
    ...(withHeight ? [scaled(heightMetres, frame.height)] : []),
  ];
  const found = leastSquares(
    points.map(rowOf),
    points.map(({ map }) => [scaled(map[0], frame.mapX), scaled(map[1], frame.mapY)]),
  );
  const [xs, ys] = found ?? [];
  if (xs === undefined || ys === undefined) return null;
  const value = (weights: readonly number[], row: readonly number[], span: Span) =>
    row.reduce((sum, term, i) => sum + term * (weights[i] ?? 0), 0) * span.half + span.middle;
  const perMetre = (weights: readonly number[], span: Span) =>
    withHeight ? ((weights.at(-1) ?? 0) * span.half) / frame.height.half : 0;
  return {
    order,
    at: (pixel, heightMetres) => {
      const row = rowOf({ pixel, heightMetres, map: [0, 0] });
      return [value(xs, row, frame.mapX), value(ys, row, frame.mapY)];
    },
    rise: [perMetre(xs, frame.mapX), perMetre(ys, frame.mapY)],
  };
}
