// Commands that look into a Transformer: the pixel from which it is looked, and the layers.
import type { MapXY } from "../../geo/coordinates.ts";
import { blocksOfModel } from "../../store/modelsStore.ts";
import type { AppParts } from "../AppContext.ts";
import { type Command, hasScene } from "./command.ts";
import { takeTool } from "./whileDrawing.ts";

const hasAttention = (parts: AppParts) => {
  const { modelsStore, viewStore } = parts;
  const { modelId } = viewStore.getState();
  return hasScene(parts) && blocksOfModel(modelsStore.getState(), modelId).length > 0;
};
const isChoosing = (parts: AppParts) =>
  hasScene(parts) && parts.viewStore.getState().tool === "attention";

export const ATTENTION_COMMANDS: readonly Command[] = [
  {
    id: "layer.attended",
    title: "Show or hide the attention of a pixel",
    group: "Look",
    keys: ["7"],
    hint: "For models with a Transformer",
    applies: hasAttention,
    run: toggleAttended,
  },
  {
    id: "layer.received",
    title: "Show or hide the attention received",
    group: "Look",
    keys: ["8"],
    applies: hasAttention,
    run: ({ viewStore }) => viewStore.toggleLayer("received"),
  },
  {
    id: "insight.open",
    title: "Look inside the network: compare, epochs, take apart",
    group: "Look",
    keys: ["Shift+X"],
    applies: hasScene,
    run: ({ actions }) => actions.insight.open(),
  },
  {
    id: "tool.attention",
    title: "Choose the pixel whose attention is shown",
    group: "Tools",
    keys: ["Shift+K"],
    hint: "Click on the map",
    applies: hasAttention,
    run: startChoosing,
  },
  {
    id: "attention.point",
    title: "Choose the pixel at the cross in the middle",
    group: "The pixel of attention",
    keys: ["Space", "Enter"],
    applies: isChoosing,
    run: (parts) => {
      const at = parts.map.current?.centre() ?? null;
      if (at !== null) choosePixel(parts, at);
    },
  },
  {
    id: "attention.leave",
    title: "Leave the choice of a pixel",
    group: "The pixel of attention",
    keys: ["Escape"],
    applies: isChoosing,
    run: ({ viewStore }) => viewStore.set({ tool: "select", notice: null }),
  },
];

/** The layer, and the tool while no pixel of the scene is chosen. */
function toggleAttended(parts: AppParts): void {
  const { attentions, viewStore } = parts;
  const { layers, sceneId, tool } = viewStore.getState();
  viewStore.toggleLayer("attended");
  const isNowShown = !layers.attended.visible;
  if (isNowShown && attentions.getState().pixel?.sceneId !== sceneId) takeTool(parts, "attention");
  else if (!isNowShown && tool === "attention") takeTool(parts, "select");
}

export function startChoosing(parts: AppParts): void {
  takeTool(parts, "attention");
  parts.viewStore.setLayer("attended", { visible: true });
}

export function choosePixel(
  {
    attentions,
    scenesStore,
    viewStore,
  }: Pick<AppParts, "attentions" | "scenesStore" | "viewStore">,
  at: MapXY,
): void {
  const open = scenesStore.find(viewStore.getState().sceneId);
  if (open === undefined) return;
  const [minX, minY, maxX, maxY] = open.area ?? open.scene.bounds;
  const [x, y] = at;
  if (x < minX || x > maxX || y < minY || y > maxY) {
    viewStore.set({
      notice:
        "The network does not look there: choose a place in the scene or its area of interest.",
    });
    return;
  }
  attentions.choose({ pixel: { sceneId: open.scene.id, at } });
  viewStore.setLayer("attended", { visible: true });
}
