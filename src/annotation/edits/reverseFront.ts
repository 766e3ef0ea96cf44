// Turns a front's direction round.
import { type Edit, type Front, frontOfId } from "../document.ts";
import { otherSide } from "../iceSide.ts";

/** Its course is as it was, so a prediction is not a corrected one afterwards. */
export function reverseFront(frontId: string): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined) return document;
    const turned = turnedRound(front);
    return {
      ...document,
      fronts: document.fronts.map((other) => (other === front ? turned : other)),
    };
  };
}

/** The same line the other way: the ice stays where it is, so seen along the line it changes sides. */
export function turnedRound(front: Front): Front {
  return {
    ...front,
    vertices: front.vertices.toReversed(),
    tracedPath: front.tracedPath?.toReversed() ?? null,
    iceSide: otherSide(front.iceSide),
  };
}
