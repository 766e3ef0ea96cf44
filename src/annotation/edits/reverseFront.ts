// Turns a front's direction round.
import { type Edit, frontOfId } from "../document.ts";

/** Its course is as it was, so an untouched prediction stays one. */
export function reverseFront(frontId: string): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined) return document;
    const turned = {
      ...front,
      vertices: front.vertices.toReversed(),
      tracedPath: front.tracedPath?.toReversed() ?? null,
    };
    return {
      ...document,
      fronts: document.fronts.map((other) => (other === front ? turned : other)),
    };
  };
}
