// Front lines from a probability map: threshold, thin, keep each component's longest path, refuse edges, refine.
import type { TracingRecipe } from "../../models/modelCard.ts";
import { connectedComponents } from "../raster/connectedComponents.ts";
import type { GridSize } from "../raster/distanceTransform.ts";
import { cutEdgeRuns, distanceToEdge } from "./cutEdgeRuns.ts";
import { type GridFront, lineLength, minimumLength } from "./gridFront.ts";
import { longestPath } from "./longestPath.ts";
import { refineRidge, sample } from "./refineRidge.ts";
import { skeletonize } from "./skeletonize.ts";

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
  const minimum = minimumLength(recipe, map.pixelSizeMetres);
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
