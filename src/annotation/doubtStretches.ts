// A front in stretches of like doubt, so that it can be seen along the line.
import type { MapXY } from "../geo/coordinates.ts";
import type { Front, FrontVertex } from "./document.ts";

/** By the network's probability of front, or by how well it knows the position. */
export type DoubtBy = "probability" | "position";

export type DoubtStretch = {
  /** 0 is the most doubtful, 5 the least. */
  readonly step: number;
  readonly path: readonly MapXY[];
};

/** Upper bounds of the steps but the last, which ends at 1. */
const PROBABILITY_STEPS = [0.5, 0.6, 0.7, 0.8, 0.9] as const;
/** Lower bounds of the steps but the last, which begins at 0; metres. */
const POSITION_STEPS = [400, 200, 100, 50, 25] as const;

/** In order along the front; a segment counts by its more doubtful end, and one with an end by hand not at all. */
export function doubtStretches(front: Front, by: DoubtBy): DoubtStretch[] {
  const stretches: { step: number; path: MapXY[] }[] = [];
  for (const [index, vertex] of front.vertices.entries()) {
    const next = front.vertices[index + 1];
    const [step, after] = [stepOf(vertex, by), stepOf(next, by)];
    if (next === undefined || step === null || after === null) continue;
    const worse = Math.min(step, after);
    const last = stretches.at(-1);
    if (last?.step === worse && last.path.at(-1) === vertex.at) last.path.push(next.at);
    else stretches.push({ step: worse, path: [vertex.at, next.at] });
  }
  return stretches;
}

function stepOf(vertex: FrontVertex | undefined, by: DoubtBy): number | null {
  const value = by === "probability" ? vertex?.probability01 : vertex?.uncertaintyMetres;
  if (value === undefined) return null;
  const found =
    by === "probability"
      ? PROBABILITY_STEPS.findIndex((bound) => value < bound)
      : POSITION_STEPS.findIndex((bound) => value > bound);
  return found === -1 ? PROBABILITY_STEPS.length : found;
}
