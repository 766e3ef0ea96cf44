// Where a line would go on: straight ahead from its end until it leaves the scene or meets rock.
import { type Affine, invertAffine, type MapXY, pixelToMap } from "./coordinates.ts";

export type Ground = {
  readonly pixelToMap: Affine;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Whether there is rock at a place; null where nobody knows. */
  readonly isBlocked: ((at: MapXY) => boolean) | null;
};

export type Extension = { readonly to: MapXY; readonly met: "edge" | "rock" };

/** The end's direction is that of its last stretch of this many scene pixels. */
const LOOK_BACK_PX = 15;
const STEP_PX = 0.5;

/** `path` runs towards the end that is made longer. Null when that end is outside of the scene already, or on rock. */
export function extendLine(path: readonly MapXY[], ground: Ground): Extension | null {
  const inverse = invertAffine(ground.pixelToMap);
  if (inverse === null) return null;
  const pixels = path.map((at): readonly [number, number] => {
    const [col, row] = pixelToMap(inverse, [at[0], at[1]]);
    return [col, row];
  });
  const end = pixels.at(-1);
  const heading = headingOf(pixels);
  if (end === undefined || heading === null) return null;
  const distance = distanceToEdge(end, heading, ground);
  if (distance <= 0) return null;
  const at = (px: number): MapXY =>
    pixelToMap(ground.pixelToMap, [end[0] + heading[0] * px, end[1] + heading[1] * px]);
  if (ground.isBlocked !== null) {
    for (let px = STEP_PX; px < distance; px += STEP_PX) {
      if (!ground.isBlocked(at(px))) continue;
      return px === STEP_PX ? null : { to: at(px - STEP_PX), met: "rock" };
    }
  }
  return { to: at(distance), met: "edge" };
}

type Px = readonly [number, number];

/** A unit vector; null for a line without length. */
function headingOf(pixels: readonly Px[]): Px | null {
  const end = pixels.at(-1);
  if (end === undefined) return null;
  let from = end;
  for (let i = pixels.length - 2; i >= 0; i--) {
    from = pixels[i] ?? from;
    if (Math.hypot(end[0] - from[0], end[1] - from[1]) >= LOOK_BACK_PX) break;
  }
  const [dx, dy] = [end[0] - from[0], end[1] - from[1]];
  const length = Math.hypot(dx, dy);
  return length === 0 ? null : [dx / length, dy / length];
}

function distanceToEdge([col, row]: Px, [dx, dy]: Px, { widthPx, heightPx }: Ground): number {
  if (col < 0 || row < 0 || col > widthPx || row > heightPx) return 0;
  const across = dx > 0 ? (widthPx - col) / dx : dx < 0 ? -col / dx : Infinity;
  const down = dy > 0 ? (heightPx - row) / dy : dy < 0 ? -row / dy : Infinity;
  return Math.min(across, down);
}
