// The two sides of the screen: panels beside the map, or drawers over it where the window is narrow.
import { useSyncExternalStore } from "react";
import type { ViewStore } from "../store/viewStore.ts";
import { useShell, useStore } from "./AppContext.ts";

/** The same width as in layout.css. */
const NARROW = "(max-width: 1000px)";

type Side = "left" | "right";

export function useSide(side: Side) {
  const { viewStore } = useShell();
  const isNarrow = useSyncExternalStore(subscribeToWidth, () => matchMedia(NARROW).matches);
  const isFolded = useStore(viewStore, (view) => view.folded.includes(side));
  const isDrawn = useStore(viewStore, (view) => view.drawer === side);
  return {
    isOpen: isNarrow ? isDrawn : !isFolded,
    toggle: () => toggleSide(viewStore, side),
  };
}

export function toggleSide(viewStore: ViewStore, side: Side): void {
  const { drawer } = viewStore.getState();
  if (!matchMedia(NARROW).matches) viewStore.toggleFold(side);
  else viewStore.set({ drawer: drawer === side ? null : side });
}

function subscribeToWidth(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
