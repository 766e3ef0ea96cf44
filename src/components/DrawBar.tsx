// What to do while a stroke tool is in hand, with buttons for those who have no keys at hand.
import type { Tool } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { leaveStroke } from "./commands/whileDrawing.ts";

const HAS_LINE: readonly Tool[] = ["draw", "reshape", "livewire"];

const HELP: Readonly<Record<Exclude<Tool, "select">, string>> = {
  attention: "Click, or Space at the cross, chooses the pixel whose attention is shown.",
  area: "Drag a rectangle around the glacier, with sea and ice beside it.",
  draw: "Click, or Space at the cross, sets a point; Shift and drag draws freehand.",
  reshape: "Drag over the wrong piece of a front, from the line back to the line.",
  livewire: "Click along the front, or Space at the cross; the line finds it between.",
};

export function DrawBar() {
  const app = useApp();
  const { map, viewStore } = app;
  const tool = useStore(viewStore, (view) => view.tool);
  if (tool === "select") return null;
  return (
    <div className="draw-bar">
      <span>{HELP[tool]}</span>
      {HAS_LINE.includes(tool) && (
        <button
          type="button"
          className="button small"
          onClick={() => map.current?.takeBackDrawnVertex()}
        >
          Take back
        </button>
      )}
      <button type="button" className="button small" onClick={() => leaveStroke(app)}>
        Leave
      </button>
      {HAS_LINE.includes(tool) && (
        <button
          type="button"
          className="button small primary"
          onClick={() => map.current?.finishDrawing()}
        >
          Finish
        </button>
      )}
    </div>
  );
}
