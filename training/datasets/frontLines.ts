// Fronts out of a GeoJSON file and onto a scene's pixels: RFC 7946, or with the older "crs" member that GDAL writes.
import { readFileSync } from "node:fs";
import { AppError } from "../../src/base/errors.ts";
import { invertAffine, type MapXY, type PixelXY, pixelToMap } from "../../src/geo/coordinates.ts";
import type { Crs } from "../../src/geo/crs.ts";
import { lonLatToMap, mapToLonLat } from "../../src/geo/projection.ts";
import { crsOfCode } from "../../src/geo/targetCrs.ts";
import type { Scene } from "../../src/scene/scene.ts";

type XY = readonly [x: number, y: number];

export type FrontLines = {
  readonly lines: readonly (readonly XY[])[];
  /** `EPSG:4326` where the file names none. */
  readonly crsCode: string;
  /** Texts among the attributes of the first feature that has them; names in lower case. */
  readonly properties: Readonly<Record<string, string | undefined>>;
};

type GeoJson = {
  readonly crs?: { readonly properties?: { readonly name?: unknown } } | null;
  readonly features?: readonly {
    readonly geometry?: { readonly type?: string; readonly coordinates?: unknown } | null;
    readonly properties?: Readonly<Record<string, unknown>> | null;
  }[];
};

/** Throws `file-unreadable` naming the file when it is no GeoJSON of lines. */
export function readFrontLines(path: string): FrontLines {
  let json: GeoJson;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("file-unreadable", `${path} is not a readable GeoJSON file.`, { cause });
  }
  const { features, crs } = json ?? {};
  if (!Array.isArray(features))
    throw new AppError("file-unreadable", `${path} is no GeoJSON FeatureCollection.`);
  const properties: Record<string, string> = {};
  const lines = features.flatMap((feature: NonNullable<GeoJson["features"]>[number]) => {
    for (const [name, value] of Object.entries(feature?.properties ?? {}))
      if (typeof value === "string" && value) properties[name.toLowerCase()] ??= value;
    return linesOf(path, feature?.geometry);
  });
  const name = crs ? String(crs.properties?.name ?? "") : "CRS84";
  return { lines, crsCode: codeOf(path, name), properties };
}

function linesOf(
  path: string,
  geometry: NonNullable<GeoJson["features"]>[number]["geometry"],
): XY[][] {
  if (!geometry) return [];
  const { type, coordinates } = geometry;
  const lines =
    type === "LineString" ? [coordinates] : type === "MultiLineString" ? coordinates : null;
  if (lines === null)
    throw new AppError("file-unreadable", `${path} holds a ${type}; fronts are lines.`);
  const isLine = (line: unknown) =>
    Array.isArray(line) &&
    line.every((at) => Array.isArray(at) && Number.isFinite(at[0]) && Number.isFinite(at[1]));
  if (!Array.isArray(lines) || !lines.every(isLine))
    throw new AppError("file-unreadable", `${path} holds a line with impossible coordinates.`);
  return lines.map((line: number[][]) => line.map(([x = 0, y = 0]): XY => [x, y]));
}

/** `urn:ogc:def:crs:EPSG::3413`, `EPSG:3413` or `urn:ogc:def:crs:OGC:1.3:CRS84` as `EPSG:3413` or `EPSG:4326`. */
function codeOf(path: string, name: string): string {
  if (/CRS84$/.test(name)) return "EPSG:4326";
  const code = /EPSG:(?:[\d.]*:)?(\d+)$/.exec(name)?.[1];
  if (code) return `EPSG:${code}`;
  throw new AppError(
    "file-unreadable",
    `${path} names the coordinate system "${name}"; write it again in EPSG:4326.`,
  );
}

/**
 * The lines in the scene's pixel coordinates. Throws `file-unreadable` naming the file when its coordinate system is not
 * known here, or when a place has none in the scene's.
 */
export function frontsOnScene(
  path: string,
  { lines, crsCode }: FrontLines,
  { crs, pixelToMap: affine }: Scene,
): PixelXY[][] {
  const mapToPixel = invertAffine(affine);
  const source = crsCode === crs.code ? crs : crsOfCode(crsCode);
  if (!source || !mapToPixel)
    throw new AppError(
      "file-unreadable",
      `${path} is in ${crsCode}, which is not the scene's; write it again in EPSG:4326, 3413, 3031 or a UTM zone.`,
    );
  return lines.map((line) =>
    line.map((at): PixelXY => {
      const onMap = source === crs ? at : reproject(at, source, crs);
      if (onMap) {
        const [col, row] = pixelToMap(mapToPixel, [onMap[0], onMap[1]]);
        return [col, row];
      }
      throw new AppError(
        "file-unreadable",
        `${path} holds the place ${at.join(", ")}, which is none in ${crsCode}: is a "crs" member missing?`,
      );
    }),
  );
}

function reproject(at: XY, from: Crs, to: Crs): MapXY | null {
  const isDegrees = from.kind === "geographic";
  if (isDegrees && (Math.abs(at[0]) > 360 || Math.abs(at[1]) > 90)) return null;
  const lonLat = isDegrees ? at : mapToLonLat([at[0], at[1]], from);
  return lonLat && lonLatToMap([lonLat[0], lonLat[1]], to);
}
