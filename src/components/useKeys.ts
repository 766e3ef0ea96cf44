// What each key does. Nothing here collides with the browser's own keys, and typing in a field is left alone.
import { useEffect } from "react";
import type { LayerName } from "../store/viewStore.ts";
import { type AppParts, useApp } from "./AppContext.ts";

const PAN_PX = 80;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function useKeys(showHelp: () => void): void {
  const app = useApp();
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event)) return;
      const isHandled =
        event.ctrlKey || event.metaKey ? runChord(app, event) : runKey(app, event, showHelp);
      if (isHandled) event.preventDefault();
    };
    const release = () => app.viewStore.set({ overlaysHeldHidden: false });
    const onUp = ({ code }: KeyboardEvent) => {
      if (code === "Space") release();
    };
    addEventListener("keydown", onDown);
    addEventListener("keyup", onUp);
    addEventListener("blur", release);
    return () => {
      removeEventListener("keydown", onDown);
      removeEventListener("keyup", onUp);
      removeEventListener("blur", release);
    };
  }, [app, showHelp]);
}

/** Fields and dialogs keep their keys; a focused control keeps those that work it. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog, select, textarea, input:not([type=range], [type=checkbox])"))
    return true;
  const isControl = target.closest("button, input, summary, a") !== null;
  if (!isControl) return false;
  return key === " " || key === "Enter" || (target.matches("input") && key in ARROWS);
}

function runChord({ commands, map }: AppParts, { key, shiftKey, altKey }: KeyboardEvent): boolean {
  const letter = key.toLowerCase();
  if (altKey || (letter !== "z" && letter !== "y")) return false;
  if (letter === "y" || shiftKey) commands.redo();
  // The last thing done is the point just drawn, although the document does not know it yet.
  else if (map.current?.isDrawing()) map.current.takeBackDrawnVertex();
  else commands.undo();
  return true;
}

function runKey(app: AppParts, event: KeyboardEvent, showHelp: () => void): boolean {
  if (event.key === "?") {
    showHelp();
    return true;
  }
  if (app.viewStore.getState().sceneId === null)
    return event.key === "Escape" && app.jobsStore.cancelLatest();
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) return runArrow(app, arrow, event.altKey);
  if (event.altKey) return false;
  return runDrawingKey(app, event.key) || runLetter(app, event);
}

function runArrow({ commands, map }: AppParts, [x, y]: readonly [number, number], alt: boolean) {
  if (alt) commands.nudgeVertex(x, y);
  else map.current?.panBy(x * PAN_PX, y * PAN_PX);
  return true;
}

function runDrawingKey({ viewStore, map }: AppParts, key: string): boolean {
  if (viewStore.getState().tool === "select") return false;
  if (key === "Enter") map.current?.finishDrawing();
  else if (key === " ") map.current?.drawVertexAtCentre();
  else if (key === "Backspace") map.current?.takeBackDrawnVertex();
  else if (key === "Escape") {
    map.current?.abortDrawing();
    viewStore.set({ tool: "select" });
  } else return false;
  return true;
}

function runLetter(app: AppParts, { key, repeat }: KeyboardEvent): boolean {
  const layer = LAYER_KEYS[key];
  if (layer !== undefined) app.viewStore.toggleLayer(layer);
  const act = KEY_ACTIONS[key.length === 1 ? key.toLowerCase() : key];
  if (!repeat || REPEATABLE.has(key)) act?.(app);
  return layer !== undefined || act !== undefined;
}

const REPEATABLE: ReadonlySet<string> = new Set(["+", "=", "-", ",", "."]);

const KEY_ACTIONS: Readonly<Record<string, (app: AppParts) => void>> = {
  p: ({ actions, jobsStore }) => {
    if (jobsStore.getState().predict.kind !== "running") void actions.predict();
  },
  v: ({ viewStore }) => viewStore.set({ tool: "select" }),
  d: ({ viewStore }) => viewStore.set({ tool: "draw", vertexIndex: null }),
  n: ({ sceneCommands }) => sceneCommands.stepScene(1),
  b: ({ sceneCommands }) => sceneCommands.stepScene(-1),
  a: ({ sceneCommands }) => sceneCommands.review("accepted"),
  x: ({ sceneCommands }) => sceneCommands.review("rejected"),
  w: ({ sceneCommands }) => sceneCommands.review("needs-review"),
  f: ({ map }) => map.current?.fitScene(),
  "0": ({ viewStore }) => viewStore.hideOverlays(),
  "+": ({ map }) => map.current?.zoomBy(1),
  "=": ({ map }) => map.current?.zoomBy(1),
  "-": ({ map }) => map.current?.zoomBy(-1),
  " ": ({ viewStore }) => viewStore.set({ overlaysHeldHidden: true }),
  ",": (app) => goToVertex(app, -1),
  ".": (app) => goToVertex(app, 1),
  Insert: ({ commands }) => commands.insertBesideVertex(),
  Delete: ({ commands }) => commands.deleteSelected(),
  Backspace: ({ commands }) => commands.deleteSelected(),
  Enter: ({ commands }) => commands.selectNextFront(),
  Escape: ({ jobsStore, viewStore }) => {
    const { frontId, vertexIndex } = viewStore.getState();
    if (vertexIndex !== null) viewStore.set({ vertexIndex: null });
    else if (frontId !== null) viewStore.selectFront(null);
    else jobsStore.cancelLatest();
  },
};

const LAYER_KEYS: Readonly<Record<string, LayerName>> = {
  "1": "alpha1",
  "2": "alpha2",
  "3": "alpha3",
  "4": "alpha4",
};

/** The next vertex, brought into view. */
export function goToVertex({ commands, map }: AppParts, by: 1 | -1): void {
  const at = commands.stepVertex(by);
  if (at !== null) map.current?.goTo(at);
}
