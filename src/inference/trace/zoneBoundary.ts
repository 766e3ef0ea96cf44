// The line between ocean and glacier in a zone map: marching squares on the pixel centres.
import { chainLinks } from "../../geo/chainLinks.ts";
import type { GridSize } from "../raster/distanceTransform.ts";
import type { GridXY } from "./refineRidge.ts";
import { ZONE_CODE } from "./zoneFrontPixels.ts";

export type ZoneField = GridSize & {
  /** CaFFe's codes, row-major. */
  readonly zones: ArrayLike<number>;
  /** Of ocean less that of glacier, probability, -1..1, row-major. */
  readonly oceanLessGlacier: ArrayLike<number>;
};

/**
 * Lines, in corner space, through the places between neighbouring ocean and glacier pixels where `oceanLessGlacier`
 * crosses zero, linear between pixel centres; where the codes were changed and its sign does not fit them, the end of
 * that step which is nearer to zero. A boundary of anything else is none: the line ends where a third zone begins. A
 * ring ends in the point that it begins with.
 */
export function zoneBoundary(field: ZoneField): GridXY[][] {
  const links = linkedCrossings(field);
  return chainLinks(links).map((line) => line.map((crossing) => placeOf(crossing, field)));
}

/** Twice a pixel's index for the step to its right neighbour, one more for that to the one below. */
type Crossing = number;
type Links = ReadonlyMap<Crossing, readonly Crossing[]>;

function linkedCrossings(field: ZoneField): Links {
  const { heightPx, widthPx } = field;
  const links = new Map<Crossing, Crossing[]>();
  const link = (a: Crossing, b: Crossing) => {
    links.set(a, [...(links.get(a) ?? []), b]);
    links.set(b, [...(links.get(b) ?? []), a]);
  };
  for (let row = 0; row + 1 < heightPx; row++)
    for (let col = 0; col + 1 < widthPx; col++) {
      const at = row * widthPx + col;
      for (const [a, b] of pairsOf(crossingsOf(field, at), field, at)) link(a, b);
    }
  return links;
}

/** Of the cell between a pixel's centre and its neighbours': above, right, below, left. */
function crossingsOf({ widthPx, zones }: ZoneField, at: number): readonly Crossing[] {
  const [right, below] = [at + 1, at + widthPx];
  const code = zones[at];
  if (zones[right] === code && zones[below] === code && zones[below + 1] === code) return [];
  const crossings: Crossing[] = [];
  if (isCrossed(zones, at, right)) crossings.push(2 * at);
  if (isCrossed(zones, right, below + 1)) crossings.push(2 * right + 1);
  if (isCrossed(zones, below, below + 1)) crossings.push(2 * below);
  if (isCrossed(zones, at, below)) crossings.push(2 * at + 1);
  return crossings;
}

function isCrossed(zones: ArrayLike<number>, a: number, b: number): boolean {
  const [one, other] = [zones[a], zones[b]];
  return (
    (one === ZONE_CODE.ocean && other === ZONE_CODE.glacier) ||
    (one === ZONE_CODE.glacier && other === ZONE_CODE.ocean)
  );
}

/** Those of a cell's crossings that a line joins; in a saddle the mean tells. */
function pairsOf(
  [above, right, below, left]: readonly Crossing[],
  { oceanLessGlacier, widthPx, zones }: ZoneField,
  at: number,
): (readonly [Crossing, Crossing])[] {
  if (above === undefined || right === undefined) return [];
  if (below === undefined || left === undefined) return [[above, right]];
  const corners = [at, at + 1, at + widthPx, at + widthPx + 1];
  const sum = corners.reduce((total, i) => total + (oceanLessGlacier[i] as number), 0);
  const isFirstJoined = sum > 0 === (zones[at] === ZONE_CODE.ocean);
  return isFirstJoined
    ? [
        [above, right],
        [below, left],
      ]
    : [
        [above, left],
        [right, below],
      ];
}

function placeOf(crossing: Crossing, { oceanLessGlacier, widthPx, zones }: ZoneField): GridXY {
  const isDown = crossing % 2 === 1;
  const from = (crossing - (isDown ? 1 : 0)) / 2;
  const to = isDown ? from + widthPx : from + 1;
  const col = from % widthPx;
  const [x, y] = [col + 0.5, (from - col) / widthPx + 0.5];
  const isOcean = zones[from] === ZONE_CODE.ocean;
  const [ocean, glacier] = isOcean ? [from, to] : [to, from];
  const share = zeroAt(oceanLessGlacier[ocean] as number, oceanLessGlacier[glacier] as number);
  const step = isOcean ? share : 1 - share;
  return isDown ? [x, y + step] : [x + step, y];
}

/** Share of the way from ocean to glacier. */
function zeroAt(ocean: number, glacier: number): number {
  if (ocean > 0 && glacier < 0) return ocean / (ocean - glacier);
  if (ocean > 0) return 1;
  return glacier < 0 ? 0 : 0.5;
}
