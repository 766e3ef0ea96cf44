// Named places out of a file: a user's list of glaciers, as CSV, GeoJSON, shapefile or any other vector file.
import type { FieldValue } from "../base/attributeTable.ts";
import { AppError } from "../base/errors.ts";
import type { LonLat } from "../geo/coordinates.ts";
import type { GdalAccess, InputFile } from "./gdal.ts";
import { attributesOf, type Feature } from "./lineFeatures.ts";
import { featuresOf, inputsOf, isMain, unpacked } from "./readVector.ts";
import { toldLayers } from "./toldLayers.ts";

export type Place = {
  /** The point, or the middle of the shape's extent. */
  readonly at: LonLat;
  readonly attributes: Readonly<Record<string, FieldValue>>;
};

const MOST_PLACES = 50_000;

/** Features without a place are left out. Throws `import-failed`, `import-too-large`, `nothing-to-import`. */
export async function readPlaces(
  given: readonly InputFile[],
  gdal: GdalAccess,
): Promise<readonly Place[]> {
  const files = unpacked(given);
  const places: Place[] = [];
  for (const main of files.filter(({ name }) => isMain(name))) {
    const { inputs } = inputsOf(main, files);
    for (const { name, crs } of toldLayers(await gdal.describeVector(inputs))) {
      const move = crs === null ? [] : ["-t_srs", "EPSG:4326"];
      const [made] = await gdal.translateVector(inputs, ["-f", "GeoJSON", ...move, name]);
      places.push(...featuresOf(made?.bytes ?? new Uint8Array()).flatMap(placeOf));
    }
  }
  if (places.length > MOST_PLACES)
    throw new AppError("import-too-large", `${places.length} places; at most ${MOST_PLACES}.`);
  if (places.length === 0)
    throw new AppError(
      "nothing-to-import",
      "No place was found: points, outlines, or columns lat and lon are read.",
    );
  return places;
}

function placeOf({ geometry, properties }: Feature): Place[] {
  const { attributes } = attributesOf(properties ?? {});
  const at = geometry === null ? fromColumns(attributes) : middleOf(geometry.coordinates);
  const isPossible = at !== null && Math.abs(at[0]) <= 360 && Math.abs(at[1]) <= 90;
  return isPossible ? [{ at, attributes }] : [];
}

function fromColumns(attributes: Readonly<Record<string, FieldValue>>): LonLat | null {
  const number = (pattern: RegExp) => {
    const name = Object.keys(attributes).find((key) => pattern.test(key));
    const value = name === undefined ? null : attributes[name];
    return value === null || value === undefined || value === "" ? Number.NaN : Number(value);
  };
  const [lon, lat] = [number(/^(lon|long|longitude|x)$/i), number(/^(lat|latitude|y)$/i)];
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
}

/** Of the extent of coordinates nested to any depth. */
function middleOf(coordinates: unknown): LonLat | null {
  let [minX, minY, maxX, maxY] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [x, y] = value as unknown[];
    if (typeof x !== "number" || typeof y !== "number") {
      for (const inner of value) visit(inner);
      return;
    }
    [minX, maxX] = [Math.min(minX, x), Math.max(maxX, x)];
    [minY, maxY] = [Math.min(minY, y), Math.max(maxY, y)];
  };
  visit(coordinates);
  return maxX >= minX ? [(minX + maxX) / 2, (minY + maxY) / 2] : null;
}
