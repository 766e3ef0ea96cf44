// Where maps are read: at the pointer, and without one at the middle of the map, which keys move.
import type { MapXY } from "../geo/coordinates.ts";
import { useApp, useStore } from "./AppContext.ts";

type ReadPlace = { readonly at: MapXY; readonly isPointer: boolean };

/** Null before there is a map. */
export function useReadPlace(): ReadPlace | null {
  const { cursorStore } = useApp();
  const cursor = useStore(cursorStore, (state) => state.cursor);
  const centre = useStore(cursorStore, (state) => state.centre);
  if (cursor !== null) return { at: cursor.at, isPointer: true };
  return centre === null ? null : { at: centre, isPointer: false };
}
