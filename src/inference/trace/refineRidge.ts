// From a chain of pixels to a smooth line along the middle of the predicted band, and that band's half width.
import type { GridSize } from "../raster/distanceTransform.ts";

/** Column and row in the network's grid, corner space: the centre of the first pixel is (0.5, 0.5). */
export type GridXY = readonly [x: number, y: number];

export type Ridge = {
  readonly points: readonly GridXY[];
  /** Half the band's width between the threshold crossings, perpendicular to the line, mean along it; pixels. */
  readonly halfWidthPx: number;
};

export type RidgeMap = GridSize & {
  readonly values: ArrayLike<number>;
  readonly threshold01: number;
};

/** A skeleton bends towards the corners of a band's blunt ends: so many pixels there do not count. */
const BLUNT_END_PX = 5;
const REACH_PX = 12;
const STEP_PX = 0.25;

/**
 * Each point moves along the line's normal to the middle between the two places where the probability falls below the
 * threshold; the line is smoothed before and after (binomial weights over 5 points). Blunt ends are replaced by straight
 * ones that go on as long as the probability stays above the threshold.
 */
export function refineRidge(path: readonly number[], map: RidgeMap): Ridge {
  const raw = path.map((pixel): GridXY => {
    const col = pixel % map.widthPx;
    return [col + 0.5, (pixel - col) / map.widthPx + 0.5];
  });
  const isLong = raw.length > 4 * BLUNT_END_PX;
  const inner = smooth(isLong ? raw.slice(BLUNT_END_PX, -BLUNT_END_PX) : raw);
  let widths = 0;
  let measured = 0;
  const centred = inner.map((point, i): GridXY => {
    const normal = normalAt(inner, i);
    const left = crossing(map, point, normal, 1);
    const right = crossing(map, point, normal, -1);
    if (left === null || right === null) return point;
    widths += (left + right) / 2;
    measured++;
    const shift = (left - right) / 2;
    return [point[0] + shift * normal[0], point[1] + shift * normal[1]];
  });
  const middle = smooth(centred);
  const points = isLong
    ? [...prolong(middle.toReversed(), map).toReversed(), ...middle, ...prolong(middle, map)]
    : middle;
  return { points, halfWidthPx: measured > 0 ? widths / measured : 0.5 };
}

function smooth(points: readonly GridXY[]): GridXY[] {
  return points.map((point, i) => {
    const reach = Math.min(2, i, points.length - 1 - i);
    if (reach === 0) return point;
    const weights = reach === 1 ? [1, 2, 1] : [1, 4, 6, 4, 1];
    let [x, y, total] = [0, 0, 0];
    weights.forEach((weight, k) => {
      const [px, py] = points[i + k - reach] as GridXY;
      x += weight * px;
      y += weight * py;
      total += weight;
    });
    return [x / total, y / total] as const;
  });
}

/** Unit vector to the left of the line's direction over five points. */
function normalAt(points: readonly GridXY[], i: number): GridXY {
  const [x0, y0] = points[Math.max(0, i - 2)] as GridXY;
  const [x1, y1] = points[Math.min(points.length - 1, i + 2)] as GridXY;
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  return [-(y1 - y0) / length, (x1 - x0) / length];
}

/** Distance along the normal to the threshold; null when it is not met within reach. */
function crossing(map: RidgeMap, [x, y]: GridXY, [nx, ny]: GridXY, side: 1 | -1): number | null {
  let before = sample(map, x, y);
  if (before < map.threshold01) return null;
  for (let d = STEP_PX; d <= REACH_PX; d += STEP_PX) {
    const value = sample(map, x + side * d * nx, y + side * d * ny);
    if (value < map.threshold01)
      return d - STEP_PX + (STEP_PX * (before - map.threshold01)) / (before - value);
    before = value;
  }
  return null;
}

/** Points beyond the line's last one, one pixel apart, at most as many as were taken off a blunt end. */
function prolong(points: readonly GridXY[], map: RidgeMap): GridXY[] {
  const last = points.at(-1);
  const earlier = points.at(-5);
  if (!last || !earlier) return [];
  const length = Math.hypot(last[0] - earlier[0], last[1] - earlier[1]) || 1;
  const added: GridXY[] = [];
  for (let step = 1; step <= BLUNT_END_PX; step++) {
    const x = last[0] + (step * (last[0] - earlier[0])) / length;
    const y = last[1] + (step * (last[1] - earlier[1])) / length;
    if (x < 0 || y < 0 || x > map.widthPx || y > map.heightPx) break;
    if (sample(map, x, y) < map.threshold01) break;
    added.push([x, y]);
  }
  return added;
}

/** Bilinear between pixel centres, edges repeated. */
export function sample(
  { values, widthPx, heightPx }: Omit<RidgeMap, "threshold01">,
  x: number,
  y: number,
): number {
  const col = Math.min(Math.max(x - 0.5, 0), widthPx - 1);
  const row = Math.min(Math.max(y - 0.5, 0), heightPx - 1);
  const [c, r] = [Math.min(Math.floor(col), widthPx - 2), Math.min(Math.floor(row), heightPx - 2)];
  const [u, v] = [col - c, row - r];
  const at = (dc: number, dr: number) => values[(r + dr) * widthPx + c + dc] as number;
  return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
}
