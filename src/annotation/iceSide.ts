// On which side of a front the ice lies, by the zones that a network saw: files are written with the ice on the left.
import {
  type Affine,
  invertAffine,
  type MapXY,
  type PixelXY,
  pixelToMap,
} from "../geo/coordinates.ts";

/** CaFFe's codes on a grid: 0 no data, 64 rock, 127 glacier, 254 ocean. */
export type ZoneGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Row-major. */
  readonly codes: Uint8Array;
  readonly gridToMap: Affine;
};

/** Where the ice lies, seen along the line, in map coordinates with y up. */
export const ICE_SIDES = ["left", "right"] as const;
export type IceSide = (typeof ICE_SIDES)[number];

/** What holds once the line runs the other way. */
export function otherSide(side: IceSide | null): IceSide | null {
  if (side === null) return null;
  return side === "left" ? "right" : "left";
}

const [GLACIER, OCEAN] = [127, 254];
/** How far to either side the zones are asked, grid pixels. */
const REACH_PX = 3;
/** The losing side may have at most a quarter of the votes, or the line is undecided. */
const NEEDED_MARGIN01 = 0.5;

/** A vote at every grid pixel along the line: glacier on one side and ocean on the other. Null where undecided. */
export function iceSide(path: readonly MapXY[], zones: ZoneGrid): IceSide | null {
  const mapToGrid = invertAffine(zones.gridToMap);
  if (mapToGrid === null) return null;
  const [a, b, , d, e] = zones.gridToMap;
  // Rows usually run down the map; on a grid whose rows run up, left and right change places.
  const turn = a * e - b * d < 0 ? 1 : -1;
  const line = path.map(([x, y]): PixelXY => pixelToMap(mapToGrid, [x, y]) as unknown as PixelXY);
  let [left, right] = [0, 0];
  for (const [i, from] of line.entries()) {
    for (const vote of votesOf(zones, from, line[i + 1] ?? from, turn)) {
      if (vote > 0) left++;
      if (vote < 0) right++;
    }
  }
  const votes = left + right;
  if (votes === 0 || Math.abs(left - right) < NEEDED_MARGIN01 * votes) return null;
  return left > right ? "left" : "right";
}

/** 1 where glacier lies on the left and ocean on the right, -1 the other way round, 0 elsewhere. */
function* votesOf(zones: ZoneGrid, from: PixelXY, to: PixelXY, turn: 1 | -1): Generator<number> {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return;
  const [nx, ny] = [(turn * dy * REACH_PX) / length, (-turn * dx * REACH_PX) / length];
  const steps = Math.max(1, Math.round(length));
  for (let k = 0; k < steps; k++) {
    const t = (k + 0.5) / steps;
    const [x, y] = [from[0] + dx * t, from[1] + dy * t];
    const [left, right] = [zoneAt(zones, x + nx, y + ny), zoneAt(zones, x - nx, y - ny)];
    if (left === GLACIER && right === OCEAN) yield 1;
    else yield left === OCEAN && right === GLACIER ? -1 : 0;
  }
}

/** The code there; that of no data outside the grid. */
export function zoneAt({ codes, widthPx, heightPx }: ZoneGrid, x: number, y: number): number {
  const [col, row] = [Math.floor(x), Math.floor(y)];
  if (col < 0 || row < 0 || col >= widthPx || row >= heightPx) return 0;
  return codes[row * widthPx + col] ?? 0;
}
