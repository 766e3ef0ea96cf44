// Whose fronts a scene has: one's own, what the network traced, each colleague's, and what lies in their middle.
import type { MapXY } from "../geo/coordinates.ts";
import { annotatorOf, type Front, frontPath, isUntouched } from "./document.ts";

export type Side = {
  readonly name: string;
  readonly fronts: readonly Front[];
  readonly lines: readonly (readonly MapXY[])[];
};

/** The network's lines, as it traced them, whatever was corrected since. */
export const NETWORK_SIDE = "Network";

/** Those without a front are left out. */
export function sidesOf(fronts: readonly Front[]): Side[] {
  const sides = new Map<string, Front[]>();
  const lines = new Map<string, (readonly MapXY[])[]>();
  const add = (name: string, front: Front | null, line: readonly MapXY[]) => {
    if (front !== null) sides.set(name, [...(sides.get(name) ?? []), front]);
    lines.set(name, [...(lines.get(name) ?? []), line]);
  };
  for (const front of fronts) {
    const { origin, tracedPath } = front;
    const annotator = annotatorOf(front);
    if (annotator !== null) add(annotator, front, frontPath(front));
    else if (origin.kind === "consensus") add("Consensus", front, frontPath(front));
    else if (!isUntouched(front)) add("My fronts", front, frontPath(front));
    if (origin.kind === "predicted") add(NETWORK_SIDE, null, tracedPath ?? frontPath(front));
  }
  return [...lines].map(([name, some]) => ({ name, lines: some, fronts: sides.get(name) ?? [] }));
}
