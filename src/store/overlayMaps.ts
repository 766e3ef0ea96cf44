// The maps that can lie over a scene: those of the network, its zones, and what several runs say of them.
import type { InferenceCalls } from "../workers/protocol.ts";
import type { OverlayName } from "./viewStore.ts";
import type { ZoneChannel } from "./zoneNames.ts";

type Told = Pick<
  InferenceCalls["predict"]["response"],
  "maps" | "spread" | "zoneProbabilities" | "zones"
>;

export type OverlayMap = {
  /** Row-major over the prediction's grid. */
  readonly values: Float32Array | Uint8Array;
  /** The value at the end of the scale; 0 is its beginning. */
  readonly most: number;
};

/** A population standard deviation of values in 0..1 is at most this. */
export const MOST_DEVIATION = 0.5;
const MOST_CODE = 255;

export function overlayNames({ maps, spread, zoneProbabilities, zones }: Told): OverlayName[] {
  const names: OverlayName[] = maps.map(({ name }) => name);
  if (zones !== null) names.push("zones");
  if (zoneProbabilities !== null) names.push("zone");
  if (spread !== null) names.push("deviation", "entropy");
  return names;
}

/** `channel`: which zone, of the maps that there are for each. Null where the prediction has no such map. */
export function overlayMap(
  { maps, spread, zoneProbabilities, zones }: Told,
  name: OverlayName,
  channel: ZoneChannel,
): OverlayMap | null {
  if (name === "zones") return scaled(zones, MOST_CODE);
  if (name === "zone") return scaled(zoneProbabilities?.[channel], 1);
  if (name === "entropy") return scaled(spread?.entropy, 1);
  if (name === "deviation") {
    const deviations = spread?.deviations ?? [];
    // One alone is that of the front's probability.
    return scaled(deviations[deviations.length > 1 ? channel : 0], MOST_DEVIATION);
  }
  return scaled(maps.find((map) => map.name === name)?.values, 1);
}

/** Whether there is a map of it for each zone. */
export function isOfZone({ spread }: Pick<Told, "spread">, name: string): boolean {
  return name === "zone" || (name === "deviation" && (spread?.deviations.length ?? 0) > 1);
}

function scaled(values: OverlayMap["values"] | null | undefined, most: number): OverlayMap | null {
  return values ? { values, most } : null;
}
