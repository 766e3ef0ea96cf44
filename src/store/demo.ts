// The simulated demo scene and its known front, from the page's own origin.
import { AppError } from "../base/errors.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import type { JobContext } from "./jobsStore.ts";

export const DEMO_FILE_NAME = "demo.tif";

export function isDemo({ simulated, fileName }: Pick<Scene, "simulated" | "fileName">): boolean {
  return simulated && fileName === DEMO_FILE_NAME;
}

/** Like fetch, but fails with an AppError. */
export type FetchBytes = (url: string, signal: AbortSignal) => Promise<Blob>;

export type Demo = { readonly file: Blob; readonly trueFronts: readonly (readonly MapXY[])[] };

export async function fetchDemo(
  { fetchBytes, baseUrl }: { readonly fetchBytes: FetchBytes; readonly baseUrl: string },
  { signal }: Pick<JobContext, "signal">,
): Promise<Demo> {
  const [file, front] = await Promise.all(
    ["demo/demo.tif", "demo/demo_front.geojson"].map((path) =>
      fetchBytes(new URL(path, baseUrl).href, signal),
    ),
  );
  if (file === undefined || front === undefined) throw new AppError("internal", "No demo.");
  return { file, trueFronts: readLines(JSON.parse(await front.text())) };
}

/** The coordinates of every LineString and MultiLineString in a GeoJSON value. */
function readLines(value: unknown): MapXY[][] {
  if (typeof value !== "object" || value === null) return [];
  const { type, features, geometry, geometries, coordinates } = value as Record<string, unknown>;
  if (type === "LineString") return isLine(coordinates) ? [coordinates] : [];
  if (type === "MultiLineString")
    return Array.isArray(coordinates) ? coordinates.filter(isLine) : [];
  if (Array.isArray(features)) return features.flatMap(readLines);
  if (Array.isArray(geometries)) return geometries.flatMap(readLines);
  return readLines(geometry);
}

function isLine(value: unknown): value is MapXY[] {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((at) => Array.isArray(at) && at.length >= 2 && at.every(Number.isFinite))
  );
}
