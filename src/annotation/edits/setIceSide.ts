// Says on which side of a front the ice lies.
import { type Edit, frontOfId } from "../document.ts";
import type { IceSide } from "../iceSide.ts";

/** Seen along the line; null takes back what was known. */
export function setIceSide(frontId: string, iceSide: IceSide | null): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined || front.iceSide === iceSide) return document;
    const changed = { ...front, iceSide };
    return {
      ...document,
      fronts: document.fronts.map((other) => (other === front ? changed : other)),
    };
  };
}
