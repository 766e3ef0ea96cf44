// The predicted maps of the open scenes: large arrays that no store may hold. What it tells are their names.
import { createStore } from "zustand/vanilla";
import type { InferenceCalls } from "../workers/protocol.ts";
import type { OverlayName } from "./viewStore.ts";

/** What the inference worker answers. */
export type Prediction = InferenceCalls["predict"]["response"];

export type PredictedMaps = Pick<Prediction, "grid" | "maps" | "valid" | "zones">;

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
        [...byScene].map(([id, { maps }]) => [
          id,
          (id === changed ? undefined : mapNames[id]) ?? maps.map(({ name }) => name),
        ]),
      ),
    }));

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    put: (sceneId: string, { grid, maps, valid, zones }: PredictedMaps) => {
      forget(sceneId);
      const held = { grid, maps, valid, zones };
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

export function bytesOf({ maps, valid, zones }: PredictedMaps): number {
  return maps.reduce(
    (sum, { values }) => sum + values.byteLength,
    valid.byteLength + (zones?.byteLength ?? 0),
  );
}
