// Commands of looking: layers, comparing, moving the map.
import { frontOfId } from "../../annotation/document.ts";
import type { Compared, LayerName } from "../../store/viewStore.ts";
import type { AppParts } from "../AppContext.ts";
import { toggleSide } from "../useSide.ts";
import { type Command, hasScene, isSelecting } from "./command.ts";

const PAN_PX = 80;

type Row = Omit<Command, "group">;
const look = (row: Row): Command => ({ applies: hasScene, ...row, group: "Look" });
const doubt = (row: Row): Command => ({ applies: hasScene, ...row, group: "Doubt and dates" });

const layer = (name: LayerName, title: string, key: string): Command =>
  look({
    id: `layer.${name}`,
    title: `Show or hide ${title}`,
    keys: [key],
    run: ({ viewStore }) => viewStore.toggleLayer(name),
  });

const pan = (name: string, key: string, x: number, y: number): Command =>
  look({
    id: `pan.${key}`,
    title: `Move the map ${name}`,
    keys: [key],
    repeats: true,
    run: ({ map }) => map.current?.panBy(x * PAN_PX, y * PAN_PX),
  });

const DOUBT_COMMANDS: readonly Command[] = [
  doubt({
    id: "doubt.previous",
    title: "Previous doubtful place",
    keys: ["["],
    repeats: true,
    run: (parts) => goToDoubt(parts, -1),
  }),
  doubt({
    id: "doubt.next",
    title: "Next doubtful place",
    keys: ["]"],
    repeats: true,
    run: (parts) => goToDoubt(parts, 1),
  }),
  doubt({
    id: "date.duplicate",
    title: "Take over the fronts of the previous date",
    keys: ["Shift+D"],
    run: ({ commands }) => commands.duplicateFromPrevious(),
  }),
];

const flicker = (what: Compared["what"], title: string, key: string): Command =>
  doubt({
    id: `flicker.${what}`,
    title: `Hold to flicker ${title}`,
    keys: [key],
    run: ({ commands }) => commands.startFlicker(what),
    release: ({ commands }) => commands.stopFlicker(),
  });

const swipe = (what: Compared["what"], title: string, key: string): Command =>
  doubt({
    id: `swipe.${what}`,
    title: `Swipe between the scene and ${title}`,
    keys: [key],
    run: ({ commands }) => commands.toggleSwipe(what),
  });

export const LOOK_COMMANDS: readonly Command[] = [
  ...DOUBT_COMMANDS,
  flicker("previous", "with the scene of the previous date", "Q"),
  flicker("model", "the model's maps on and off", "M"),
  swipe("previous", "the scene of the previous date", "Shift+Q"),
  swipe("model", "the model's maps", "Shift+M"),
  swipe("input", "what the network sees of it", "Shift+N"),
  layer("input", "what the network sees", "6"),
  layer("alpha1", "attention α1", "1"),
  layer("alpha2", "attention α2", "2"),
  layer("alpha3", "attention α3", "3"),
  layer("alpha4", "attention α4", "4"),
  layer("probability", "the probability", "5"),
  layer("zones", "the zones", "9"),
  layer("traced", "the line as traced, against the correction", "C"),
  layer("doubt", "the doubt along the fronts", "U"),
  layer("ghosts", "the fronts of the dates before and after", "G"),
  layer("fronts", "the fronts", "Shift+H"),
  layer("reference", "the true front", "Shift+G"),
  look({
    id: "layers.none",
    title: "No layer of the network",
    keys: ["0"],
    run: ({ viewStore }) => viewStore.hideOverlays(),
  }),
  look({
    id: "bare",
    title: "Hold for the bare scene",
    keys: ["Space"],
    applies: isSelecting,
    run: ({ viewStore }) => viewStore.set({ overlaysHeldHidden: true }),
    release: ({ viewStore }) => viewStore.set({ overlaysHeldHidden: false }),
  }),
  look({
    id: "fit",
    title: "Fit the scene",
    keys: ["F"],
    run: ({ map }) => map.current?.fitScene(),
  }),
  look({
    id: "fit.front",
    title: "Zoom to the selected front",
    keys: ["Z"],
    applies: isSelecting,
    run: ({ documentStore, map, viewStore }) => {
      const front = frontOfId(documentStore.committed(), viewStore.getState().frontId ?? "");
      if (front === undefined) viewStore.set({ notice: "Select a front first." });
      else map.current?.showFront(front);
    },
  }),
  look({
    id: "zoom.in",
    title: "Zoom in",
    keys: ["+", "="],
    repeats: true,
    run: ({ map }) => map.current?.zoomBy(1),
  }),
  look({
    id: "zoom.out",
    title: "Zoom out",
    keys: ["-"],
    repeats: true,
    run: ({ map }) => map.current?.zoomBy(-1),
  }),
  pan("left", "ArrowLeft", -1, 0),
  pan("right", "ArrowRight", 1, 0),
  pan("up", "ArrowUp", 0, -1),
  pan("down", "ArrowDown", 0, 1),
  look({
    id: "panel.left",
    title: "Scenes and layers panel",
    keys: ["Shift+L"],
    run: ({ viewStore }) => toggleSide(viewStore, "left"),
  }),
  look({
    id: "panel.right",
    title: "Inspector panel",
    keys: ["Shift+R"],
    run: ({ viewStore }) => toggleSide(viewStore, "right"),
  }),
  look({
    id: "theme",
    title: "Dark or light theme",
    keys: ["Shift+B"],
    applies: () => true,
    run: ({ viewStore }) =>
      viewStore.set({ theme: viewStore.getState().theme === "dark" ? "light" : "dark" }),
  }),
];

function goToDoubt({ commands, map }: AppParts, by: 1 | -1): void {
  const at = commands.stepDoubt(by);
  if (at !== null) map.current?.goTo(at);
}
