// Where a TIFF's pixels lie on the map: its affine, its CRS, and in words what is missing.
import { type Affine, invertAffine, pixelToMap } from "../geo/coordinates.ts";
import { type Crs, PIXEL_CRS } from "../geo/crs.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { crsFromGeoKeys } from "./crsFromGeoKeys.ts";
import { type GeoKeys, readGeoKeys } from "./geoKeys.ts";
import type { SceneNotice } from "./scene.ts";
import { readNumbers, type TiffDirectory } from "./tiffDirectory.ts";
import type { TiffLayout } from "./tiffLayout.ts";

export type Georeferencing = {
  readonly crs: Crs;
  readonly pixelToMap: Affine;
  readonly notices: readonly SceneNotice[];
};

/** Map x = column, map y = -row. */
const PIXEL_AFFINE: Affine = [1, 0, 0, 0, -1, 0];

const WHAT_PIXELS_COST =
  "It opens in pixel coordinates: lengths in metres are not known, the speckle filter cannot fit its window " +
  "to the ground, and exports hold pixel coordinates.";

/** A scene without georeferencing; `why` is a sentence. */
export function pixelGeoreferencing(why: string): Georeferencing {
  return {
    crs: PIXEL_CRS,
    pixelToMap: PIXEL_AFFINE,
    notices: [{ kind: "warning", text: `${why} ${WHAT_PIXELS_COST}` }],
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
  if (placed.affine === null) return pixelGeoreferencing(placed.why);
  const { crs, problem } = await crsFromGeoKeys(keys);
  if (crs === null) return pixelGeoreferencing(unknownCrs(problem));
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
  return { crs, pixelToMap: placed.affine, notices };
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

type PlacedPixels = { readonly affine: Affine } | { readonly affine: null; readonly why: string };

async function readPlacement(directory: TiffDirectory, keys: GeoKeys): Promise<PlacedPixels> {
  const matrix = (await readNumbers(directory, 34264)) ?? [];
  const scale = (await readNumbers(directory, 33550)) ?? [];
  const tiepoints = (await readNumbers(directory, 33922)) ?? [];
  const stored = matrix.length >= 8 ? fromMatrix(matrix) : fromTiepoint(scale, tiepoints);
  if (stored === null) {
    const hasGcps = tiepoints.length > 6;
    return {
      affine: null,
      why: hasGcps
        ? "The scene is placed by ground control points only, which are not fitted yet; warp it first, for instance with gdalwarp -order 3."
        : "The file has no georeferencing.",
    };
  }
  const affine = keys.GTRasterTypeGeoKey === 2 ? fromPixelCentres(stored) : stored;
  if (!affine.every(Number.isFinite) || invertAffine(affine) === null)
    return { affine: null, why: "The file's georeferencing is damaged." };
  return { affine };
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
