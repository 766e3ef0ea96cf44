// A surface through given heights that bends least (Duchon 1977; Bookstein 1989).
import { leastSquares } from "./leastSquares.ts";

type Point = readonly [x: number, y: number];

/**
 * The spline of each column of `values` through `points`, which must be of about unit size. Null where the points lie
 * on one line or two of them on one place.
 */
export function thinPlateSpline(
  points: readonly Point[],
  values: readonly (readonly number[])[],
): ((at: Point) => number[]) | null {
  const columns = values[0]?.length ?? 0;
  const rows = points.map(([x, y]) => [...points.map((other) => bend([x, y], other)), 1, x, y]);
  // The bending may not sum up to a plane of its own.
  const sides = [
    [...points.map(() => 1), 0, 0, 0],
    [...points.map(([x]) => x), 0, 0, 0],
    [...points.map(([, y]) => y), 0, 0, 0],
  ];
  const zeros = new Array<number>(columns).fill(0);
  const weights = leastSquares([...rows, ...sides], [...values, zeros, zeros, zeros]);
  if (weights === null) return null;
  const n = points.length;
  return (at) =>
    weights.map((weight) => {
      let sum = (weight[n] ?? 0) + (weight[n + 1] ?? 0) * at[0] + (weight[n + 2] ?? 0) * at[1];
      for (let i = 0; i < n; i++) sum += (weight[i] ?? 0) * bend(at, points[i] ?? at);
      return sum;
    });
}

/** r^2 log r^2, with r the distance. */
function bend([x1, y1]: Point, [x2, y2]: Point): number {
  const square = (x1 - x2) ** 2 + (y1 - y2) ** 2;
  return square === 0 ? 0 : square * Math.log(square);
}
