// The predicted maps of the open scenes: large arrays that no store may hold. What it tells are their names.
import { createStore } from "zustand/vanilla";
import type { InferenceCalls } from "../workers/protocol.ts";
import { overlayNames } from "./overlayMaps.ts";
import type { OverlayName } from "./viewStore.ts";

/** What the inference worker answers. */
export type Prediction = InferenceCalls["predict"]["response"];

export type PredictedMaps = Pick<
  Prediction,
  "grid" | "maps" | "spread" | "valid" | "zoneProbabilities" | "zones"
>;

/** Without what else a prediction tells. */
export function mapsOf(prediction: PredictedMaps): PredictedMaps {
  const { grid, maps, spread, valid, zoneProbabilities, zones } = prediction;
  return { grid, maps, spread, valid, zoneProbabilities, zones };
}

export type RasterRegistry = ReturnType<typeof createRasterRegistry>;

/** By scene id, another array with every new prediction. */
type State = { readonly mapNames: Readonly<Record<string, readonly OverlayName[]>> };

/** Some two hundred predictions of 256 pixels a side. */
const MOST_BYTES = 384 * 2 ** 20;

/** Over `mostBytes` those that were put first give way. */
export function createRasterRegistry(mostBytes = MOST_BYTES) {
  const byScene = new Map<string, PredictedMaps>();
  const store = createStore<State>()(() => ({ mapNames: {} }));
  let bytes = 0;

  function forget(sceneId: string): void {
    const held = byScene.get(sceneId);
    if (held === undefined) return;
    byScene.delete(sceneId);
    bytes -= bytesOf(held);
  }

  /** `changed`: the scene whose maps are others now. */
  const tell = (changed: string | null) =>
    store.setState(({ mapNames }) => ({
      mapNames: Object.fromEntries(
        [...byScene].map(([id, held]) => [
          id,
          (id === changed ? undefined : mapNames[id]) ?? overlayNames(held),
        ]),
      ),
    }));

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    put: (sceneId: string, prediction: PredictedMaps) => {
      forget(sceneId);
      const held = mapsOf(prediction);
      byScene.set(sceneId, held);
      bytes += bytesOf(held);
      for (const id of byScene.keys()) if (bytes > mostBytes && id !== sceneId) forget(id);
      tell(sceneId);
    },
    get: (sceneId: string | null) => (sceneId === null ? undefined : byScene.get(sceneId)),
    drop: (sceneId: string) => {
      forget(sceneId);
      tell(null);
    },
  };
}

export function bytesOf({ maps, spread, valid, zoneProbabilities, zones }: PredictedMaps): number {
  const arrays = [
    ...maps.map(({ values }) => values),
    ...(zoneProbabilities ?? []),
    ...(spread ? [...spread.deviations, spread.entropy] : []),
    ...(zones ? [zones] : []),
    valid,
  ];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
