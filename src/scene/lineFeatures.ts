// GeoJSON features as lines that may be fronts: parts on their own, what cannot be used left out and counted.
import type { FieldValue } from "../base/attributeTable.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { crossesItself } from "../geo/crossesItself.ts";

export type ReadLine = {
  readonly vertices: readonly MapXY[];
  readonly attributes: Readonly<Record<string, FieldValue>>;
  /** The feature's place in its file, from 0; several lines share one where a feature has several parts. */
  readonly row: number;
};

export type Feature = {
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly geometry: { readonly type: string; readonly coordinates: unknown } | null;
};

export type CleanFeatures = {
  readonly lines: readonly ReadLine[];
  /** Polygons and points, left out. */
  readonly notLines: number;
  /** Lines with coordinates that are no numbers, left out. */
  readonly notFinite: number;
  /** Without any line of two different points, left out. */
  readonly empty: number;
  /** Taken in, to be looked at. */
  readonly selfCrossing: number;
  /** Texts of more than the longest kept, cut. */
  readonly cutTexts: number;
};

export const LONGEST_TEXT = 10_000;
/** Longer lines are not searched for crossings: the search would hold everything up. */
const MOST_SEARCHED = 50_000;

type Fault = Exclude<keyof CleanFeatures, "lines" | "selfCrossing" | "cutTexts">;

export function cleanFeatures(features: readonly Feature[]): CleanFeatures {
  const lines: ReadLine[] = [];
  const counts = { notLines: 0, notFinite: 0, empty: 0, selfCrossing: 0, cutTexts: 0 };
  for (const [row, { geometry, properties }] of features.entries()) {
    const { attributes, cut } = attributesOf(properties ?? {});
    counts.cutTexts += cut;
    const parts = partsOf(geometry);
    if (typeof parts === "string") counts[parts]++;
    else
      for (const vertices of parts) {
        const fault = faultOf(vertices);
        if (fault !== null) counts[fault]++;
        else lines.push({ vertices, attributes, row });
      }
  }
  counts.selfCrossing = lines.filter(
    ({ vertices }) => vertices.length <= MOST_SEARCHED && crossesItself(vertices),
  ).length;
  return { ...counts, lines };
}

/** GDAL gives no geometry where a coordinate is not a number. */
function partsOf(geometry: Feature["geometry"]): readonly (readonly MapXY[])[] | Fault {
  if (geometry === null) return "notFinite";
  const { type, coordinates } = geometry;
  if (type === "LineString") return [(coordinates as number[][]).map(xyOf)];
  if (type === "MultiLineString")
    return (coordinates as number[][][]).map((part) => part.map(xyOf));
  return "notLines";
}

function xyOf([x = Number.NaN, y = Number.NaN]: readonly number[]): MapXY {
  return [x, y];
}

function faultOf(vertices: readonly MapXY[]): Fault | null {
  if (!vertices.flat().every(Number.isFinite)) return "notFinite";
  const [first] = vertices;
  const isPoint = vertices.every(([x, y]) => x === first?.[0] && y === first[1]);
  return isPoint ? "empty" : null;
}

export function attributesOf(properties: Readonly<Record<string, unknown>>) {
  const attributes: Record<string, FieldValue> = {};
  let cut = 0;
  for (const [name, value] of Object.entries(properties)) {
    const text = typeof value === "number" || value === null ? value : asText(value);
    const isLong = typeof text === "string" && text.length > LONGEST_TEXT;
    if (isLong) cut++;
    attributes[name] = isLong ? text.slice(0, LONGEST_TEXT) : text;
  }
  return { attributes, cut };
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
