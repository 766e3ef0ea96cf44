// What a livewire follows: the network's probability where one ran, else the edges of the picture around a place.
import { type Bounds, composeAffine, type MapXY } from "../geo/coordinates.ts";
import { edgeStrength } from "../geo/edgeStrength.ts";
import type { CostField } from "../geo/leastCostPath.ts";
import type { Actions } from "./createActions.ts";
import type { PredictedMaps, RasterRegistry } from "./rasterRegistry.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";
import { shownRange } from "./shownRange.ts";
import type { ViewStore } from "./viewStore.ts";

/** A step over ground where nothing speaks for a front costs 1, one on the surest front this. */
const CHEAPEST = 0.02;
/** Above 1: a strong ridge is worth a detour, weak ones are not. */
const CONTRAST = 2;
const TILE_PX = 384;
/** How much wider than the screen the picture's pixels are, so that it reaches beyond what is seen. */
const COARSER = 1.5;

type Parts = {
  readonly scenesStore: ScenesStore;
  readonly viewStore: ViewStore;
  readonly rasters: RasterRegistry;
  readonly actions: Pick<Actions, "readTile">;
};

/** `unitsPerPx`: map units of a screen pixel. Null without a scene. */
export function createCostFields({ scenesStore, viewStore, rasters, actions }: Parts) {
  let known: { readonly of: PredictedMaps; readonly field: CostField } | null = null;

  function ofProbability(open: OpenScene, maps: PredictedMaps): CostField | null {
    if (known?.of === maps) return known.field;
    const probability = maps.maps.find(({ name }) => name === "probability");
    if (probability === undefined) return null;
    const { widthPx, heightPx, gridToPixel } = maps.grid;
    const costs = probability.values.map((p, i) => costOf(maps.valid[i] === 1 ? p : 0));
    const field = {
      grid: { widthPx, heightPx, costs },
      gridToMap: composeAffine(open.scene.pixelToMap, gridToPixel),
    };
    known = { of: maps, field };
    return field;
  }

  async function ofPicture(
    { scene, band }: OpenScene,
    [x, y]: MapXY,
    unitsPerPx: number,
    signal: AbortSignal,
  ): Promise<CostField> {
    const [a, b, , d, e] = scene.pixelToMap;
    const finest = Math.min(Math.hypot(a, d), Math.hypot(b, e));
    const step = Math.max(finest, COARSER * unitsPerPx);
    const reach = (TILE_PX / 2) * step;
    const bounds: Bounds = [x - reach, y - reach, x + reach, y + reach];
    const request = {
      sceneId: scene.id,
      band,
      bounds,
      widthPx: TILE_PX,
      heightPx: TILE_PX,
      signal,
    };
    const { low, high } = shownRange(scene.statistics, viewStore.getState().stretch);
    const tile = await actions.readTile(request);
    // Beyond black and white nobody sees a difference either.
    const values = tile.values.map((value) => Math.max(low, Math.min(high, value)));
    const costs = edgeStrength({ ...tile, values }).map(costOf);
    return {
      grid: { widthPx: TILE_PX, heightPx: TILE_PX, costs },
      gridToMap: [step, 0, x - reach, 0, -step, y + reach],
    };
  }

  return async (at: MapXY, unitsPerPx: number, signal: AbortSignal): Promise<CostField | null> => {
    const open = scenesStore.find(viewStore.getState().sceneId);
    if (open === undefined) return null;
    const maps = rasters.get(open.scene.id);
    const field = maps === undefined ? null : ofProbability(open, maps);
    return field ?? ofPicture(open, at, unitsPerPx, signal);
  };
}

function costOf(evidence01: number): number {
  return CHEAPEST + (1 - CHEAPEST) * (1 - Math.max(0, Math.min(1, evidence01))) ** CONTRAST;
}
