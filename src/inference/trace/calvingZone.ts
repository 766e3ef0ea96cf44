// Where a calving front can be, by the network's zones: between the ocean and ice.
import type { ZoneRule } from "../../models/modelCard.ts";
import { largestComponent } from "../raster/connectedComponents.ts";
import { distanceTransform, type GridSize } from "../raster/distanceTransform.ts";

export type ZoneMaps = {
  /** Probabilities 0..1, row-major. */
  readonly glacier: ArrayLike<number>;
  readonly ocean: ArrayLike<number>;
};

/**
 * 1 within the rule's reach of both the largest ocean and ice. Only the largest ocean counts, as in CaFFe's
 * post-processing (Gourmelon et al. 2022; networks.md section 4, step 2): lines along lakes, shadows and far valleys go.
 * Where the network sees no ocean or no ice at all it has no opinion, and that side rules nothing out.
 */
export function calvingZone(zones: ZoneMaps, size: GridSize, rule: ZoneRule): Uint8Array {
  const ocean = largestOf(above(zones.ocean, rule.ocean01), size);
  const ice = above(zones.glacier, rule.glacier01);
  const near = [ocean, ice]
    .filter((mask) => mask.includes(1))
    .map((mask) => distanceTransform(mask, size));
  return Uint8Array.from({ length: size.widthPx * size.heightPx }, (_, i) =>
    near.every((distances) => (distances[i] as number) <= rule.reachPx) ? 1 : 0,
  );
}

function above(values: ArrayLike<number>, threshold01: number): Uint8Array {
  return Uint8Array.from(values, (value) => (value > threshold01 ? 1 : 0));
}

function largestOf(mask: Uint8Array, size: GridSize): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (const i of largestComponent(mask, size)) out[i] = 1;
  return out;
}
