// Front lines from a probability map: threshold, thin, keep each component's longest path, refuse edges, refine.
import type { TracingRecipe } from "../../models/modelCard.ts";
import { connectedComponents } from "../raster/connectedComponents.ts";
import type { GridSize } from "../raster/distanceTransform.ts";
import { cutEdgeRuns, distanceToEdge } from "./cutEdgeRuns.ts";
import { longestPath } from "./longestPath.ts";
import { type GridXY, refineRidge, sample } from "./refineRidge.ts";
import { skeletonize } from "./skeletonize.ts";

/** Ground size assumed for network pixels of a scene without CRS, metres; only the length rule uses it. */
const ASSUMED_PIXEL_METRES = 60;

export type GridFront = {
  readonly points: readonly GridXY[];
  /** Network probability at each point. */
  readonly probability01: readonly number[];
  /** Half the width of the band above the threshold, in metres (pixels without CRS). */
  readonly halfWidth: number;
  /** In metres (pixels without CRS). */
  readonly length: number;
};

export type ProbabilityMap = GridSize & {
  readonly values: ArrayLike<number>;
  /** 1 where the network was given data. */
  readonly valid: ArrayLike<number>;
  /** 1 where a front may run; no wider than `valid`. */
  readonly traceable: ArrayLike<number>;
  readonly pixelSizeMetres: { readonly x: number; readonly y: number } | null;
};

/** Longest first. Networks.md section 4: threshold -> skeleton -> longest path per component -> 750 m rule. */
export function traceFronts(map: ProbabilityMap, recipe: TracingRecipe): GridFront[] {
  const size = { widthPx: map.widthPx, heightPx: map.heightPx };
  const mask = frontMask(map, recipe.threshold01);
  const toEdge = distanceToEdge(map.valid, size);
  const step = map.pixelSizeMetres ?? { x: 1, y: 1 };
  const minimum = recipe.minimumLengthMetres / (map.pixelSizeMetres ? 1 : ASSUMED_PIXEL_METRES);
  const ridgeMap = { ...size, values: map.values, threshold01: recipe.threshold01 };
  return connectedComponents(skeletonize(mask, size), size)
    .flatMap((component) => cutEdgeRuns(longestPath(component, size), toEdge, recipe.edgeMarginPx))
    .map((pixels) => {
      const { points, halfWidthPx } = refineRidge(pixels, ridgeMap);
      return {
        points,
        length: lineLength(points, step),
        probability01: points.map(([x, y]) => sample(ridgeMap, x, y)),
        halfWidth: (halfWidthPx * (step.x + step.y)) / 2,
      };
    })
    .filter(({ length }) => length > minimum)
    .sort((a, b) => b.length - a.length);
}

function frontMask({ values, traceable }: ProbabilityMap, threshold01: number): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < mask.length; i++)
    mask[i] = traceable[i] && (values[i] as number) > threshold01 ? 1 : 0;
  return mask;
}

function lineLength(
  points: readonly GridXY[],
  step: { readonly x: number; readonly y: number },
): number {
  let length = 0;
  points.forEach(([x, y], i) => {
    const [px, py] = points[i - 1] ?? [x, y];
    length += Math.hypot((x - px) * step.x, (y - py) * step.y);
  });
  return length;
}
