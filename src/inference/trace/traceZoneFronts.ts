// Front lines from a network's zones: clean them by CaFFe's rules, follow the boundary of ocean and glacier, refuse edges.
import type { TracingRecipe } from "../../models/modelCard.ts";
import type { GridSize } from "../raster/distanceTransform.ts";
import { cutEdgeRuns, distanceToEdge } from "./cutEdgeRuns.ts";
import { dropThinRims } from "./dropThinRims.ts";
import { type GridFront, lineLength, minimumLength, type PixelMetres } from "./gridFront.ts";
import { type GridXY, sample } from "./refineRidge.ts";
import { zoneBoundary } from "./zoneBoundary.ts";
import { fillOceanHoles, keepLargestOcean } from "./zoneFrontPixels.ts";

export type ZonePrediction = GridSize & {
  /** The likeliest zone in CaFFe's codes, row-major. */
  readonly zones: Uint8Array;
  /** Probabilities 0..1, row-major; `front` for a network that has it as a class of its own (fused labels). */
  readonly glacier: ArrayLike<number>;
  readonly ocean: ArrayLike<number>;
  readonly front?: ArrayLike<number> | undefined;
  /** 1 where the network was given data. */
  readonly valid: ArrayLike<number>;
  readonly pixelSizeMetres: PixelMetres | null;
};

/** So far from the line its sides are asked what they are. */
const SIDE_PX = 2;
/** No band is narrower or wider, network pixels to either side. */
const HALF_WIDTH_PX = { least: 0.5, most: 12 } as const;

/**
 * Longest first. Networks.md section 4, steps 1 (what has no data makes no land large) and 2, then the zero line of ocean
 * less glacier instead of pixels (its note), and the 750 m rule on that line's length.
 *
 * `probability01` of a point is the mean of the ocean's probability 2 px seaward of it and of the glacier's 2 px inland:
 * near 1 for a sharp and certain boundary, 0.5 and less where the network is torn or sees a third zone. A front class of
 * its own counts on both sides. `halfWidth` is half the distance over which ocean less glacier goes from -0.5 to 0.5
 * across the line, by its slope at the line: mean of 0.5 / |gradient| over the points, each 0.5 to 12 pixels.
 */
export function traceZoneFronts(
  prediction: ZonePrediction,
  recipe: Pick<TracingRecipe, "edgeMarginPx" | "minimumLengthMetres">,
): GridFront[] {
  const { glacier, heightPx, ocean, pixelSizeMetres, valid, widthPx } = prediction;
  const size = { widthPx, heightPx };
  const filled = fillOceanHoles(dropThinRims(prediction.zones, size), size, valid);
  const zones = keepLargestOcean(filled, size);
  const oceanLessGlacier = Float32Array.from(
    { length: zones.length },
    (_, i) => (ocean[i] as number) - (glacier[i] as number),
  );
  const toEdge = distanceToEdge(valid, size);
  const step = pixelSizeMetres ?? { x: 1, y: 1 };
  const minimum = minimumLength(recipe, pixelSizeMetres);
  const across = acrossLine({ ...prediction, oceanLessGlacier }, step);
  return zoneBoundary({ ...size, zones, oceanLessGlacier })
    .flatMap((line) => awayFromEdges(line, (at) => toEdge[pixelOf(at, size)] as number, recipe))
    .map((points) => {
      const told = points.map(across);
      return {
        points,
        length: lineLength(points, step),
        probability01: told.map(({ probability01 }) => probability01),
        halfWidth: told.reduce((sum, { halfWidth }) => sum + halfWidth, 0) / told.length,
        halfWidths: told.map(({ halfWidth }) => halfWidth),
      };
    })
    .filter(({ length }) => length > minimum)
    .sort((a, b) => b.length - a.length);
}

function awayFromEdges(
  line: readonly GridXY[],
  distancePx: (at: GridXY) => number,
  { edgeMarginPx }: Pick<TracingRecipe, "edgeMarginPx">,
): GridXY[][] {
  const indices = line.map((_, i) => i);
  return cutEdgeRuns(indices, line.map(distancePx), edgeMarginPx).map((piece) =>
    piece.map((i) => line[i] as GridXY),
  );
}

/** Index of the pixel that a place lies in. */
function pixelOf([x, y]: GridXY, { heightPx, widthPx }: GridSize): number {
  const col = Math.min(Math.floor(x), widthPx - 1);
  return Math.min(Math.floor(y), heightPx - 1) * widthPx + col;
}

type Told = { readonly probability01: number; readonly halfWidth: number };

/** What the probabilities across the line tell at a point of it. */
function acrossLine(
  {
    front,
    glacier,
    heightPx,
    ocean,
    oceanLessGlacier,
    widthPx,
  }: Omit<ZonePrediction, "zones"> & { readonly oceanLessGlacier: Float32Array },
  step: PixelMetres,
): (at: GridXY) => Told {
  const reader = (values: ArrayLike<number>) => (x: number, y: number) =>
    sample({ values, widthPx, heightPx }, x, y);
  const [oceanAt, glacierAt] = [reader(ocean), reader(glacier)];
  const frontAt = front === undefined ? () => 0 : reader(front);
  const slope = reader(oceanLessGlacier);
  const metres = (step.x + step.y) / 2;
  return ([x, y]) => {
    const gx = (slope(x + 1, y) - slope(x - 1, y)) / 2;
    const gy = (slope(x, y + 1) - slope(x, y - 1)) / 2;
    const length = Math.hypot(gx, gy) || 1;
    const [dx, dy] = [(SIDE_PX * gx) / length, (SIDE_PX * gy) / length];
    const seaward = oceanAt(x + dx, y + dy) + frontAt(x + dx, y + dy);
    const inland = glacierAt(x - dx, y - dy) + frontAt(x - dx, y - dy);
    const halfWidth = 0.5 / Math.hypot(gx / step.x, gy / step.y);
    return {
      probability01: Math.min(1, (seaward + inland) / 2),
      halfWidth: Math.min(
        HALF_WIDTH_PX.most * metres,
        Math.max(HALF_WIDTH_PX.least * metres, halfWidth),
      ),
    };
  };
}
