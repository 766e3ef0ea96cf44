// Writes fronts to files for other programs: zipped shapefile or GeoJSON, in a CRS of choice. GDAL does the writing.
import { zipSync } from "fflate";
import { AppError } from "../base/errors.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { exportFailed, type OgrFile, type TranslateVector } from "./gdal.ts";

/** An open line with its attributes; attribute names of at most 10 ASCII characters. */
export type FrontToWrite = {
  readonly vertices: readonly MapXY[];
  readonly attributes: Readonly<Record<string, string | number | null>>;
};

export type FrontsFile = {
  readonly fronts: readonly FrontToWrite[];
  readonly format: "shapefile" | "geojson";
  /** `EPSG:3413`, or "scene" for the CRS that the vertices are in. */
  readonly targetCrs: string;
  /** File name without extension. */
  readonly stem: string;
};

export type WrittenFile = { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** The parts of a shapefile that are handed out; `prj` is absent without a CRS. */
const SHAPEFILE_PARTS = ["shp", "shx", "dbf", "prj", "cpg"];
/** A text field of a DBF holds no more bytes. */
const MAX_TEXT_BYTES = 254;

/** Every front is written, its vertices in their order, or the export fails: `nothing-to-export`, `export-failed`. */
export async function exportFronts(
  file: FrontsFile,
  sceneCrs: Crs,
  translate: TranslateVector,
): Promise<WrittenFile> {
  const { fronts, format, targetCrs } = file;
  if (fronts.length === 0)
    throw new AppError("nothing-to-export", "There is no front to export: draw or predict one.");
  checkFronts(fronts);
  const stem = safeStem(file.stem);
  const isPixels = sceneCrs.proj4 === null;
  if (isPixels && targetCrs !== "scene")
    throw new AppError(
      "scene-not-georeferenced",
      `The scene has no coordinate system, so its fronts cannot be written in ${targetCrs}.`,
    );
  const options = [
    ...srsOptions(sceneCrs, targetCrs),
    ...fieldOptions(fronts),
    ...(format === "shapefile" ? SHAPEFILE_OPTIONS : geojsonOptions(stem, targetCrs, sceneCrs)),
  ];
  const files = await translate(toGeoJson(fronts), options);
  if (format === "geojson") {
    const bytes = partOf(files, "geojson", "json");
    const collection = JSON.parse(new TextDecoder().decode(bytes)) as Collection;
    checkCount(collection.features.length, fronts.length);
    return { fileName: `${stem}.geojson`, bytes: isPixels ? withoutCrs(collection) : bytes };
  }
  // 100 bytes of header, then 8 for each record.
  checkCount((partOf(files, "shx").length - 100) / 8, fronts.length);
  return { fileName: `${stem}.zip`, bytes: zipParts(files, stem, isPixels) };
}

function checkFronts(fronts: readonly FrontToWrite[]): void {
  for (const [index, { vertices, attributes }] of fronts.entries()) {
    if (vertices.length < 2 || !vertices.flat().every(Number.isFinite))
      throw exportFailed(`Front ${index + 1} is not a line of two or more points.`);
    const long = Object.keys(attributes).find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,9}$/.test(name));
    if (long !== undefined)
      throw exportFailed(
        `The attribute name "${long}" does not fit a shapefile (10 letters, digits or _).`,
      );
  }
}

function srsOptions(sceneCrs: Crs, targetCrs: string): string[] {
  const source = sceneCrs.code ?? sceneCrs.proj4;
  if (source === null) return [];
  return targetCrs === "scene" || targetCrs === sceneCrs.code
    ? ["-a_srs", source]
    : ["-s_srs", source, "-t_srs", targetCrs];
}

const LAYER = "fronts";

/** OGR takes a field's type from its values: without these, files of different scenes could not be joined. */
const FIELD_TYPES: Readonly<Record<string, string>> = {
  Date: "DATE",
  Satellite: "CHARACTER(254)",
  ImageID: "CHARACTER(254)",
  QualFlag: "CHARACTER(2)",
  Method: "CHARACTER(16)",
  Model: "CHARACTER(64)",
  ModelHash: "CHARACTER(16)",
  Band: "INTEGER",
  Prob: "NUMERIC(8,3)",
  UncM: "NUMERIC(12,1)",
  Length_m: "NUMERIC(14,1)",
  EditFrac: "NUMERIC(8,3)",
  Author: "CHARACTER(254)",
};

function fieldOptions(fronts: readonly FrontToWrite[]): string[] {
  const names = [...new Set(fronts.flatMap(({ attributes }) => Object.keys(attributes)))];
  const fields = names.map((name) => {
    const type = FIELD_TYPES[name];
    return type === undefined ? `"${name}"` : `CAST("${name}" AS ${type}) AS "${name}"`;
  });
  return fields.length === 0 ? [] : ["-sql", `SELECT ${fields.join(", ")} FROM ${LAYER}`];
}

const SHAPEFILE_OPTIONS = ["-f", "ESRI Shapefile", "-nlt", "LINESTRING", "-lco", "ENCODING=UTF-8"];

function geojsonOptions(stem: string, targetCrs: string, sceneCrs: Crs): string[] {
  const isLonLat = (targetCrs === "scene" ? sceneCrs.code : targetCrs) === "EPSG:4326";
  // RFC 7946 knows only longitude and latitude; other systems need the older form with its "crs" member.
  const isDegrees = targetCrs === "scene" && sceneCrs.kind === "geographic";
  const form = isLonLat ? "RFC7946=YES" : `COORDINATE_PRECISION=${isDegrees ? 9 : 3}`;
  return ["-f", "GeoJSON", "-nln", stem, "-lco", form];
}

function toGeoJson(fronts: readonly FrontToWrite[]): string {
  return JSON.stringify({
    type: "FeatureCollection",
    name: LAYER,
    features: fronts.map(({ vertices, attributes }) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: vertices },
      properties: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, storable(value)]),
      ),
    })),
  });
}

/** Text that fits, cut between characters; numbers that are none become null. */
function storable(value: string | number | null): string | number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null) return null;
  const bytes = new TextEncoder().encode(value);
  if (bytes.length <= MAX_TEXT_BYTES) return value;
  let end = MAX_TEXT_BYTES;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}

function partOf(files: readonly OgrFile[], ...extensions: string[]): Uint8Array<ArrayBuffer> {
  const part = files.find(({ extension }) => extensions.includes(extension));
  if (part === undefined) throw exportFailed(`GDAL wrote no .${extensions[0]} file.`);
  return part.bytes;
}

type Collection = { crs?: unknown; features: unknown[] };

/** GDAL takes GeoJSON without a CRS for longitude and latitude, and says so: pixel coordinates are neither. */
function withoutCrs({ crs: _, ...collection }: Collection): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(collection)}\n`);
}

function checkCount(written: number, expected: number): void {
  if (written !== expected)
    throw exportFailed(
      `Only ${written} of ${expected} fronts could be written in this coordinate system; choose another.`,
    );
}

function zipParts(
  files: readonly OgrFile[],
  stem: string,
  isPixels: boolean,
): Uint8Array<ArrayBuffer> {
  const parts: Record<string, Uint8Array> = {};
  for (const extension of SHAPEFILE_PARTS)
    if (extension !== "prj" || !isPixels) parts[`${stem}.${extension}`] = partOf(files, extension);
  return zipSync(parts, { level: 6 });
}

/** A name that every file system takes. */
function safeStem(stem: string): string {
  const safe = stem
    .replace(/[/\\:*?"<>|]/g, "_")
    .replaceAll("..", "_")
    .trim();
  return safe === "" ? "fronts" : safe;
}
