// Joins two fronts at their nearest ends.
import { handVertex } from "../changeVertices.ts";
import {
  type AnnotationDocument,
  annotatorOf,
  type Edit,
  type Front,
  type FrontVertex,
  frontOfId,
} from "../document.ts";
import { type IceSide, otherSide } from "../iceSide.ts";

/**
 * The first keeps its id, label and direction; the other is gone. Vertices keep their provenance; the gap is by
 * hand, and two parts of one prediction that touch are a prediction again.
 */
export function joinFronts(frontId: string, otherId: string): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    const other = frontOfId(document, otherId);
    if (front === undefined || other === undefined) return document;
    if (whyNotJoinFronts(document, frontId, otherId) !== null) return document;
    const joined = join(front, other);
    const fronts = document.fronts
      .filter((kept) => kept !== other)
      .map((kept) => (kept === front ? joined : kept));
    return { ...document, fronts };
  };
}

export function whyNotJoinFronts(
  document: AnnotationDocument,
  frontId: string,
  otherId: string | null,
): string | null {
  const front = frontOfId(document, frontId);
  const other = frontOfId(document, otherId ?? "");
  if (front === undefined) return "Select one of the fronts to join first.";
  if (other === undefined) return "There is no other front of this scene to join.";
  if (front === other) return "A front cannot be joined to itself.";
  return front.sceneId === other.sceneId ? null : "Fronts of two scenes cannot be joined.";
}

/** The front of the same scene whose end lies nearest to an end of this one, in map units; null when it is alone. */
export function nearestToJoin(document: AnnotationDocument, frontId: string): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return null;
  let nearest: { id: string; distance: number } | null = null;
  for (const other of document.fronts) {
    if (other === front || other.sceneId !== front.sceneId) continue;
    const { distance } = nearestEnds(front, other);
    if (nearest === null || distance < nearest.distance) nearest = { id: other.id, distance };
  }
  return nearest?.id ?? null;
}

type Ends = { readonly fromEnd: boolean; readonly toEnd: boolean; readonly distance: number };

function nearestEnds(front: Front, other: Front): Ends {
  const all = [true, false].flatMap((fromEnd) =>
    [false, true].map((toEnd) => ({
      fromEnd,
      toEnd,
      distance: gap(front.vertices.at(fromEnd ? -1 : 0), other.vertices.at(toEnd ? -1 : 0)),
    })),
  );
  return all.reduce((best, ends) => (ends.distance < best.distance ? ends : best));
}

function gap(one: FrontVertex | undefined, two: FrontVertex | undefined): number {
  if (one === undefined || two === undefined) return Infinity;
  return Math.hypot(one.at[0] - two.at[0], one.at[1] - two.at[1]);
}

function join(front: Front, other: Front): Front {
  const { fromEnd, toEnd, distance } = nearestEnds(front, other);
  // What a network traced stays known as such, whichever of the two it was.
  const base =
    front.origin.kind === "drawn" ? { ...other, id: front.id, label: front.label } : front;
  const isTurned = fromEnd === toEnd;
  const added = isTurned ? other.vertices.toReversed() : other.vertices;
  const bridge = distance === 0 ? [] : bridgeOf(base, front, other, { fromEnd, toEnd, distance });
  const skipped = distance === 0 ? 1 : 0;
  const vertices = fromEnd
    ? [...front.vertices, ...bridge, ...added.slice(skipped)]
    : [...added.slice(0, added.length - skipped), ...bridge, ...front.vertices];
  // The traced line is that of one part only: put back, it would drop the other.
  return {
    ...base,
    vertices,
    tracedPath: null,
    iceSide: agreedSide(front.iceSide, isTurned ? otherSide(other.iceSide) : other.iceSide),
    corrected:
      base.origin.kind !== "drawn" &&
      (bridge.length > 0 || front.corrected || other.corrected || !isOfOneHand(front, other)),
    changed: front.changed ?? other.changed,
  };
}

/** Whether the vertices of both pass for each other's. */
function isOfOneHand(front: Front, other: Front): boolean {
  return front.origin.kind === other.origin.kind && annotatorOf(front) === annotatorOf(other);
}

/** What both say, or the only one that knows; where they contradict each other, nothing is known. */
function agreedSide(some: IceSide | null, other: IceSide | null): IceSide | null {
  if (some === null || other === null) return some ?? other;
  return some === other ? some : null;
}

/** A vertex by hand in the gap: the ends keep their provenance, the segments between them do not pass as predicted. */
function bridgeOf(base: Front, front: Front, other: Front, ends: Ends): FrontVertex[] {
  const one = front.vertices.at(ends.fromEnd ? -1 : 0)?.at;
  const two = other.vertices.at(ends.toEnd ? -1 : 0)?.at;
  if (one === undefined || two === undefined) return [];
  return [handVertex(base, [(one[0] + two[0]) / 2, (one[1] + two[1]) / 2])];
}
