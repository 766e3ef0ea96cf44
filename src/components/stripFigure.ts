// The strip as a figure for a paper: the image with its fronts, and the network's maps beside it.
import { frontsOfScene } from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { frontStretches } from "../annotation/frontStretches.ts";
import { EMPTY_FRONT_LABEL } from "../annotation/label.ts";
import { CONTOUR_LINES, FRONT_COLOURS, FRONT_DASHES } from "../annotation/lineColours.ts";
import { effectiveDescription } from "../annotation/profiles/describeFront.ts";
import { safeFileName } from "../annotation/profiles/profiles.ts";
import { AppError } from "../base/errors.ts";
import {
  type FigureCell,
  type FigureLines,
  type LineStyle,
  mapsFigure,
} from "../figures/mapsFigure.ts";
import { greyPicture, type MapLook, mapOver, mapPicture } from "../figures/picture.ts";
import type { MapXY, PixelXY } from "../geo/coordinates.ts";
import type { ValueGrid } from "../scene/paintMap.ts";
import type { Scene } from "../scene/scene.ts";
import { contourLevels, contoursOf } from "../store/contours.ts";
import { toldBy } from "../store/exportPlan.ts";
import { gridPlace } from "../store/predictedValueAt.ts";
import type { PredictedMaps } from "../store/rasterRegistry.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { STRIP_NAMES, type StripName } from "../store/viewStore.ts";
import type { ExportedFile } from "../workers/protocol.ts";
import type { AppParts } from "./AppContext.ts";
import { LAYER_TITLES } from "./LayersPanel.tsx";
import { northDegrees } from "./northDegrees.ts";
import { type FigureSize, readGrey } from "./readGrey.ts";
import { STRIP_TITLES, valueSpan } from "./stripTitles.ts";
import { svgToPng } from "./svgToPng.ts";

type Choice = {
  readonly format: "png" | "svg";
  /** Maps on the image, with opacity and blend as on the map, or alone. */
  readonly isOverImage: boolean;
};

type Parts = Pick<AppParts, "actions" | "documentStore" | "rasters" | "viewStore">;

/** More than that no page shows of a picture. */
const LARGEST_PX = 1024;
/** The image has finer pixels than the network. */
const FINEST = 4;
/** Of screens, whose lines are drawn wider. */
const DASH_SCALE = 0.4;

/** Rejects with `nothing-to-export` where no maps are kept of the scene. */
export async function stripFigure(
  parts: Parts,
  open: OpenScene,
  choice: Choice,
): Promise<ExportedFile> {
  const { scene } = open;
  const maps = parts.rasters.get(scene.id);
  const names = STRIP_NAMES.filter((name) => maps?.maps.some((map) => map.name === name));
  if (maps === undefined || names.length === 0)
    throw new AppError("nothing-to-export", scene.fileName);
  const { layers } = parts.viewStore.getState();
  const colourMap = layers.alpha1.colourMap ?? "jet";
  const contours = contoursOf(maps, contourLevels(layers));
  const contourStyle = ({ level01, name }: (typeof contours)[number]) =>
    `${LAYER_TITLES[name]} at ${level01.toFixed(2)}`;

  const fine = sizeOf(maps, FINEST);
  const grey = await readGrey(parts, open, maps.grid, fine);
  const image: FigureCell = {
    picture: greyPicture(fine, grey),
    pixelSizeMetres: pixelSizeOf(maps, fine),
    lines: [
      ...contours.map((contour) => ({
        style: contourStyle(contour),
        paths: scaled(contour.paths, maps, fine),
      })),
      ...frontLines(parts, open, maps, fine),
    ],
  };
  const size = sizeOf(maps, 1);
  const below = choice.isOverImage
    ? greyPicture(size, await readGrey(parts, open, maps.grid, size))
    : null;
  const cells = names.map((name): FigureCell => {
    const values = onSize(maps, name, size);
    const look: MapLook = { ...layers[name], colourMap };
    return {
      picture: below === null ? mapPicture(values, colourMap) : mapOver(below, values, look),
      pixelSizeMetres: pixelSizeOf(maps, size),
      lines: contours
        .filter((contour) => contour.name === name)
        .map((contour) => ({
          style: contourStyle(contour),
          paths: scaled(contour.paths, maps, size),
        })),
      note: valueSpan(values),
    };
  });
  const svg = mapsFigure({
    columnTitles: ["SAR image", ...names.map(columnTitle)],
    rowTitles: [],
    rows: [[image, ...cells]],
    lineStyles: [
      ...FRONT_STYLES,
      ...contours.map((contour) => {
        const { colour, dash } = CONTOUR_LINES[contour.name];
        return { name: contourStyle(contour), colour, dash: shortened(dash) };
      }),
    ],
    scale: { colourMap, title: scaleTitle(names), from: 0, to: 1 },
    northDegrees: northDegrees(scene, maps.grid),
    caption: captionOf(parts, open, names, choice),
  });
  const stem = `${safeFileName(scene.fileName.replace(/\.[^.]*$/, ""))}_maps`;
  return choice.format === "svg"
    ? { fileName: `${stem}.svg`, bytes: new TextEncoder().encode(svg) }
    : { fileName: `${stem}.png`, bytes: await svgToPng(svg) };
}

const columnTitle = (name: StripName) =>
  name === "probability" ? "Probability" : STRIP_TITLES[name].title;

const scaleTitle = (names: readonly StripName[]) =>
  names.length === 1 ? "Probability" : "Probability and attention";

const shortened = (dash: readonly number[]) => dash.map((length) => DASH_SCALE * length);

const FRONT_NAMES = {
  predicted: "front, predicted",
  corrected: "front, corrected",
  drawn: "front, drawn",
  reference: "true front",
} as const;
const FRONT_KINDS = ["reference", "predicted", "corrected", "drawn"] as const;

const FRONT_STYLES: readonly LineStyle[] = FRONT_KINDS.map((kind) => ({
  name: FRONT_NAMES[kind],
  colour: FRONT_COLOURS[kind],
  dash: shortened(FRONT_DASHES[kind]),
}));

function frontLines(
  { documentStore }: Parts,
  { scene, trueFronts }: OpenScene,
  maps: PredictedMaps,
  size: FigureSize,
): FigureLines[] {
  const stretches = frontsOfScene(documentStore.committed(), scene.id).flatMap(frontStretches);
  const pathsOf = (kind: (typeof FRONT_KINDS)[number]): (readonly MapXY[])[] =>
    kind === "reference"
      ? [...trueFronts]
      : stretches.filter(({ provenance }) => provenance === kind).map(({ path }) => path);
  return FRONT_KINDS.flatMap((kind) => {
    const paths = pathsOf(kind).map((path) => onGrid(path, scene, maps));
    return paths.length === 0
      ? []
      : [{ style: FRONT_NAMES[kind], paths: scaled(paths, maps, size) }];
  });
}

function onGrid(path: readonly MapXY[], scene: Scene, { grid }: PredictedMaps): PixelXY[] {
  return path.flatMap((at) => {
    const place = gridPlace(grid, scene, at);
    return place === null ? [] : [place];
  });
}

/** From the grid's pixels to the picture's. */
function scaled(
  paths: readonly (readonly (readonly [x: number, y: number])[])[],
  { grid }: PredictedMaps,
  { heightPx, widthPx }: FigureSize,
): PixelXY[][] {
  const [scaleX, scaleY] = [widthPx / grid.widthPx, heightPx / grid.heightPx];
  return paths.map((path) => path.map(([x, y]) => [x * scaleX, y * scaleY]));
}

/** At most so many pixels for one of the grid's, and never more than a page can show. */
function sizeOf({ grid: { heightPx, widthPx } }: PredictedMaps, most: number): FigureSize {
  const factor = Math.min(most, LARGEST_PX / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(widthPx * factor)),
    heightPx: Math.max(1, Math.round(heightPx * factor)),
  };
}

function pixelSizeOf({ grid }: PredictedMaps, { heightPx, widthPx }: FigureSize) {
  const { pixelSizeMetres } = grid;
  if (pixelSizeMetres === null) return null;
  const { x, y } = pixelSizeMetres;
  return { x: (x * grid.widthPx) / widthPx, y: (y * grid.heightPx) / heightPx };
}

/** The map as it is, or the nearest of its pixels where it is too large for a page. */
function onSize(
  { grid, maps, valid }: PredictedMaps,
  name: StripName,
  size: FigureSize,
): ValueGrid {
  const values = maps.find((map) => map.name === name)?.values ?? new Float32Array(0);
  const { heightPx, widthPx } = size;
  const from = Array.from({ length: widthPx * heightPx }, (_, i) => {
    const col = i % widthPx;
    const row = (i - col) / widthPx;
    const gridCol = Math.floor(((col + 0.5) / widthPx) * grid.widthPx);
    return Math.floor(((row + 0.5) / heightPx) * grid.heightPx) * grid.widthPx + gridCol;
  });
  return {
    ...size,
    values: Float32Array.from(from, (i) => values[i] as number),
    valid: Uint8Array.from(from, (i) => valid[i] as number),
  };
}

/** "Scene, date, sensor. Model, weights SHA-256 …" */
function captionOf(
  { documentStore }: Parts,
  { prediction, scene }: OpenScene,
  names: readonly StripName[],
  { isOverImage }: Choice,
): string {
  const sceneLabel = labelOfScene(documentStore.committed(), scene.id);
  const { date, sensor } = effectiveDescription(
    { label: EMPTY_FRONT_LABEL },
    sceneLabel,
    toldBy(scene),
  );
  const about = [scene.fileName, date, sensor].filter((part) => part !== null).join(", ");
  const runs = prediction?.runs === undefined ? "" : `mean of ${prediction.runs} runs of `;
  const model =
    prediction === null
      ? ""
      : ` Predicted by ${runs}${prediction.modelName}, weights SHA-256 ${prediction.weightsSha256.slice(0, 12)}.`;
  const attention = names.includes("alpha1")
    ? " Attention of the gates from α1 (finest) to α4 (coarsest)."
    : "";
  const mixed = isOverImage
    ? " Maps lie on the image, whose grey is mixed with their colours."
    : "";
  return `${about}.${model}${attention}${mixed} Below each map its smallest and largest value.`;
}
