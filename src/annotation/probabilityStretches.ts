// A front in stretches of like probability, so that the network's doubt can be seen along the line.
import type { MapXY } from "../geo/coordinates.ts";
import type { Front } from "./document.ts";

export type ProbabilityStretch = {
  /** Index into `PROBABILITY_STEPS`: 0 is the most doubtful. */
  readonly step: number;
  readonly path: readonly MapXY[];
};

/** Upper bounds of the steps but the last, which ends at 1. */
const PROBABILITY_STEPS = [0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** In order along the front; a segment counts by its less probable end, and one with an end by hand not at all. */
export function probabilityStretches(front: Front): ProbabilityStretch[] {
  const stretches: { step: number; path: MapXY[] }[] = [];
  for (const [index, vertex] of front.vertices.entries()) {
    const next = front.vertices[index + 1];
    if (vertex.probability01 === undefined || next?.probability01 === undefined) continue;
    const step = stepOf(Math.min(vertex.probability01, next.probability01));
    const last = stretches.at(-1);
    if (last?.step === step && last.path.at(-1) === vertex.at) last.path.push(next.at);
    else stretches.push({ step, path: [vertex.at, next.at] });
  }
  return stretches;
}

function stepOf(probability01: number): number {
  const found = PROBABILITY_STEPS.findIndex((bound) => probability01 < bound);
  return found === -1 ? PROBABILITY_STEPS.length : found;
}
