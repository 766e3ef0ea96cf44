// Lines with their attribute table as a file of another program: shapefile, GeoPackage, GeoJSON, KML, FlatGeobuf, CSV.
import type { FieldValue, TableField, VectorFormat } from "../base/attributeTable.ts";
import { AppError } from "../base/errors.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { neutralCell } from "./csvCells.ts";
import { exportFailed, type GdalAccess, type GdalFile } from "./gdal.ts";

type LineToWrite = {
  readonly vertices: readonly MapXY[];
  /** Of the vertices. */
  readonly crs: Crs;
  readonly attributes: Readonly<Record<string, FieldValue>>;
};

export type VectorFile = {
  readonly lines: readonly LineToWrite[];
  readonly fields: readonly TableField[];
  readonly format: VectorFormat;
  /** `EPSG:3413`, or "scene" for the CRS that all the vertices are in. */
  readonly targetCrs: string;
  /** File name without extension. */
  readonly stem: string;
};

export type WrittenFile = { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> };

type Format = {
  readonly driver: string;
  readonly options: readonly string[];
  /** Of the parts that are handed out, the main one first. */
  readonly extensions: readonly string[];
};

const FORMATS: Readonly<Record<Exclude<VectorFormat, "geojson">, Format>> = {
  shapefile: {
    driver: "ESRI Shapefile",
    options: ["-lco", "ENCODING=UTF-8"],
    extensions: ["shp", "shx", "dbf", "prj", "cpg"],
  },
  geopackage: { driver: "GPKG", options: [], extensions: ["gpkg"] },
  kml: { driver: "KML", options: [], extensions: ["kml"] },
  // A spatial index would put the lines in another order.
  flatgeobuf: { driver: "FlatGeobuf", options: ["-lco", "SPATIAL_INDEX=NO"], extensions: ["fgb"] },
  csv: { driver: "CSV", options: ["-lco", "GEOMETRY=AS_WKT"], extensions: ["csv"] },
};

const LAYER = "fronts";

/** Every line is written, in its order and with its vertices in theirs: `nothing-to-export`, `export-failed`. */
export async function writeVector(file: VectorFile, gdal: GdalAccess): Promise<WrittenFile[]> {
  const { lines, format, stem } = file;
  checkLines(file);
  const { source, targetCrs, vertices } = await inOneCrs(file, gdal);
  const isPixels = source.proj4 === null;
  const json = toGeoJson(lines, vertices, format);
  const options = [
    ...formatOptions(file, source, targetCrs),
    ...(isPixels || targetCrs === null ? [] : ["-t_srs", targetCrs]),
    "-nln",
    stem,
  ];
  const made = await gdal.translateVector([layerFile(file, source), jsonFile(json)], options);
  if (format === "geojson") {
    const bytes = partOf(made, "geojson", "json");
    const collection = JSON.parse(new TextDecoder().decode(bytes)) as Collection;
    checkCount(collection.features.length, lines.length);
    return [{ fileName: `${stem}.geojson`, bytes: isPixels ? withoutCrs(collection) : bytes }];
  }
  // 100 bytes of header, then 8 for each record.
  if (format === "shapefile") checkCount((partOf(made, "shx").length - 100) / 8, lines.length);
  return FORMATS[format].extensions
    .filter((extension) => extension !== "prj" || !isPixels)
    .map((extension) => ({
      fileName: `${stem}.${extension}`,
      bytes: partOf(made, extension),
    }));
}

function checkLines({ lines, fields, format }: VectorFile): void {
  if (lines.length === 0)
    throw new AppError("nothing-to-export", "There is no front to export: draw or predict one.");
  for (const [index, { vertices }] of lines.entries())
    if (vertices.length < 2 || !vertices.flat().every(Number.isFinite))
      throw exportFailed(`Front ${index + 1} is not a line of two or more points.`);
  if (format !== "shapefile") return;
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (!/^[A-Za-z_][A-Za-z0-9_ ]{0,9}$/.test(name))
      throw exportFailed(
        `The field name "${name}" does not fit a shapefile (10 letters or digits).`,
      );
    if (seen.has(name.toLowerCase()))
      throw exportFailed(`The field name "${name}" is given twice; shapefiles ignore case.`);
    seen.add(name.toLowerCase());
  }
}

type InOneCrs = {
  readonly source: Crs;
  /** Null where it is the source's own. */
  readonly targetCrs: string | null;
  readonly vertices: readonly (readonly MapXY[])[];
};

/** Lines of one CRS are left to the last step; those of several go to the target one CRS after the other. */
async function inOneCrs(file: VectorFile, gdal: GdalAccess): Promise<InOneCrs> {
  const { lines, targetCrs } = file;
  const first = lines[0]?.crs;
  if (first === undefined) throw exportFailed("There is no line.");
  const groups = byCrs(lines);
  if (groups.has("") && (targetCrs !== "scene" || groups.size > 1))
    throw new AppError(
      "scene-not-georeferenced",
      `A scene has no coordinate system, so its fronts cannot be written in ${targetCrs}.`,
    );
  if (groups.size === 1) {
    const isOwn = targetCrs === "scene" || targetCrs === first.code;
    const vertices = lines.map((line) => line.vertices);
    return { source: first, targetCrs: isOwn ? null : targetCrs, vertices };
  }
  if (targetCrs === "scene")
    throw exportFailed(
      "The fronts lie in scenes of different coordinate systems: choose one for the file.",
    );
  const vertices: (readonly MapXY[])[] = lines.map((line) => line.vertices);
  for (const indices of groups.values()) {
    const some = indices.map((i) => lines[i] as LineToWrite);
    const moved = await reproject(some, targetCrs, gdal);
    for (const [k, i] of indices.entries()) vertices[i] = moved[k] ?? [];
  }
  return { source: { ...first, code: targetCrs, proj4: targetCrs }, targetCrs: null, vertices };
}

/** Places of the lines by the name of their CRS; "" for pixel coordinates. */
function byCrs(lines: readonly LineToWrite[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, { crs }] of lines.entries()) {
    const name = sourceName(crs) ?? "";
    groups.set(name, [...(groups.get(name) ?? []), i]);
  }
  return groups;
}

async function reproject(
  lines: readonly LineToWrite[],
  targetCrs: string,
  gdal: GdalAccess,
): Promise<MapXY[][]> {
  const source = lines[0]?.crs;
  if (source === undefined) return [];
  const file = { lines, fields: [], format: "geojson", targetCrs, stem: LAYER } as const;
  const json = toGeoJson(
    lines,
    lines.map(({ vertices }) => vertices),
    "geojson",
  );
  const options = ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "-t_srs", targetCrs];
  const made = await gdal.translateVector([layerFile(file, source), jsonFile(json)], options);
  const { features } = JSON.parse(new TextDecoder().decode(partOf(made, "geojson"))) as {
    features: { geometry: { coordinates: MapXY[] } | null }[];
  };
  checkCount(features.filter(({ geometry }) => geometry !== null).length, lines.length);
  return features.map(({ geometry }) => geometry?.coordinates ?? []);
}

function sourceName({ code, proj4 }: Crs): string | null {
  return code ?? proj4;
}

function formatOptions({ format }: VectorFile, source: Crs, targetCrs: string | null): string[] {
  if (format !== "geojson") {
    const { driver, options } = FORMATS[format];
    return ["-f", driver, ...options, "-nlt", "LINESTRING"];
  }
  const isLonLat = (targetCrs ?? source.code) === "EPSG:4326";
  // RFC 7946 knows only longitude and latitude; other systems need the older form with its "crs" member.
  const isDegrees = targetCrs === null && source.kind === "geographic";
  const precision = `COORDINATE_PRECISION=${isLonLat || isDegrees ? 9 : 4}`;
  return ["-f", "GeoJSON", ...(isLonLat ? ["-lco", "RFC7946=YES"] : []), "-lco", precision];
}

/** A layer over the GeoJSON that gives every field its type and width: files of different scenes must join. */
function layerFile({ fields }: VectorFile, source: Crs) {
  const columns = fields.map((field) => {
    const { type } = field;
    const name = `name="${xml(field.name)}" src="${xml(field.name)}"`;
    if (type.kind === "text") return `<Field ${name} type="String" width="${type.maxBytes}"/>`;
    if (type.kind === "integer") return `<Field ${name} type="Integer" width="${type.digits}"/>`;
    // OGR adds room for sign and point to the width that it is given.
    return `<Field ${name} type="Real" width="${type.digits - 2}" precision="${type.decimals}"/>`;
  });
  const name = sourceName(source);
  const srs = name === null ? "" : `<LayerSRS>${xml(name)}</LayerSRS>`;
  const open = '<OpenOptions><OOI key="DATE_AS_STRING">YES</OOI></OpenOptions>';
  const vrt = `<OGRVRTDataSource><OGRVRTLayer name="${LAYER}"><SrcDataSource relativeToVRT="1">lines.geojson</SrcDataSource>${open}<SrcLayer>${LAYER}</SrcLayer><GeometryType>wkbLineString</GeometryType>${srs}${columns.join("")}</OGRVRTLayer></OGRVRTDataSource>`;
  return { name: "layer.vrt", bytes: new TextEncoder().encode(vrt) };
}

function jsonFile(json: string) {
  return { name: "lines.geojson", bytes: new TextEncoder().encode(json) };
}

function xml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

function toGeoJson(
  lines: readonly LineToWrite[],
  vertices: readonly (readonly MapXY[])[],
  format: VectorFormat,
): string {
  const cell = (value: FieldValue) =>
    format === "csv" && typeof value === "string" ? neutralCell(value) : value;
  return JSON.stringify({
    type: "FeatureCollection",
    name: LAYER,
    features: lines.map(({ attributes }, i) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: vertices[i] },
      properties: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, cell(value)]),
      ),
    })),
  });
}

function partOf(files: readonly GdalFile[], ...extensions: string[]): Uint8Array<ArrayBuffer> {
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
