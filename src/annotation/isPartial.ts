// Whether a front stops short: TermPicks' flag 04, as far as the zones tell.
import { invertAffine, type MapXY, type PixelXY, pixelToMap } from "../geo/coordinates.ts";
import { type ZoneGrid, zoneAt } from "./iceSide.ts";
import type { QualityFlag } from "./label.ts";

export const PARTIAL_FLAG: QualityFlag = "04";

/** Traced fronts are skeletons of a band: whole ones stop 2 to 9 grid pixels short of the rock that the band meets. */
const END_REACH_PX = 10;

const [NO_DATA, ROCK] = [0, 64];

/** A front runs from margin to margin: each of its ends should have rock or the edge of the data within reach. */
export function isPartial(path: readonly MapXY[], zones: ZoneGrid): boolean {
  const mapToGrid = invertAffine(zones.gridToMap);
  if (mapToGrid === null) return false;
  return [path.at(0), path.at(-1)].some((end) => {
    if (end === undefined) return false;
    return !isAtMargin(pixelToMap(mapToGrid, [end[0], end[1]]) as unknown as PixelXY, zones);
  });
}

function isAtMargin([x, y]: PixelXY, zones: ZoneGrid): boolean {
  for (let dy = -END_REACH_PX; dy <= END_REACH_PX; dy++) {
    for (let dx = -END_REACH_PX; dx <= END_REACH_PX; dx++) {
      if (Math.hypot(dx, dy) > END_REACH_PX) continue;
      const zone = zoneAt(zones, x + dx, y + dy);
      if (zone === NO_DATA || zone === ROCK) return true;
    }
  }
  return false;
}
