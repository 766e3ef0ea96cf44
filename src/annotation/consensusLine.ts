// One line in the middle of several annotators' lines.
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { densifyPolyline, nearestOnPolyline, simplifyPolyline } from "../geo/polyline.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import type { Front } from "./document.ts";
import { drawnFront } from "./newFront.ts";

const STEP_METRES = 30;
const ROUNDS = 5;
/** The finished line keeps only vertices that matter by more than this. */
const THIN_METRES = 1;

/**
 * The longest line is moved, point by point and several times over, to the mean of the nearest points on all lines that
 * reach there. Stretches that fewer than half of the lines reach are left out. Null without CRS, below two lines, or
 * where nothing is common.
 */
export function consensusLine(lines: readonly (readonly MapXY[])[], crs: Crs): MapXY[] | null {
  const start = lines[0]?.[0];
  const scale = start === undefined ? null : metresPerMapUnit(start, crs);
  if (scale === null || lines.length < 2) return null;
  const plane = lines.map((line) => line.map(([x, y]): MapXY => [x * scale.x, y * scale.y]));
  const longest = plane.reduce((best, line) => (lengthOf(line) > lengthOf(best) ? line : best));
  let middle = densifyPolyline(longest, STEP_METRES);
  for (let round = 0; round < ROUNDS; round++) {
    middle = middle.flatMap((at) => {
      const mean = meanNearest(at, plane);
      return mean === null ? [] : [mean];
    });
    middle = densifyPolyline(withoutRepeats(middle), STEP_METRES);
  }
  if (middle.length < 2) return null;
  return simplifyPolyline(middle, THIN_METRES).map(([x, y]): MapXY => [x / scale.x, y / scale.y]);
}

export function consensusFront(
  id: string,
  sceneId: string,
  path: readonly MapXY[],
  annotators: readonly string[],
): Front {
  return { ...drawnFront(id, sceneId, path), origin: { kind: "consensus", annotators } };
}

function meanNearest(at: MapXY, lines: readonly (readonly MapXY[])[]): MapXY | null {
  const reached = lines.flatMap((line) => {
    const nearest = nearestOnPolyline(at, line);
    return nearest === null || isBeyond(at, line, nearest) ? [] : [nearest.at];
  });
  if (reached.length < lines.length / 2) return null;
  const sum = reached.reduce<readonly [number, number]>(
    ([x, y], [px, py]) => [x + px, y + py],
    [0, 0],
  );
  return [sum[0] / reached.length, sum[1] / reached.length];
}

type Nearest = NonNullable<ReturnType<typeof nearestOnPolyline>>;

/** Whether the point lies past an end of the line, where its nearest point is only that end. */
function isBeyond(at: MapXY, line: readonly MapXY[], { segment, along01 }: Nearest): boolean {
  const isStart = segment === 0 && along01 === 0;
  const isEnd = segment >= line.length - 2 && along01 === 1;
  const end = isStart ? line[0] : line.at(-1);
  const inner = isStart ? line[1] : line.at(-2);
  if ((!isStart && !isEnd) || end === undefined || inner === undefined) return false;
  const [dx, dy] = [end[0] - inner[0], end[1] - inner[1]];
  const past = ((at[0] - end[0]) * dx + (at[1] - end[1]) * dy) / (Math.hypot(dx, dy) || 1);
  return past > STEP_METRES / 2;
}

function withoutRepeats(line: readonly MapXY[]): MapXY[] {
  return line.filter(([x, y], i) => {
    const before = line[i - 1];
    return before === undefined || Math.hypot(x - before[0], y - before[1]) > 1e-6;
  });
}

function lengthOf(line: readonly MapXY[]): number {
  return line.reduce((sum, [x, y], i) => {
    const [px, py] = line[i - 1] ?? [x, y];
    return sum + Math.hypot(x - px, y - py);
  }, 0);
}
