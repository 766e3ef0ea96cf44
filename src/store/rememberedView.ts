// What of the view outlives the page, in localStorage. A broken or foreign entry counts as none.
import { QUEUE_ORDERS, type QueueOrder } from "./queueOrder.ts";

export type Theme = "dark" | "light";
export type PanelName =
  | "left"
  | "right"
  | "scenes"
  | "layers"
  | "prediction"
  | "fronts"
  | "facts"
  | "stretch"
  | "attention";

export type ExportChoice = {
  readonly format: "shapefile" | "geojson";
  /** `EPSG:3413`, or "scene"; empty before the first export. */
  readonly targetCrs: string;
};

export type RememberedView = {
  /** Whose hand it is: signs edits, and stands in exports as author. Empty until it is told. */
  readonly author: string;
  readonly queueOrder: QueueOrder;
  readonly folded: readonly PanelName[];
  readonly theme: Theme;
  readonly exportChoice: ExportChoice;
};

const KEY = "icefront.view";
const PANELS: readonly PanelName[] = [
  "left",
  "right",
  "scenes",
  "layers",
  "prediction",
  "fronts",
  "facts",
  "stretch",
  "attention",
];

const FRESH: RememberedView = {
  folded: [],
  theme: "dark",
  author: "",
  queueOrder: "added",
  exportChoice: { format: "shapefile", targetCrs: "" },
};

export function readRemembered(storage: Storage | null): RememberedView {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "null");
    if (typeof stored !== "object" || stored === null) return FRESH;
    const { author, queueOrder, folded, theme, exportChoice } = stored as Record<string, unknown>;
    return {
      author: typeof author === "string" ? author : "",
      queueOrder: QUEUE_ORDERS.find((order) => order === queueOrder) ?? "added",
      folded: Array.isArray(folded) ? PANELS.filter((panel) => folded.includes(panel)) : [],
      theme: theme === "light" ? "light" : "dark",
      exportChoice: readExportChoice(exportChoice),
    };
  } catch {
    return FRESH;
  }
}

function readExportChoice(stored: unknown): ExportChoice {
  if (typeof stored !== "object" || stored === null) return FRESH.exportChoice;
  const { format, targetCrs } = stored as Record<string, unknown>;
  return {
    format: format === "geojson" ? "geojson" : "shapefile",
    targetCrs: typeof targetCrs === "string" ? targetCrs : FRESH.exportChoice.targetCrs,
  };
}

export function writeRemembered(storage: Storage | null, view: RememberedView): void {
  const { author, queueOrder, folded, theme, exportChoice } = view;
  try {
    storage?.setItem(KEY, JSON.stringify({ author, queueOrder, folded, theme, exportChoice }));
  } catch {
    // A full or forbidden storage costs only the memory of tastes.
  }
}
