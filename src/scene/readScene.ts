// A scene's facts out of a file from elsewhere, every field checked.
import {
  optional,
  type Read,
  readBoolean,
  readFields,
  readList,
  readNumber,
  readNumbers,
  readOneOf,
  readOrNull,
  readText,
} from "../base/read.ts";
import type { Affine, Bounds } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import type { BandStatistics, Scene, ScenePlacement, SceneRegrid } from "./scene.ts";

const NAME = readText(1000);
const crs: Read<Crs> = readFields<Crs>({
  kind: readOneOf("projected", "geographic", "pixel"),
  code: readOrNull(NAME),
  name: NAME,
  proj4: readOrNull(readText(4000)),
  metresPerUnit: readOrNull(readNumber),
});

const statistics: Read<BandStatistics> = readFields<BandStatistics>({
  min: readNumber,
  max: readNumber,
  mean: readNumber,
  quantiles: readList(readNumber),
  valid01: readNumber,
});

const pair = readFields<{ readonly x: number; readonly y: number }>({
  x: readNumber,
  y: readNumber,
});
const text = readOrNull(NAME);

const choice: Read<PlacementChoice> = readFields<PlacementChoice>({
  method: readOneOf("cubic", "spline"),
  heightMetres: readNumber,
  shiftMetres: readNumbers<readonly [number, number]>(2),
  grid: optional(text),
});

const regridded: Read<SceneRegrid> = readFields<SceneRegrid>({
  choice,
  from: NAME,
  storedWidthPx: readNumber,
  storedHeightPx: readNumber,
});

const placement: Read<ScenePlacement> = readFields<ScenePlacement>({
  choice,
  pointCount: readNumber,
  order: readNumber,
  usesHeight: readBoolean,
  heightRangeMetres: readNumbers<readonly [number, number]>(2),
  rmsMetres: readNumber,
  maxMetres: readNumber,
  storedWidthPx: readNumber,
  storedHeightPx: readNumber,
});

type Acquisition = Scene["acquisition"];

/** A reader for `base/read.ts`. */
export const readScene: Read<Scene> = readFields<Scene>({
  id: NAME,
  fileName: NAME,
  sizeBytes: readNumber,
  widthPx: readNumber,
  heightPx: readNumber,
  bandCount: readNumber,
  bandNames: readList(NAME),
  sampleType: readOneOf(
    "uint8",
    "uint16",
    "uint32",
    "int8",
    "int16",
    "int32",
    "float32",
    "float64",
    "complex-int16",
    "complex-float32",
  ),
  compression: NAME,
  crs,
  pixelToMap: readNumbers<Affine>(6),
  bounds: readNumbers<Bounds>(4),
  placement: optional(placement),
  regridded: optional(regridded),
  pixelSizeMetres: readOrNull(pair),
  noData: readOrNull(readNumber),
  statistics,
  acquisition: readFields<Acquisition>({ date: text, sensor: text }),
  simulated: readBoolean,
  notices: readList(readFields({ kind: readOneOf("info", "warning"), text: readText(4000) })),
});
