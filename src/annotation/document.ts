// The annotation document: the fronts of a project and what is said of its scenes, as immutable plain data.
import type { MapXY } from "../geo/coordinates.ts";
import type { IceSide } from "./iceSide.ts";
import { PARTIAL_FLAG } from "./isPartial.ts";
import { type FrontLabel, isEmptyLabel, type SceneLabel } from "./label.ts";

/** Who placed a vertex: the network, a hand on a predicted front, or a hand on a front drawn from nothing. */
export type Provenance = "predicted" | "corrected" | "drawn";

/** Whose hand, and when (ISO 8601, UTC). */
export type EditMark = { readonly by: string; readonly at: string };

export type FrontVertex = {
  readonly at: MapXY;
  readonly provenance: Provenance;
  /** The network's probability here, 0..1, as traced; absent where a hand placed the vertex. */
  readonly probability01?: number;
  /** How well the network knows the position here, metres, as traced (`TracedFront`); absent as above and without CRS. */
  readonly uncertaintyMetres?: number;
  /** Set when the edit is committed; absent on predicted vertices. */
  readonly mark?: EditMark;
};

export type FrontOrigin =
  | {
      readonly kind: "predicted";
      readonly modelName: string;
      readonly weightsSha256: string;
      readonly backend: "webgpu" | "wasm";
      /** The scene's band that the network read, from 0. */
      readonly band: number;
      /** How the network's input was made: the recipe in the model's card, as JSON. */
      readonly preprocessing: string;
      /** ISO 8601, UTC. */
      readonly at: string;
    }
  | { readonly kind: "drawn" }
  /** Out of a colleague's file. */
  | { readonly kind: "imported"; readonly annotator: string; readonly fileName: string }
  /** The middle of several annotators' fronts. */
  | { readonly kind: "consensus"; readonly annotators: readonly string[] };

/** An open polyline of at least two vertices, in its scene's map coordinates. */
export type Front = {
  readonly id: string;
  readonly sceneId: string;
  readonly vertices: readonly FrontVertex[];
  readonly origin: FrontOrigin;
  /**
   * True once a hand moved, added or took away something of the course of a front that was not drawn here. Cutting,
   * turning round and thinning within a tolerance leave the course as it was.
   */
  readonly corrected: boolean;
  /** Half the width of the predicted band; null for drawn fronts and scenes without CRS. */
  readonly certaintyMetres: number | null;
  /** Network probability, 0..1, averaged over the vertices as predicted; null for drawn fronts. */
  readonly meanProbability01: number | null;
  /** The line as the network traced it, whatever was corrected since; null for other fronts. */
  readonly tracedPath: readonly MapXY[] | null;
  /** Told by the zones that a network saw, or by hand; null where it is not known. */
  readonly iceSide: IceSide | null;
  readonly label: FrontLabel;
  /** The last change by hand, of the course or of what is said; null before one is committed. */
  readonly changed: EditMark | null;
};

export type AnnotationDocument = {
  readonly fronts: readonly Front[];
  /** At most one for each scene; a scene without one has an empty label. */
  readonly sceneLabels: readonly SceneLabel[];
};

/** A pure change; the same document comes back where there is nothing to change. */
export type Edit = (document: AnnotationDocument) => AnnotationDocument;

export const EMPTY_DOCUMENT: AnnotationDocument = { fronts: [], sceneLabels: [] };

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

/** Nobody changed it or said anything of it, so a new prediction may take its place. */
export function isUntouched({ origin, corrected, changed, label }: Front): boolean {
  if (origin.kind !== "predicted" || corrected || changed !== null) return false;
  // The prediction itself says that a front stops short.
  return isEmptyLabel({ ...label, flags: label.flags.filter((flag) => flag !== PARTIAL_FLAG) });
}

/** Whose front it is: a colleague's name for imported fronts, null for one's own and the network's. */
export function annotatorOf({ origin }: Front): string | null {
  return origin.kind === "imported" ? origin.annotator : null;
}

/** The colleagues whose fronts these are, in the order of their first ones. */
export function annotatorsOf(fronts: readonly Front[]): readonly string[] {
  return [...new Set(fronts.flatMap((front) => annotatorOf(front) ?? []))];
}
