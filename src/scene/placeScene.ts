// Where a scene lies: by its own transform, or by ground control points, which lay it onto a north-up grid, or on a grid
// of the user's choice.
import { AppError } from "../base/errors.ts";
import {
  type Affine,
  invertAffine,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import {
  fitGroundControl,
  type GroundControlFit,
  type PlacementChoice,
} from "../geo/groundControl.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import { reprojector } from "../geo/reproject.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import { type WarpGrid, warpGrid } from "../geo/warpGrid.ts";
import { type GroundControl, pixelGeoreferencing } from "./georeferencing.ts";
import type { PixelSource } from "./pixelSource.ts";
import type { SceneNotice, ScenePlacement, SceneRegrid } from "./scene.ts";

export type PlacedScene = {
  readonly crs: Crs;
  readonly pixelToMap: Affine;
  /** Of the scene, which is larger than the stored picture where that is turned. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly notices: readonly SceneNotice[];
  readonly placement: ScenePlacement | undefined;
  readonly regridded: SceneRegrid | undefined;
  /** From the picture as the file holds it. */
  readonly storedToMap: (pixel: PixelXY) => MapXY;
  /** And back, also a little outside of the picture. */
  readonly mapToStored: (at: MapXY) => PixelXY;
  /** Null where the scene is the stored picture. */
  readonly warp: WarpGrid | null;
};

/** The fit is doubtful from here on (conventions of the field: half a pixel). */
const DOUBTFUL_PX = 0.5;
/** Points so far from sea level move what lies there by about as much, at the incidence angles of ERS and Sentinel-1. */
const HIGH_METRES = 20;

export function placeScene(source: PixelSource, choice: PlacementChoice): PlacedScene {
  const { widthPx, heightPx, groundControl } = source;
  const size = { widthPx, heightPx };
  if (groundControl === null) {
    const { crs, pixelToMap: affine, notices } = source;
    const target = chosenGrid(choice, crs);
    if (target !== null) return regrid(source, choice, target);
    return { ...unwarped({ crs, pixelToMap: affine }), ...size, notices };
  }
  const { points } = groundControl;
  const fit = fitGroundControl(points, choice, groundControl.crs.metresPerUnit ?? 1);
  const target = chosenGrid(choice, groundControl.crs);
  const crs = target ?? groundControl.crs;
  const toMap =
    fit === null || target === null
      ? fit?.toMap
      : reprojected(fit.toMap, groundControl.crs, target);
  const warp = toMap === undefined ? null : warpGrid(size, toMap);
  if (fit !== null && target !== null && warp === null) throw outsideOf(target);
  if (fit === null || toMap === undefined || warp === null) {
    const bare = pixelGeoreferencing("The ground control points contradict each other.");
    return { ...unwarped(bare), ...size, notices: bare.notices };
  }
  const placement = placementOf(source, groundControl, choice, fit, warp);
  const notices = [...source.notices, ...noticesOf(placement, cellMetres(warp, crs))];
  const { pixelToMap: affine } = warp;
  return {
    crs,
    pixelToMap: affine,
    widthPx: warp.widthPx,
    heightPx: warp.heightPx,
    notices,
    placement,
    regridded: undefined,
    storedToMap: toMap,
    mapToStored: warp.storedAt,
    warp,
  };
}

function unwarped({ crs, pixelToMap: affine }: Pick<PlacedScene, "crs" | "pixelToMap">) {
  const storedToMap = (pixel: PixelXY) => pixelToMap(affine, pixel);
  const inverse = invertAffine(affine) ?? affine;
  const mapToStored = (at: MapXY): PixelXY => {
    const [col, row] = pixelToMap(inverse, [at[0], at[1]]);
    return [col, row];
  };
  return {
    crs,
    pixelToMap: affine,
    placement: undefined,
    regridded: undefined,
    storedToMap,
    mapToStored,
    warp: null,
  };
}

/** Null where the scene is to stay as it is, or has no place at all. */
function chosenGrid({ grid }: PlacementChoice, own: Crs): Crs | null {
  if (!grid || own.kind === "pixel" || grid === own.code) return null;
  const target = crsOfCode(grid);
  if (target === null)
    throw new AppError("option-invalid", `${grid} is no grid that is known here.`);
  return target;
}

function regrid(source: PixelSource, choice: PlacementChoice, target: Crs): PlacedScene {
  const { crs, heightPx, notices, pixelToMap: affine, widthPx } = source;
  const toMap = reprojected((pixel) => pixelToMap(affine, pixel), crs, target);
  const warp = warpGrid({ widthPx, heightPx }, toMap);
  if (warp === null) throw outsideOf(target);
  const from = crs.code ?? crs.name;
  const text = `The file is in ${from}; the scene is laid onto ${target.code}, and its fronts are in that.`;
  return {
    crs: target,
    pixelToMap: warp.pixelToMap,
    widthPx: warp.widthPx,
    heightPx: warp.heightPx,
    notices: [...notices, { kind: "info", text }],
    placement: undefined,
    regridded: { choice, from, storedWidthPx: widthPx, storedHeightPx: heightPx },
    storedToMap: toMap,
    mapToStored: warp.storedAt,
    warp,
  };
}

function reprojected(toMap: (pixel: PixelXY) => MapXY, from: Crs, to: Crs) {
  const reproject = reprojector(from, to);
  return (pixel: PixelXY): MapXY => reproject(toMap(pixel)) ?? [Number.NaN, Number.NaN];
}

function outsideOf({ code, name }: Crs): AppError {
  return new AppError(
    "option-invalid",
    `The scene cannot be laid onto ${code} (${name}): part of it lies outside of that grid. Choose another.`,
  );
}

function placementOf(
  { widthPx, heightPx }: PixelSource,
  { crs, points }: GroundControl,
  choice: PlacementChoice,
  fit: GroundControlFit,
  warp: WarpGrid,
): ScenePlacement {
  const heights = points.map(({ heightMetres }) => heightMetres);
  const metres = trueMetres(warp, crs);
  return {
    choice,
    pointCount: points.length,
    order: fit.order,
    usesHeight: fit.usesHeight,
    heightRangeMetres: [Math.min(...heights), Math.max(...heights)],
    rmsMetres: fit.rms * metres,
    maxMetres: fit.max * metres,
    storedWidthPx: widthPx,
    storedHeightPx: heightPx,
  };
}

/** Metres on the ground of a map unit at the middle: those of a polar grid are not metres everywhere. */
function trueMetres({ pixelToMap: affine, widthPx, heightPx }: WarpGrid, crs: Crs): number {
  const scale = metresPerMapUnit(pixelToMap(affine, [widthPx / 2, heightPx / 2]), crs);
  return scale === null ? (crs.metresPerUnit ?? 1) : Math.sqrt(scale.x * scale.y);
}

const cellMetres = (warp: WarpGrid, crs: Crs) => warp.pixelToMap[0] * trueMetres(warp, crs);

function noticesOf(placement: ScenePlacement, pixelMetres: number): SceneNotice[] {
  const { choice, heightRangeMetres, maxMetres, order, pointCount, rmsMetres, usesHeight } =
    placement;
  const notices: SceneNotice[] = [];
  const left = `${metresText(rmsMetres)} on average (root mean square), ${metresText(maxMetres)} at most`;
  const how = choice.method === "spline" ? "a thin-plate spline" : `a polynomial of order ${order}`;
  notices.push({
    kind: rmsMetres > DOUBTFUL_PX * pixelMetres && choice.method === "cubic" ? "warning" : "info",
    text: `Placed by ${pointCount} ground control points and ${how}; the polynomial leaves ${left}, with pixels of ${metresText(pixelMetres)}.`,
  });
  const [low, high] = heightRangeMetres;
  if (!usesHeight && Math.max(Math.abs(low), Math.abs(high)) > HIGH_METRES)
    notices.push({
      kind: "warning",
      text: `The ground control points lie ${low === high ? "" : `${metresText(low)} to `}${metresText(high)} above the sea and tell nothing of what height does, so the scene is right at their height and a front at sea level can be as far off to the side. Shift it by hand where you know better.`,
    });
  else if (usesHeight && Math.max(Math.abs(low), Math.abs(high)) > HIGH_METRES)
    notices.push({
      kind: "info",
      text: `The points lie ${metresText(low)} to ${metresText(high)} above the sea; their height was taken out of the fit, which holds for ${choice.heightMetres === 0 ? "sea level (geoid EGM96)" : `${metresText(choice.heightMetres)} above it`}.`,
    });
  return notices;
}

const metresText = (metres: number) =>
  `${Math.abs(metres) < 10 ? metres.toFixed(1) : Math.round(metres)} m`;
