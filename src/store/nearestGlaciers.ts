// The glaciers of the user's list that lie nearest to a place.
import type { LonLat } from "../geo/coordinates.ts";
import { metresBetween } from "../geo/projection.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { Glacier, GlacierList } from "./glacierList.ts";

export type NearGlacier = Glacier & { readonly metres: number };

const FARTHEST_METRES = 100_000;

/** At most `most`, the nearest first. */
export function nearestGlaciers(list: GlacierList, to: LonLat, most: number): NearGlacier[] {
  const lonLat = crsOfCode("EPSG:4326");
  const near = list.glaciers.filter(({ at }) => Math.abs(at[1] - to[1]) < 1);
  return near
    .flatMap((glacier) => {
      const metres =
        lonLat === null
          ? null
          : metresBetween([glacier.at[0], glacier.at[1]], [to[0], to[1]], lonLat);
      return metres !== null && metres <= FARTHEST_METRES ? [{ ...glacier, metres }] : [];
    })
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most);
}
