// Lines out of other programs' files: shapefile (zipped or in parts), GeoPackage, GeoJSON, KML, FlatGeobuf, CSV.
import { AppError } from "../base/errors.ts";
import type { Crs } from "../geo/crs.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { cellText } from "./csvCells.ts";
import { exportFailed, type GdalAccess, type InputFile } from "./gdal.ts";
import { kmlTable } from "./kmlTable.ts";
import {
  type CleanFeatures,
  cleanFeatures,
  type Feature,
  LONGEST_TEXT,
  type ReadLine,
} from "./lineFeatures.ts";
import { shapeIndex } from "./shapeIndex.ts";
import { type ToldLayer, toldLayers } from "./toldLayers.ts";
import { unpackArchive } from "./unpackArchive.ts";

export type ReadLayer = Omit<CleanFeatures, "lines"> & {
  readonly fileName: string;
  readonly layerName: string;
  /** Of the vertices; null where the file does not tell. */
  readonly crs: Crs | null;
  /** As the file calls it. */
  readonly crsName: string | null;
  readonly fields: readonly string[];
  readonly lines: readonly ReadLine[];
  /** What is doubtful about the file; plain sentences. */
  readonly notices: readonly string[];
};

export type ReadVector = {
  readonly layers: readonly ReadLayer[];
  /** The text of an Icefront provenance file among them. */
  readonly sidecar: string | null;
};

const MAIN = /\.(?:shp|gpkg|geojson|json|kml|fgb|csv)$/i;
const PART = /\.(?:shx|dbf|prj|cpg|csvt)$/i;
const SIDECAR = /\.provenance\.json$/i;
const MOST_FILE_BYTES = 512 * 1024 * 1024;
const MOST_LINES = 20_000;

/** Throws `import-failed`, `import-too-large`, `nothing-to-import`; nothing is half read. */
export async function readVector(
  given: readonly InputFile[],
  gdal: GdalAccess,
): Promise<ReadVector> {
  const files = unpacked(given);
  const sidecar = files.find(({ name }) => SIDECAR.test(name));
  const mains = files.filter(({ name }) => isMain(name));
  if (mains.length === 0)
    throw new AppError(
      "nothing-to-import",
      "There is no .shp, .gpkg, .geojson, .kml, .fgb or .csv file among them.",
    );
  const layers: ReadLayer[] = [];
  for (const main of mains) layers.push(...(await readFile(main, files, gdal)));
  const count = layers.reduce((sum, { lines }) => sum + lines.length, 0);
  if (count > MOST_LINES)
    throw new AppError("import-too-large", `${count} lines; at most ${MOST_LINES} are taken in.`);
  if (count === 0) throw new AppError("nothing-to-import", whyNone(layers));
  return { layers, sidecar: sidecar === undefined ? null : textOf(sidecar.bytes) };
}

export function isMain(name: string): boolean {
  return MAIN.test(name) && !SIDECAR.test(name);
}

/** The files with what lies in the zips among them. Throws `import-too-large`, `import-failed`. */
export function unpacked(given: readonly InputFile[]): readonly InputFile[] {
  const wanted = (name: string) => MAIN.test(name) || PART.test(name);
  if (given.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_FILE_BYTES)
    throw new AppError("import-too-large", "The files hold more than 512 MB together.");
  return given.flatMap((file) =>
    /\.zip$/i.test(file.name) ? unpackArchive(file, wanted) : [file],
  );
}

function whyNone(layers: readonly ReadLayer[]): string {
  const sum = (of: (layer: ReadLayer) => number) =>
    layers.reduce((total, layer) => total + of(layer), 0);
  return `No line was found: ${sum((layer) => layer.notLines)} polygons or points, ${sum((layer) => layer.notFinite)} with coordinates that are not numbers, ${sum((layer) => layer.empty)} empty.`;
}

async function readFile(
  main: InputFile,
  files: readonly InputFile[],
  gdal: GdalAccess,
): Promise<ReadLayer[]> {
  const shortened = /json$/i.test(main.name) ? withShortTexts(main) : { main, cutTexts: 0 };
  const { inputs, notices } = inputsOf(shortened.main, files);
  const { cutTexts } = shortened;
  const layers: ReadLayer[] = [];
  for (const told of toldLayers(await gdal.describeVector(inputs))) {
    const layer = await readLayer(told, main, inputs, gdal);
    layers.push({ ...layer, notices, cutTexts: layer.cutTexts + cutTexts });
  }
  return layers;
}

async function readLayer(
  { name, crs: crsName, code, fields, isGeographic }: ToldLayer,
  main: InputFile,
  inputs: readonly [InputFile, ...InputFile[]],
  gdal: GdalAccess,
): Promise<Omit<ReadLayer, "notices">> {
  const known = code === null ? null : crsOfCode(code);
  // A system without a definition here goes to longitude and latitude, which GDAL knows the way to.
  const crs = known ?? (crsName === null ? null : crsOfCode("EPSG:4326"));
  const move = known === null && crs !== null ? ["-t_srs", "EPSG:4326"] : [];
  const options = ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "-dim", "XY", ...move];
  const [made] = await gdal.translateVector(inputs, [...options, name]);
  if (made === undefined) throw exportFailed("GDAL wrote nothing.");
  const features = withTables(featuresOf(made.bytes), main);
  const clean = cleanFeatures(features);
  const guess = guessedCrs({ crs, clean, main, isGeographic });
  return {
    ...clean,
    fileName: main.name,
    layerName: name,
    crs: guess,
    crsName: guess === null ? null : crsName,
    fields: fields.length > 0 ? fields : [...new Set(features.flatMap(fieldNames))],
  };
}

const fieldNames = ({ properties }: Feature) => Object.keys(properties ?? {});

type Guess = {
  readonly crs: Crs | null;
  readonly clean: CleanFeatures;
  readonly main: InputFile;
  readonly isGeographic: boolean;
};

/** GDAL gives up on GeoJSON with very long texts. */
function withShortTexts(main: InputFile): { main: InputFile; cutTexts: number } {
  let cutTexts = 0;
  const cut = (_: string, value: unknown) => {
    if (typeof value !== "string" || value.length <= LONGEST_TEXT) return value;
    cutTexts++;
    return value.slice(0, LONGEST_TEXT);
  };
  try {
    const text = JSON.stringify(JSON.parse(textOf(main.bytes), cut));
    if (cutTexts === 0) return { main, cutTexts };
    return { main: { ...main, bytes: new TextEncoder().encode(text) }, cutTexts };
  } catch {
    // GDAL says better what is wrong with it.
    return { main, cutTexts: 0 };
  }
}

/** GeoJSON without a CRS counts as longitude and latitude by its standard, unless the numbers cannot be. */
function guessedCrs({ crs, clean, main, isGeographic }: Guess): Crs | null {
  if (!isGeographic || !/\.(?:geo)?json$/i.test(main.name)) return crs;
  const isPossible = clean.lines.every(({ vertices }) =>
    vertices.every(([x, y]) => Math.abs(x) <= 360 && Math.abs(y) <= 90),
  );
  return isPossible ? crs : null;
}

/** Under names that GDAL can tell apart by their beginning, and that say nothing. */
export function inputsOf(main: InputFile, files: readonly InputFile[]) {
  const extension = main.name.slice(main.name.lastIndexOf(".") + 1).toLowerCase();
  const inputs: [InputFile, ...InputFile[]] = [{ name: `main.${extension}`, bytes: main.bytes }];
  const notices: string[] = [];
  const stem = main.name.slice(0, main.name.lastIndexOf(".")).toLowerCase();
  const part = (kind: string) =>
    files.find(({ name }) => name.toLowerCase() === `${stem}.${kind}`)?.bytes;
  if (extension === "shp") {
    const [prj, dbf, cpg] = [part("prj"), part("dbf"), part("cpg")];
    inputs.push({ name: "main.shx", bytes: part("shx") ?? shapeIndex(main.bytes) });
    if (dbf) inputs.push({ name: "main.dbf", bytes: dbf });
    else notices.push(`${main.name} has no .dbf beside it: its lines come without attributes.`);
    if (cpg) inputs.push({ name: "main.cpg", bytes: cpg });
    if (prj) inputs.push({ name: "main.prj", bytes: prj });
  }
  return { inputs, notices };
}

export function featuresOf(bytes: Uint8Array): Feature[] {
  try {
    const text = textOf(bytes);
    return (JSON.parse(text) as { features: Feature[] }).features;
  } catch (cause) {
    throw new AppError("import-failed", "GDAL's answer could not be read.", { cause });
  }
}

/** What GDAL leaves out of the tables (KML) or leaves as it was written (CSV). */
function withTables(features: readonly Feature[], { name, bytes }: InputFile): readonly Feature[] {
  if (/\.kml$/i.test(name)) {
    const table = kmlTable(textOf(bytes));
    if (table.length !== features.length) return features;
    return features.map((feature, i) => ({ ...feature, properties: table[i] ?? {} }));
  }
  if (!/\.csv$/i.test(name)) return features;
  return features.map(({ properties, ...feature }) => ({
    ...feature,
    properties: Object.fromEntries(
      Object.entries(properties ?? {})
        .filter(([field]) => field !== "WKT")
        .map(([field, value]) => [field, typeof value === "string" ? cellText(value) : value]),
    ),
  }));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
