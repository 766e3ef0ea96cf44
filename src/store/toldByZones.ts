// What the zones that a network saw tell of a front.
import { type Front, frontPath } from "../annotation/document.ts";
import { iceSide, type ZoneGrid } from "../annotation/iceSide.ts";
import { isPartial, PARTIAL_FLAG } from "../annotation/isPartial.ts";
import { composeAffine } from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";

/** In the scene's map coordinates; null where no network with zones ran. */
export function zonesOf(
  scene: Pick<Scene, "pixelToMap">,
  maps: Pick<PredictedMaps, "grid" | "zones"> | undefined,
): ZoneGrid | null {
  if (!maps?.zones) return null;
  const { widthPx, heightPx, gridToPixel } = maps.grid;
  const gridToMap = composeAffine(scene.pixelToMap, gridToPixel);
  return { widthPx, heightPx, codes: maps.zones, gridToMap };
}

/** A side that is known already stays: it may have been said by hand. */
export function withIceSide(front: Front, zones: ZoneGrid | null): Front {
  if (front.iceSide !== null || zones === null) return front;
  const side = iceSide(frontPath(front), zones);
  return side === null ? front : { ...front, iceSide: side };
}

/** A front that has just been traced or drawn: the side of its ice, and flag 04 where it stops short. */
export function toldByZones(front: Front, zones: ZoneGrid | null): Front {
  const sided = withIceSide(front, zones);
  if (zones === null || !isPartial(frontPath(front), zones)) return sided;
  return { ...sided, label: { ...sided.label, flags: [PARTIAL_FLAG] } };
}
