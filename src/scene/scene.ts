// The scene: what an opened image file is, without its pixels. Plain data.
import type { Affine, Bounds } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";

export type SampleType =
  | "uint8"
  | "uint16"
  | "uint32"
  | "int8"
  | "int16"
  | "int32"
  | "float32"
  | "float64"
  /** Single-look complex products; read as amplitude. */
  | "complex-int16"
  | "complex-float32";

/** Something about the file that changes what the result is worth; one plain sentence each. */
export type SceneNotice = { readonly kind: "info" | "warning"; readonly text: string };

/** Distribution of one band's valid values, from a sample of the pixels. */
export type BandStatistics = {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** 1001 quantiles: entry i is the i/10 % quantile, so [0] is the minimum and [1000] the maximum. */
  readonly quantiles: readonly number[];
  /** Share of pixels with data, 0..1. */
  readonly valid01: number;
};

/** How a scene was placed that comes with ground control points instead of a transform. */
export type ScenePlacement = {
  readonly choice: PlacementChoice;
  readonly pointCount: number;
  /** Of the fitted polynomial. */
  readonly order: number;
  /** False where the points' heights could not be told apart from their places. */
  readonly usesHeight: boolean;
  /** Heights of the points above the sea, metres. */
  readonly heightRangeMetres: readonly [number, number];
  /** What the polynomial leaves at the points. */
  readonly rmsMetres: number;
  readonly maxMetres: number;
  /** The picture as it is in the file; the scene is its warped form. */
  readonly storedWidthPx: number;
  readonly storedHeightPx: number;
};

/** How a scene was laid onto another grid than its file's. */
export type SceneRegrid = {
  readonly choice: PlacementChoice;
  /** Code or name of the file's coordinate system. */
  readonly from: string;
  /** The picture as it is in the file; the scene is its warped form. */
  readonly storedWidthPx: number;
  readonly storedHeightPx: number;
};

export type Scene = {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bandCount: number;
  /** One for each band, as the file names it ("HH"); empty where it names none. */
  readonly bandNames: readonly string[];
  readonly sampleType: SampleType;
  readonly compression: string;
  readonly crs: Crs;
  /** Pixel corner space to map; `[1,0,0,0,-1,0]` when the scene has no georeferencing. */
  readonly pixelToMap: Affine;
  readonly bounds: Bounds;
  /** Absent where the file has a transform, or nothing. */
  readonly placement?: ScenePlacement | undefined;
  /** Absent where the scene is on its file's own grid, or placed by ground control points. */
  readonly regridded?: SceneRegrid | undefined;
  /** Length of a pixel's side on the ellipsoid at the scene's centre, along column and row axes; null without CRS. */
  readonly pixelSizeMetres: { readonly x: number; readonly y: number } | null;
  /** The file's declared fill value; null when none is declared. */
  readonly noData: number | null;
  /** Of the first band, until another is asked for. */
  readonly statistics: BandStatistics;
  /** ISO date (YYYY-MM-DD) and sensor where the file's name or tags tell them. */
  readonly acquisition: { readonly date: string | null; readonly sensor: string | null };
  /** True when the file says that it was made by `npm run simulate`. */
  readonly simulated: boolean;
  readonly notices: readonly SceneNotice[];
};

/** One band, row-major from the top-left pixel. NaN where the file says there is no data (tag, alpha, NaN). */
export type Band = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array<ArrayBuffer>;
};

/** What the user chose of the scene's place; undefined where it is as the file has it. */
export function placementChoiceOf({
  placement,
  regridded,
}: Pick<Scene, "placement" | "regridded">): PlacementChoice | undefined {
  return placement?.choice ?? regridded?.choice;
}
