// Cuts a front in two.
import type { MapXY } from "../../geo/coordinates.ts";
import { type Along, pointAlong } from "../../geo/lineCrossings.ts";
import { nearestOnPolyline } from "../../geo/polyline.ts";
import { handVertex } from "../changeVertices.ts";
import {
  type AnnotationDocument,
  type Edit,
  type Front,
  type FrontVertex,
  frontOfId,
  frontPath,
} from "../document.ts";

/**
 * `along`: a vertex's index, or a place between two. The part behind it becomes a front of `newId`; both keep the
 * label, and neither is corrected by the cut.
 */
export function splitFront(frontId: string, along: Along, newId: string): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined || whyNotSplitFront(document, frontId, along) !== null) return document;
    if (frontOfId(document, newId) !== undefined) return document;
    const parts = cut(front, along, newId);
    if (parts === null) return document;
    const fronts = document.fronts.flatMap((other) => (other === front ? parts : [other]));
    return { ...document, fronts };
  };
}

export function whyNotSplitFront(
  document: AnnotationDocument,
  frontId: string,
  along: Along | null,
): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return "Select the front to split first.";
  if (along === null) return "Choose the vertex to split at first, with , and . or a click.";
  return along > 0 && along < front.vertices.length - 1
    ? null
    : "A front cannot be split at its end.";
}

function cut(front: Front, along: Along, newId: string): [Front, Front] | null {
  const path = frontPath(front);
  const at = pointAlong(path, along);
  if (at === null) return null;
  const shared = front.vertices[along] ?? vertexBetween(front, along, at);
  const [tracedBefore, tracedAfter] = cutTraced(front.tracedPath, at);
  return [
    {
      ...front,
      vertices: [...front.vertices.slice(0, Math.ceil(along)), shared],
      tracedPath: tracedBefore,
    },
    {
      ...front,
      id: newId,
      vertices: [shared, ...front.vertices.slice(Math.floor(along) + 1)],
      tracedPath: tracedAfter,
    },
  ];
}

/** It lies on the line, so it is whose the segment is. */
function vertexBetween(front: Front, along: Along, at: MapXY): FrontVertex {
  const [from, to] = [front.vertices[Math.floor(along)], front.vertices[Math.ceil(along)]];
  if (from === undefined || from.provenance !== to?.provenance) return handVertex(front, at);
  const share01 = along - Math.floor(along);
  const probability01 = between(from.probability01, to.probability01, share01);
  const uncertaintyMetres = between(from.uncertaintyMetres, to.uncertaintyMetres, share01);
  return {
    at,
    provenance: from.provenance,
    ...(probability01 !== undefined && { probability01 }),
    ...(uncertaintyMetres !== undefined && { uncertaintyMetres }),
  };
}

function between(from: number | undefined, to: number | undefined, share01: number) {
  return from === undefined || to === undefined ? undefined : from + (to - from) * share01;
}

type Traced = Front["tracedPath"];

/** The traced line is cut where it is nearest, so that each part can go back to its own piece. */
function cutTraced(traced: Traced, at: MapXY): [Traced, Traced] {
  const nearest = traced === null ? null : nearestOnPolyline(at, traced);
  if (traced === null || nearest === null) return [null, null];
  const { segment, along01 } = nearest;
  const before = along01 === 0 ? traced.slice(0, segment) : traced.slice(0, segment + 1);
  const after = along01 === 1 ? traced.slice(segment + 2) : traced.slice(segment + 1);
  return [lineOrNull([...before, nearest.at]), lineOrNull([nearest.at, ...after])];
}

const lineOrNull = (path: readonly MapXY[]): Traced => (path.length < 2 ? null : path);
