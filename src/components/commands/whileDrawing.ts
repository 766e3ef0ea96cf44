// What is done differently while a line is under way: it is never lost to a slip of a key.
import type { Tool } from "../../store/viewStore.ts";
import type { AppParts } from "../AppContext.ts";

/** Says what to do with the line first; whether there is one. */
function isHeldByLine({ map, viewStore }: AppParts): boolean {
  if (!map.current?.isDrawing()) return false;
  viewStore.set({ notice: "A line is under way: Enter ends it, Escape drops it." });
  return true;
}

export function takeTool(parts: AppParts, tool: Tool): void {
  const { viewStore } = parts;
  if (tool === viewStore.getState().tool || isHeldByLine(parts)) return;
  viewStore.set({ tool, vertexIndex: null });
}

export function stepScene(parts: AppParts, by: 1 | -1): void {
  if (!isHeldByLine(parts)) parts.sceneCommands.stepScene(by);
}

/** The last thing done may be a point just drawn, or a line just dropped, which the document does not know. */
export function undo({ commands, map, viewStore }: AppParts): void {
  if (map.current?.isDrawing()) map.current.takeBackDrawnVertex();
  else if (map.current?.isDrawingDropped()) {
    map.current.bringDrawingBack();
    viewStore.set({ notice: "The line is back." });
  } else commands.undo();
}

/** Drops the line under way; with none, leaves the tool. */
export function leaveStroke({ map, viewStore }: AppParts): void {
  if (map.current?.isDrawing()) {
    map.current.dropDrawing();
    viewStore.set({ notice: "The line was dropped; undo brings it back." });
  } else viewStore.set({ tool: "select", notice: null });
}
