// Where the pointer is on the map, and the map's scale: changes with every move, so it has a store of its own.
import { createStore } from "zustand/vanilla";
import type { MapXY } from "../geo/coordinates.ts";

export type CursorState = {
  /** Null when the pointer is not on the map; `value` is null where the scene has no data. */
  readonly cursor: { readonly at: MapXY; readonly value: number | null } | null;
  /** Ground length of a screen pixel at the map's centre; null without CRS. */
  readonly metresPerScreenPx: number | null;
  /** Where the middle of the map is; null before there is one. */
  readonly centre: MapXY | null;
};

export type CursorStore = ReturnType<typeof createCursorStore>;

export function createCursorStore() {
  const store = createStore<CursorState>()(() => ({
    cursor: null,
    metresPerScreenPx: null,
    centre: null,
  }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set: (change: Partial<CursorState>) => store.setState(change),
  };
}
