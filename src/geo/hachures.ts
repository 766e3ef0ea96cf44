// Short ticks along one side of a line, as maps mark the side on which something lies.
import type { MapXY } from "./coordinates.ts";

export type Hachures = {
  /** Seen along the line, y up. */
  readonly side: "left" | "right";
  /** Between ticks and of a tick, in the line's units. */
  readonly spacing: number;
  readonly length: number;
};

/** The first stands half a spacing after the start. */
export function hachures(
  path: readonly MapXY[],
  { side, spacing, length }: Hachures,
): [MapXY, MapXY][] {
  const ticks: [MapXY, MapXY][] = [];
  const turn = side === "left" ? 1 : -1;
  let next = spacing / 2;
  for (const [i, from] of path.entries()) {
    const to = path[i + 1];
    if (to === undefined) break;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const segment = Math.hypot(dx, dy);
    for (; next <= segment && segment > 0; next += spacing) {
      const [ux, uy] = [dx / segment, dy / segment];
      const at: MapXY = [from[0] + ux * next, from[1] + uy * next];
      ticks.push([at, [at[0] - turn * uy * length, at[1] + turn * ux * length]]);
    }
    next -= segment;
  }
  return ticks;
}
