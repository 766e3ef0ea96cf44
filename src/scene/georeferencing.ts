// Where a TIFF's pixels lie on the map: its affine, its CRS, and in words what is missing.
import {
  type Affine,
  invertAffine,
  type LonLat,
  type MapXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import { type Crs, PIXEL_CRS } from "../geo/crs.ts";
import { geoidHeightMetres } from "../geo/geoidHeight.ts";
import type { GroundControlPoint } from "../geo/groundControl.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { utmEpsg } from "../geo/utmZone.ts";
import { crsFromGeoKeys } from "./crsFromGeoKeys.ts";
import { type GeoKeys, readGeoKeys } from "./geoKeys.ts";
import type { SceneNotice } from "./scene.ts";
import { readNumbers, type TiffDirectory } from "./tiffDirectory.ts";
import type { TiffLayout } from "./tiffLayout.ts";

export type Georeferencing = {
  readonly crs: Crs;
  readonly pixelToMap: Affine;
  readonly notices: readonly SceneNotice[];
  /** In place of a transform: `crs` and `pixelToMap` are then those of bare pixels. */
  readonly groundControl: GroundControl | null;
};

/** Points in a projected coordinate system, at least three. */
export type GroundControl = {
  readonly crs: Crs;
  readonly points: readonly GroundControlPoint[];
};

/** Map x = column, map y = -row. */
const PIXELS = { crs: PIXEL_CRS, pixelToMap: [1, 0, 0, 0, -1, 0] } as const;

const WHAT_PIXELS_COST =
  "It opens in pixel coordinates: lengths in metres are not known, the speckle filter cannot fit its window " +
  "to the ground, and exports hold pixel coordinates.";

/** A scene without georeferencing; `why` is a sentence. */
export function pixelGeoreferencing(why: string): Georeferencing {
  return {
    ...PIXELS,
    notices: [{ kind: "warning", text: `${why} ${WHAT_PIXELS_COST}` }],
    groundControl: null,
  };
}

export async function readGeoreferencing(
  directory: TiffDirectory,
  layout: TiffLayout,
): Promise<Georeferencing> {
  let placed: PlacedPixels;
  let keys: GeoKeys;
  try {
    keys = await readGeoKeys(directory);
    placed = await readPlacement(directory, keys);
  } catch {
    return pixelGeoreferencing("The file's georeferencing is damaged.");
  }
  if (placed.kind === "none") return pixelGeoreferencing(placed.why);
  const { crs, problem } = await crsFromGeoKeys(keys);
  if (crs === null) return pixelGeoreferencing(unknownCrs(problem));
  if (placed.kind === "points") return fromPoints(placed.points, crs);
  const centre = pixelToMap(placed.affine, [layout.widthPx / 2, layout.heightPx / 2]);
  if (mapToLonLat(centre, crs) === null)
    return pixelGeoreferencing(
      `The picture's centre does not lie inside its coordinate system (${crs.code ?? crs.name}).`,
    );
  const notices: SceneNotice[] = [];
  if (crs.kind === "geographic")
    notices.push({
      kind: "info",
      text: "The scene is in degrees of longitude and latitude: its pixels are not square on the ground.",
    });
  if (!isOnWgs84(crs))
    notices.push({
      kind: "warning",
      text:
        `The coordinate system (${crs.name}) rests on an older datum: longitudes and latitudes shown can be some ` +
        "hundred metres off, kilometres where it is a sphere. Coordinates of the scene itself are not affected.",
    });
  return { crs, pixelToMap: placed.affine, notices, groundControl: null };
}

/** Degrees bend at high latitudes: points in them are taken to the polar or UTM grid of their place. */
function fromPoints(points: readonly GroundControlPoint[], crs: Crs): Georeferencing {
  const projected = crs.kind === "projected" ? crs : gridFor(points);
  if (projected === null)
    return pixelGeoreferencing("The ground control points lie off the Earth.");
  const move = reprojector(crs, projected);
  // Who writes no heights writes zeros.
  const isHeightGiven = points.some(({ heightMetres }) => heightMetres !== 0);
  const aboveSea = (height: number, at: MapXY) =>
    isHeightGiven ? height - geoidHeightMetres(mapToLonLat(at, crs) ?? [0, 0]) : 0;
  const moved = points.flatMap(({ pixel, map, heightMetres }) => {
    const at = move(map);
    return at === null ? [] : [{ pixel, map: at, heightMetres: aboveSea(heightMetres, map) }];
  });
  if (moved.length < points.length || moved.length < FEWEST_POINTS)
    return pixelGeoreferencing(
      "The ground control points are too few or outside of their coordinate system.",
    );
  return { ...PIXELS, notices: [], groundControl: { crs: projected, points: moved } };
}

/** EPSG:3413 north of 60 N, EPSG:3031 south of 60 S, else the UTM zone of the middle. */
function gridFor(points: readonly GroundControlPoint[]): Crs | null {
  if (points.some(({ map: [, lat] }) => !(Math.abs(lat) <= 90))) return null;
  const middle = middleOf(points.map(({ map }): LonLat => [map[0], map[1]]));
  const polar = middle[1] < 0 ? "EPSG:3031" : "EPSG:3413";
  return crsOfCode(Math.abs(middle[1]) > 60 ? polar : (utmEpsg(middle) ?? polar));
}

/** By directions from the Earth's centre: longitudes have no mean at the antimeridian or a pole. */
function middleOf(places: readonly LonLat[]): LonLat {
  let [x, y, z] = [0, 0, 0];
  for (const place of places) {
    const [lon, lat] = place.map((degrees) => (degrees * Math.PI) / 180) as [number, number];
    x += Math.cos(lat) * Math.cos(lon);
    y += Math.cos(lat) * Math.sin(lon);
    z += Math.sin(lat);
  }
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  return [degrees(Math.atan2(y, x)), degrees(Math.atan2(z, Math.hypot(x, y)))];
}

/** Or on a datum within a metre or two of it, or with a known shift to it. */
function isOnWgs84({ proj4 }: Crs): boolean {
  return proj4 === null || /\+(datum=WGS84|ellps=(WGS84|GRS80)|towgs84=)/.test(proj4);
}

function unknownCrs(problem: string | null): string {
  if (problem === null)
    return "The file has coordinates but does not say in which coordinate system; assign one, for instance with gdal_edit -a_srs.";
  return `${problem} Assign the right coordinate system, for instance with gdal_edit -a_srs, to work in metres.`;
}

type PlacedPixels =
  | { readonly kind: "affine"; readonly affine: Affine }
  | { readonly kind: "points"; readonly points: readonly GroundControlPoint[] }
  | { readonly kind: "none"; readonly why: string };

async function readPlacement(directory: TiffDirectory, keys: GeoKeys): Promise<PlacedPixels> {
  const matrix = (await readNumbers(directory, 34264)) ?? [];
  const scale = (await readNumbers(directory, 33550)) ?? [];
  const tiepoints = (await readNumbers(directory, 33922)) ?? [];
  const isPoint = keys.GTRasterTypeGeoKey === 2;
  const stored = matrix.length >= 8 ? fromMatrix(matrix) : fromTiepoint(scale, tiepoints);
  if (stored === null) {
    const points = pointsOf(tiepoints, isPoint);
    if (points.length >= FEWEST_POINTS) return { kind: "points", points };
    const why =
      points.length > 1
        ? `The scene has no more than ${points.length} ground control points, too few to place it.`
        : "The file has no georeferencing.";
    return { kind: "none", why };
  }
  const affine = isPoint ? fromPixelCentres(stored) : stored;
  if (!affine.every(Number.isFinite) || invertAffine(affine) === null)
    return { kind: "none", why: "The file's georeferencing is damaged." };
  return { kind: "affine", affine };
}

/** Below this not even a plane is decided. */
const FEWEST_POINTS = 3;

/** Tiepoints are column, row, 0, x, y, height; with PixelIsPoint columns and rows are those of pixel centres. */
function pointsOf(tiepoints: readonly number[], isPoint: boolean): GroundControlPoint[] {
  const toCorner = isPoint ? 0.5 : 0;
  return Array.from({ length: Math.floor(tiepoints.length / 6) }, (_, i) => {
    const [col = 0, row = 0, , x = 0, y = 0, heightMetres = 0] = tiepoints.slice(6 * i, 6 * i + 6);
    return { pixel: [col + toCorner, row + toCorner], map: [x, y], heightMetres };
  });
}

function fromMatrix(matrix: readonly number[]): Affine {
  const [a = 0, b = 0, , c = 0, d = 0, e = 0, , f = 0] = matrix;
  return [a, b, c, d, e, f];
}

/** One tiepoint with a scale; a negative second scale is a south-up picture, as GDAL reads it. */
function fromTiepoint(scale: readonly number[], tiepoints: readonly number[]): Affine | null {
  const [scaleX, scaleY] = scale;
  const [col, row, , x, y] = tiepoints;
  if (scaleX === undefined || scaleY === undefined) return null;
  if (col === undefined || row === undefined || x === undefined || y === undefined) return null;
  return [scaleX, 0, x - col * scaleX, 0, -scaleY, y + row * scaleY];
}

/** PixelIsPoint: the stored transform places pixel centres; ours places corners. */
function fromPixelCentres([a, b, c, d, e, f]: Affine): Affine {
  return [a, b, c - (a + b) / 2, d, e, f - (d + e) / 2];
}
