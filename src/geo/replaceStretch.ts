// Where a stroke takes hold of a line, and which stretch of the line it stands for.
import type { MapXY } from "./coordinates.ts";
import { type Along, lengthBetween, lineCrossings } from "./lineCrossings.ts";
import { nearestOnPolyline } from "./polyline.ts";

/** The stretch of the line from `from` to `to` (in that order along it) gives way to `by`; null: up to its very end. */
export type Replacement = {
  readonly from: Along | null;
  readonly to: Along | null;
  /** In the line's direction; without the points on the line where it begins and ends. */
  readonly by: readonly MapXY[];
};

type Anchor = { readonly onStroke: Along; readonly onLine: Along };

/**
 * The stroke takes hold where it crosses the line and where an end of it lies within `reach` (map units). Between the
 * first and the last such place the line is replaced; with one only, the line's tail towards the stroke's free end;
 * null with none.
 */
export function replaceStretch(
  line: readonly MapXY[],
  stroke: readonly MapXY[],
  reach: number,
): Replacement | null {
  const length = lengthBetween(stroke, 0, stroke.length - 1);
  if (line.length < 2 || stroke.length < 2 || length === 0) return null;
  const anchors = anchorsOf(line, stroke, reach);
  const first = anchors[0];
  const last = anchors.at(-1);
  if (first === undefined || last === undefined) return null;
  // A hand that trembles crosses the line several times in one place, and means one hold.
  const held = lengthBetween(stroke, first.onStroke, last.onStroke);
  const isOnePlace = held <= Math.min(TREMBLE_REACHES * reach, length / 4) + length * 1e-9;
  if (!isOnePlace) return between(stroke, first, last);
  const isFreeAtEnd =
    lengthBetween(stroke, last.onStroke, stroke.length - 1) >=
    lengthBetween(stroke, 0, first.onStroke);
  const rest = isFreeAtEnd
    ? stroke.filter((_, i) => i > last.onStroke + ON_VERTEX)
    : stroke.filter((_, i) => i < first.onStroke - ON_VERTEX).toReversed();
  const hold = isFreeAtEnd ? last : first;
  const replaced = tail(line, rest, hold.onLine);
  // A tail is redrawn to its end; a short stroke that never came back must not take kilometres away.
  const gone =
    replaced.from === null
      ? lengthBetween(line, 0, hold.onLine)
      : lengthBetween(line, hold.onLine, line.length - 1);
  const drawn = isFreeAtEnd
    ? lengthBetween(stroke, hold.onStroke, stroke.length - 1)
    : lengthBetween(stroke, 0, hold.onStroke);
  return gone <= MOST_TAIL * drawn + reach ? replaced : null;
}

const TREMBLE_REACHES = 4;
/** A tail may be so much longer than what is drawn for it. */
const MOST_TAIL = 1.5;
/** Places closer to a vertex than this share of a segment are the vertex. */
const ON_VERTEX = 1e-9;

function anchorsOf(line: readonly MapXY[], stroke: readonly MapXY[], reach: number): Anchor[] {
  const anchors: Anchor[] = lineCrossings(stroke, line).map(({ alongLine, alongOther }) => ({
    onStroke: alongLine,
    onLine: alongOther,
  }));
  for (const end of [0, stroke.length - 1]) {
    const at = stroke[end];
    const nearest = at === undefined ? null : nearestOnPolyline(at, line);
    if (nearest === null || nearest.distance > reach) continue;
    // A stroke that begins just beyond the line holds it where it crosses, or a spike would stay.
    const isHeld = anchors.some(
      ({ onStroke }) => lengthBetween(stroke, onStroke, end) <= 2 * reach,
    );
    if (!isHeld) anchors.push({ onStroke: end, onLine: nearest.segment + nearest.along01 });
  }
  return anchors.sort((one, two) => one.onStroke - two.onStroke);
}

function between(stroke: readonly MapXY[], first: Anchor, last: Anchor): Replacement {
  const by = stroke.filter(
    (_, i) => i > first.onStroke + ON_VERTEX && i < last.onStroke - ON_VERTEX,
  );
  return first.onLine <= last.onLine
    ? { from: onVertex(first.onLine), to: onVertex(last.onLine), by }
    : { from: onVertex(last.onLine), to: onVertex(first.onLine), by: by.toReversed() };
}

/** `outward` runs from the hold to the stroke's free end. */
function tail(line: readonly MapXY[], outward: readonly MapXY[], hold: Along): Replacement {
  const free = outward.at(-1);
  return free !== undefined && isTowardsStart(line, free, hold)
    ? { from: null, to: onVertex(hold), by: outward.toReversed() }
    : { from: onVertex(hold), to: null, by: outward };
}

function onVertex(along: Along): Along {
  return Math.abs(along - Math.round(along)) < ON_VERTEX ? Math.round(along) : along;
}

function isTowardsStart(line: readonly MapXY[], free: MapXY, anchor: Along): boolean {
  const nearest = nearestOnPolyline(free, line);
  const along = nearest === null ? anchor : nearest.segment + nearest.along01;
  if (along !== anchor) return along < anchor;
  const [start, end] = [line[0], line.at(-1)];
  if (start === undefined || end === undefined) return false;
  return (
    Math.hypot(free[0] - start[0], free[1] - start[1]) <
    Math.hypot(free[0] - end[0], free[1] - end[1])
  );
}
