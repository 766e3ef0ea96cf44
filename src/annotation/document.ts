// The annotation document: the fronts of all open scenes, as immutable plain data.
import type { MapXY } from "../geo/coordinates.ts";

/** Who placed a vertex: the network, a hand on a predicted front, or a hand on a front drawn from nothing. */
export type Provenance = "predicted" | "corrected" | "drawn";

export type FrontVertex = { readonly at: MapXY; readonly provenance: Provenance };

export type FrontOrigin =
  | {
      readonly kind: "predicted";
      readonly modelName: string;
      readonly weightsSha256: string;
      readonly backend: "webgpu" | "wasm";
      /** The scene's band that the network read, from 0. */
      readonly band: number;
    }
  | { readonly kind: "drawn" };

/** An open polyline of at least two vertices, in its scene's map coordinates. */
export type Front = {
  readonly id: string;
  readonly sceneId: string;
  readonly vertices: readonly FrontVertex[];
  readonly origin: FrontOrigin;
  /** True once a hand changed a predicted front; stays true when the change leaves no vertex behind. */
  readonly corrected: boolean;
  /** Half the width of the predicted band; null for drawn fronts and scenes without CRS. */
  readonly certaintyMetres: number | null;
  /** Network probability, 0..1, averaged over the vertices as predicted; null for drawn fronts. */
  readonly meanProbability01: number | null;
};

export type AnnotationDocument = { readonly fronts: readonly Front[] };

/** A pure change; the same document comes back where there is nothing to change. */
export type Edit = (document: AnnotationDocument) => AnnotationDocument;

export const EMPTY_DOCUMENT: AnnotationDocument = { fronts: [] };

/** A line needs two ends. */
export const FEWEST_VERTICES = 2;

export function frontOfId(document: AnnotationDocument, frontId: string): Front | undefined {
  return document.fronts.find(({ id }) => id === frontId);
}

export function frontsOfScene(document: AnnotationDocument, sceneId: string): readonly Front[] {
  return document.fronts.filter((front) => front.sceneId === sceneId);
}

export function frontPath(front: Front): MapXY[] {
  return front.vertices.map(({ at }) => at);
}

/** Untouched by hand, so a new prediction may take its place. */
export function isUntouched(front: Front): boolean {
  return front.origin.kind === "predicted" && !front.corrected;
}
