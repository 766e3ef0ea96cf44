// How far the sea lies above the ellipsoid: heights of satellite products count from the one, calving fronts lie on the other.
import type { LonLat } from "./coordinates.ts";
import { GEOID_STEPS } from "./geoidGrid.ts";

const STEP_DEGREES = 2;
const COLUMNS = 360 / STEP_DEGREES;
const ROWS = 180 / STEP_DEGREES + 1;

let heights: Int8Array | null = null;

/**
 * Height of the geoid EGM96 above WGS84, metres: 0.7 m (root mean square) beyond 60 degrees of latitude and 1 m
 * elsewhere from the geoid's own 15 minute grid. `place` in degrees.
 */
export function geoidHeightMetres([lon, lat]: LonLat): number {
  heights ??= nodes();
  const grid = heights;
  const u = ((((lon + 180) % 360) + 360) % 360) / STEP_DEGREES;
  const v = Math.min(ROWS - 1, Math.max(0, (lat + 90) / STEP_DEGREES));
  const [col, row] = [Math.floor(u), Math.min(ROWS - 2, Math.floor(v))];
  const at = (i: number, j: number) => grid[(row + j) * COLUMNS + ((col + i) % COLUMNS)] ?? 0;
  const [s, t] = [u - col, v - row];
  return (1 - t) * ((1 - s) * at(0, 0) + s * at(1, 0)) + t * ((1 - s) * at(0, 1) + s * at(1, 1));
}

function nodes(): Int8Array {
  const grid = new Int8Array(ROWS * COLUMNS);
  for (let i = 0; i < grid.length; i++) {
    const before = i % COLUMNS === 0 ? i - COLUMNS : i - 1;
    grid[i] = (grid[before] ?? 0) + GEOID_STEPS.charCodeAt(i) - 79;
  }
  return grid;
}
