// What to do while drawing, with buttons for those who have no keys at hand.
import { useApp, useStore } from "./AppContext.ts";

export function DrawBar() {
  const { map, viewStore } = useApp();
  const isDrawing = useStore(viewStore, (view) => view.tool === "draw");
  if (!isDrawing) return null;
  return (
    <div className="draw-bar">
      <span>Click, or Space at the cross, sets a point.</span>
      <button
        type="button"
        className="button small"
        onClick={() => map.current?.takeBackDrawnVertex()}
      >
        Take back
      </button>
      <button
        type="button"
        className="button small"
        onClick={() => {
          map.current?.abortDrawing();
          viewStore.set({ tool: "select" });
        }}
      >
        Leave
      </button>
      <button
        type="button"
        className="button small primary"
        onClick={() => map.current?.finishDrawing()}
      >
        Finish
      </button>
    </div>
  );
}
