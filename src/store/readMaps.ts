// What the network says at a place: its probability, the zone, and the other maps that are looked at.
import type { MapXY } from "../geo/coordinates.ts";
import type { Scene } from "../scene/scene.ts";
import { overlayMap } from "./overlayMaps.ts";
import { predictedValueAt } from "./predictedValueAt.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";
import type { OverlayName, ViewState } from "./viewStore.ts";
import { ZONES } from "./zoneNames.ts";

/** `value01`: null where the term says it all. */
export type MapValue = { readonly term: string; readonly value01: number | null };

const READ: readonly OverlayName[] = ["probability", "zones", "zone", "deviation", "entropy"];
const ALWAYS: readonly OverlayName[] = ["probability", "zones"];

/** Nothing where the network had no data. */
export function readMaps(
  maps: PredictedMaps,
  { layers, zoneShown }: Pick<ViewState, "layers" | "zoneShown">,
  scene: Pick<Scene, "pixelToMap">,
  at: MapXY,
): MapValue[] {
  return READ.flatMap((name): MapValue[] => {
    if (!ALWAYS.includes(name) && !layers[name].visible) return [];
    const value = predictedValueAt(maps, overlayMap(maps, name, zoneShown), scene, at);
    if (value === null) return [];
    if (name === "zones")
      return [{ term: ZONES.find(({ code }) => code === value)?.title ?? "", value01: null }];
    const zone = ZONES.find(({ channel }) => channel === zoneShown)?.title ?? "";
    return [{ term: name === "zone" ? `${zone}:` : name, value01: value }];
  });
}
