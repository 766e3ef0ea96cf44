// Fronts as they come into being: drawn by hand, or traced by a network.
import type { MapXY } from "../geo/coordinates.ts";
import type { Front, FrontOrigin } from "./document.ts";
import { EMPTY_FRONT_LABEL } from "./label.ts";

export function drawnFront(id: string, sceneId: string, path: readonly MapXY[]): Front {
  return {
    id,
    sceneId,
    vertices: path.map((at) => ({ at, provenance: "drawn" })),
    origin: { kind: "drawn" },
    corrected: false,
    certaintyMetres: null,
    meanProbability01: null,
    tracedPath: null,
    iceSide: null,
    label: EMPTY_FRONT_LABEL,
    changed: null,
  };
}

/** What a network says of a front that it traced. */
export type TracedLine = {
  readonly vertices: readonly MapXY[];
  /** At each vertex, 0..1. */
  readonly probability01: readonly number[];
  readonly meanProbability01: number;
  readonly certaintyMetres: number | null;
  /** Of each vertex' position; null or absent without CRS. */
  readonly uncertaintyMetres?: readonly number[] | null;
};

export function predictedFront(
  id: string,
  sceneId: string,
  traced: TracedLine,
  by: Omit<Extract<FrontOrigin, { kind: "predicted" }>, "kind">,
): Front {
  return {
    id,
    sceneId,
    vertices: traced.vertices.map((at, index) => {
      const probability01 = traced.probability01[index];
      const uncertaintyMetres = traced.uncertaintyMetres?.[index];
      return {
        at,
        provenance: "predicted",
        ...(probability01 !== undefined && { probability01 }),
        ...(uncertaintyMetres !== undefined && { uncertaintyMetres }),
      };
    }),
    origin: { kind: "predicted", ...by },
    corrected: false,
    certaintyMetres: traced.certaintyMetres,
    meanProbability01: traced.meanProbability01,
    tracedPath: traced.vertices,
    iceSide: null,
    label: EMPTY_FRONT_LABEL,
    changed: null,
  };
}
