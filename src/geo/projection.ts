// From map coordinates to longitude and latitude and back, and lengths on the WGS84 ellipsoid.
import geodesic from "geographiclib-geodesic";
import proj4 from "proj4";
import type { LonLat, MapXY } from "./coordinates.ts";
import type { Crs } from "./crs.ts";

type Converter = { forward(from: number[]): number[]; inverse(from: number[]): number[] };

const converters = new Map<string, Converter | null>();

/** Null where the definition uses a projection that proj4js does not know. */
function converterOf(definition: string): Converter | null {
  const known = converters.get(definition);
  if (known !== undefined) return known;
  let made: Converter | null;
  try {
    made = proj4(definition);
  } catch {
    made = null;
  }
  converters.set(definition, made);
  return made;
}

function convert(
  definition: string | null,
  direction: keyof Converter,
  from: readonly [number, number],
): readonly [number, number] | null {
  const converter = definition === null ? null : converterOf(definition);
  if (converter === null || !Number.isFinite(from[0]) || !Number.isFinite(from[1])) return null;
  try {
    const [x, y] = converter[direction]([from[0], from[1]]);
    if (x === undefined || y === undefined) return null;
    return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null;
  } catch {
    return null;
  }
}

/** Longitude and latitude on WGS84 in degrees; null for pixel coordinates and outside the projection's domain. */
export function mapToLonLat(at: MapXY, crs: Crs): LonLat | null {
  const found = convert(crs.proj4, "inverse", at);
  return found !== null && Math.abs(found[1]) <= 90 + 1e-9 ? found : null;
}

/** Map coordinates in `crs`; null for pixel coordinates and outside the projection's domain. */
export function lonLatToMap(at: LonLat, crs: Crs): MapXY | null {
  return convert(crs.proj4, "forward", at);
}

/** Length of the geodesic between two points on WGS84 (Karney 2013). */
function geodesicMetres([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const { s12 } = geodesic.Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2);
  return s12 ?? Number.NaN;
}

/** Length on the ellipsoid, vertex to vertex; null where a vertex has no longitude and latitude (pixel coordinates). */
export function polylineLengthMetres(vertices: readonly MapXY[], crs: Crs): number | null {
  let total = 0;
  let previous: LonLat | null = null;
  for (const vertex of vertices) {
    const at = mapToLonLat(vertex, crs);
    if (at === null) return null;
    if (previous !== null) total += geodesicMetres(previous, at);
    previous = at;
  }
  return crs.proj4 === null ? null : total;
}

/** Lengths that belong to one unit of x and of y. */
export type AxisScale = { readonly x: number; readonly y: number };

/** Metres on the ellipsoid for one map unit along x and y, near `at`; null for pixel coordinates. */
export function metresPerMapUnit(at: MapXY, crs: Crs): AxisScale | null {
  // A short step, so that the map's scale is that of the place and not of its surroundings.
  const step = crs.kind === "geographic" ? 1e-3 : 100 / (crs.metresPerUnit ?? 1);
  const x = metresBetween([at[0] - step / 2, at[1]], [at[0] + step / 2, at[1]], crs);
  const y = metresBetween([at[0], at[1] - step / 2], [at[0], at[1] + step / 2], crs);
  return x === null || y === null ? null : { x: x / step, y: y / step };
}

/** Geodesic length between two places on the map; null where one has no longitude and latitude. */
export function metresBetween(from: MapXY, to: MapXY, crs: Crs): number | null {
  const a = mapToLonLat(from, crs);
  const b = mapToLonLat(to, crs);
  return a === null || b === null ? null : geodesicMetres(a, b);
}
