// How much of a front's course a hand has set.
import type { Front } from "./document.ts";

/** Share of the front's map length, 0..1, whose segments have an end that a hand placed. */
export function handShare01(front: Front): number {
  let total = 0;
  let byHand = 0;
  for (const [index, { at, provenance }] of front.vertices.entries()) {
    const next = front.vertices[index + 1];
    if (next === undefined) break;
    const length = Math.hypot(next.at[0] - at[0], next.at[1] - at[1]);
    total += length;
    if (provenance !== "predicted" || next.provenance !== "predicted") byHand += length;
  }
  return total === 0 ? 0 : byHand / total;
}
