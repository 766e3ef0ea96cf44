// Predicted fronts as GeoJSON in the scene's own CRS.
import type { Prediction } from "../src/inference/prediction.ts";
import type { Scene } from "../src/scene/scene.ts";
import type { DegreeBox } from "./areaOption.ts";

/** By what the file was made: a run that is repeated knows by it what is done, also where no front was found. */
export type Made = {
  readonly model: string;
  /** Of several models with "+" between. */
  readonly weightsSha256: string;
  /** Of several runs. */
  readonly turns?: 1 | 4;
  readonly dropoutRuns?: number;
  /** From 1. */
  readonly band: number | string;
  readonly pixelSizeMetres: Scene["pixelSizeMetres"];
  /** West, south, east, north; null for whole scenes. */
  readonly area: DegreeBox | null;
  /** What was written beside it: "probability", "attention", "zones", "entropy". */
  readonly maps: readonly string[];
};

/**
 * Coordinates are map coordinates of the scene's CRS, which the old-style `crs` member names (RFC 7946 knows degrees
 * only); for a scene without CRS they are pixels: x = column, y = row, counted down from the top-left corner.
 */
export function frontsGeoJson(scene: Scene, prediction: Prediction, made: Made) {
  const isPixel = scene.crs.kind === "pixel";
  const code = scene.crs.code;
  return {
    type: "FeatureCollection",
    ...(code && {
      crs: { type: "name", properties: { name: `urn:ogc:def:crs:${code.replace(":", "::")}` } },
    }),
    made,
    ...(!code && { coordinates: isPixel ? "pixels: column, row" : scene.crs.name }),
    features: prediction.fronts.map((front) => ({
      type: "Feature",
      properties: {
        scene: scene.fileName,
        date: scene.acquisition.date,
        sensor: scene.acquisition.sensor,
        model: prediction.modelName,
        weightsSha256: prediction.weightsSha256,
        backend: prediction.backend,
        probability: round(front.meanProbability01, 4),
        lengthMetres: front.lengthMetres && round(front.lengthMetres, 1),
        certaintyMetres: front.certaintyMetres && round(front.certaintyMetres, 1),
        uncertaintyMetres: front.uncertaintyMetres?.map((metres) => round(metres, 1)) ?? null,
      },
      geometry: {
        type: "LineString",
        coordinates: front.vertices.map(([x, y]) => (isPixel ? [x, -y] : [x, y])),
      },
    })),
  };
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
