// Gaussian smoothing along a polyline, in metres of its own length.
import type { MapXY } from "./coordinates.ts";
import type { AxisScale } from "./projection.ts";

/** Weights beyond this many sigmas are left out. */
const CUT_SIGMAS = 3;

/**
 * As many vertices as before; the first and last stay. `sigma` counts in scaled units along the line. Vertices weigh
 * by the length that they stand for; near an end the window is as long on both sides, so that the line is not drawn in.
 */
export function smoothPolyline(
  vertices: readonly MapXY[],
  sigma: number,
  scale: AxisScale = { x: 1, y: 1 },
): MapXY[] {
  const along = lengthsAlong(vertices, scale);
  const total = along.at(-1) ?? 0;
  if (!(sigma > 0) || total === 0) return [...vertices];
  return vertices.map((vertex, i) => {
    const here = along[i] ?? 0;
    const window = Math.min(CUT_SIGMAS * sigma, here, total - here);
    return window <= 0 ? vertex : meanAround(vertices, along, i, { window, sigma });
  });
}

function meanAround(
  vertices: readonly MapXY[],
  along: readonly number[],
  index: number,
  { window, sigma }: { readonly window: number; readonly sigma: number },
): MapXY {
  const here = along[index] ?? 0;
  let [x, y, sum] = [0, 0, 0];
  const add = (i: number): boolean => {
    const vertex = vertices[i];
    const distance = Math.abs((along[i] ?? Infinity) - here);
    if (vertex === undefined || distance > window * (1 + 1e-9)) return false;
    const stands = ((along[i + 1] ?? along[i] ?? 0) - (along[i - 1] ?? along[i] ?? 0)) / 2;
    const weight = stands * Math.exp(-0.5 * (distance / sigma) ** 2);
    x += vertex[0] * weight;
    y += vertex[1] * weight;
    sum += weight;
    return true;
  };
  add(index);
  for (let i = index - 1; add(i); i--);
  for (let i = index + 1; add(i); i++);
  return sum === 0 ? (vertices[index] ?? [0, 0]) : [x / sum, y / sum];
}

function lengthsAlong(vertices: readonly MapXY[], scale: AxisScale): number[] {
  const along: number[] = [];
  let length = 0;
  let previous: MapXY | undefined;
  for (const vertex of vertices) {
    if (previous !== undefined)
      length += Math.hypot(
        (vertex[0] - previous[0]) * scale.x,
        (vertex[1] - previous[1]) * scale.y,
      );
    along.push(length);
    previous = vertex;
  }
  return along;
}
