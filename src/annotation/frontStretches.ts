// Splits a front into stretches of one provenance, so that they can be told apart when drawn.
import type { MapXY } from "../geo/coordinates.ts";
import type { Front, FrontVertex, Provenance } from "./document.ts";

export type Stretch = { readonly provenance: Provenance; readonly path: readonly MapXY[] };

/** In order along the front; neighbours share a vertex. A segment counts as predicted only if both ends are. */
export function frontStretches(front: Front): Stretch[] {
  const stretches: { provenance: Provenance; path: MapXY[] }[] = [];
  for (const [index, vertex] of front.vertices.entries()) {
    const next = front.vertices[index + 1];
    if (next === undefined) break;
    const provenance = segmentProvenance(vertex, next);
    const last = stretches.at(-1);
    if (last?.provenance === provenance) last.path.push(next.at);
    else stretches.push({ provenance, path: [vertex.at, next.at] });
  }
  return stretches;
}

function segmentProvenance(from: FrontVertex, to: FrontVertex): Provenance {
  return from.provenance === "predicted" ? to.provenance : from.provenance;
}
