// Replaces a piece of a front by a stroke: the gesture that mends.
import type { MapXY } from "../../geo/coordinates.ts";
import { type Along, pointAlong } from "../../geo/lineCrossings.ts";
import { replaceStretch } from "../../geo/replaceStretch.ts";
import { changeVertices, handVertex } from "../changeVertices.ts";
import {
  type AnnotationDocument,
  type Edit,
  FEWEST_VERTICES,
  type Front,
  type FrontVertex,
  frontOfId,
  frontPath,
} from "../document.ts";

/** `reach` in map units: how near to the front an end of the stroke counts as on it. */
export function reshapeFront(frontId: string, stroke: readonly MapXY[], reach: number): Edit {
  return (document) => changeVertices(document, frontId, (front) => reshaped(front, stroke, reach));
}

function reshaped(
  front: Front,
  stroke: readonly MapXY[],
  reach: number,
): readonly FrontVertex[] | null {
  const replaced = replaceStretch(frontPath(front), stroke, reach);
  if (replaced === null) return null;
  const { from, to, by } = replaced;
  const before = from === null ? [] : upTo(front, from);
  const after = to === null ? [] : onwardFrom(front, to);
  const vertices = [...before, ...by.map((at) => handVertex(front, at)), ...after];
  return isSame(vertices, front.vertices) ? null : vertices;
}

/** The vertices before `along`, and one on it. */
function upTo(front: Front, along: Along): FrontVertex[] {
  return [...front.vertices.slice(0, Math.ceil(along)), ...vertexOn(front, along)];
}

function onwardFrom(front: Front, along: Along): FrontVertex[] {
  return [...vertexOn(front, along), ...front.vertices.slice(Math.floor(along) + 1)];
}

/** The vertex that stands there already, or a new one on the segment. */
function vertexOn(front: Front, along: Along): FrontVertex[] {
  const known = front.vertices[along];
  if (known !== undefined) return [known];
  const at = pointAlong(frontPath(front), along);
  return at === null ? [] : [handVertex(front, at)];
}

function isSame(some: readonly FrontVertex[], others: readonly FrontVertex[]): boolean {
  return some.length === others.length && some.every((vertex, i) => vertex === others[i]);
}

/** A reason to show, or null when the stroke takes hold of the front. */
export function whyNotReshapeFront(
  document: AnnotationDocument,
  frontId: string,
  stroke: readonly MapXY[],
  reach: number,
): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return "Select the front to reshape first.";
  const replaced = replaceStretch(frontPath(front), stroke, reach);
  if (replaced === null)
    return "Begin and end the stroke on the front, or carry it from there to the front's end.";
  const left = reshaped(front, stroke, reach);
  return left !== null && left.length < FEWEST_VERTICES
    ? "Nothing of the front would be left."
    : null;
}
