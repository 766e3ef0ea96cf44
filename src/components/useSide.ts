// The two sides of the screen: panels beside the map, or drawers over it where the window is narrow.
import { useSyncExternalStore } from "react";
import { useShell, useStore } from "./AppContext.ts";

/** The same width as in layout.css. */
const NARROW = "(max-width: 1000px)";

export function useSide(side: "left" | "right") {
  const { viewStore } = useShell();
  const isNarrow = useSyncExternalStore(subscribeToWidth, () => matchMedia(NARROW).matches);
  const isFolded = useStore(viewStore, (view) => view.folded.includes(side));
  const isDrawn = useStore(viewStore, (view) => view.drawer === side);
  return {
    isOpen: isNarrow ? isDrawn : !isFolded,
    toggle: () =>
      isNarrow ? viewStore.set({ drawer: isDrawn ? null : side }) : viewStore.toggleFold(side),
  };
}

function subscribeToWidth(listener: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
