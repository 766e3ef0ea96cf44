// What of the view outlives the page, in localStorage. A broken or foreign entry counts as none.

import { PROFILE_NAMES, type ProfileName } from "../annotation/profiles/profile.ts";
import { VECTOR_FORMATS, type VectorFormat } from "../base/attributeTable.ts";
import {
  type DisplayChoice,
  FILTER_WINDOWS_PX,
  MOST_LOOKS,
  PLAIN_DISPLAY,
  SPECKLE_FILTERS,
} from "../scene/displayRecipe.ts";
import { RASTER_PRODUCTS, type RasterProduct } from "../scene/rasterProducts.ts";

export type Theme = "dark" | "light";
export type PanelName =
  | "left"
  | "right"
  | "scenes"
  | "layers"
  | "prediction"
  | "fronts"
  | "labels"
  | "compare"
  | "facts"
  | "placement"
  | "area"
  | "ensemble"
  | "runs"
  | "stretch"
  | "attention";

export type ExportChoice = {
  readonly product: VectorFormat | RasterProduct;
  readonly profile: ProfileName;
  /** `EPSG:3413`, or "scene"; empty before the first export. */
  readonly targetCrs: string;
  readonly scenes: "open" | "all";
  /** By the review of their scenes. */
  readonly review: "not-rejected" | "accepted" | "all";
  readonly sidecar: boolean;
  readonly whose: Whose;
};

/** Whose fronts: one's own with the network's, everybody's, or one colleague's by name. */
export type Whose = "mine" | "everybody" | `by ${string}`;

export const QUEUE_ORDERS = ["added", "date", "doubt", "state"] as const;
export type QueueOrder = (typeof QUEUE_ORDERS)[number];

/** Percentiles of the scene's own values, 0..100; gamma below 1 brightens. */
export type Stretch = {
  readonly lowPercent: number;
  readonly highPercent: number;
  readonly gamma: number;
};

export const DEFAULT_STRETCH: Stretch = { lowPercent: 2, highPercent: 98, gamma: 1 };

export type RememberedView = {
  /** Holds for every scene: percentiles and filters fit themselves to each. */
  readonly stretch: Stretch;
  readonly display: DisplayChoice;
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
  "labels",
  "compare",
  "facts",
  "placement",
  "area",
  "ensemble",
  "runs",
  "stretch",
  "attention",
];

const FRESH: RememberedView = {
  stretch: DEFAULT_STRETCH,
  display: PLAIN_DISPLAY,
  folded: [],
  theme: "dark",
  author: "",
  queueOrder: "added",
  exportChoice: {
    product: "shapefile",
    profile: "plain",
    targetCrs: "",
    scenes: "open",
    review: "not-rejected",
    sidecar: true,
    whose: "mine",
  },
};

export function readRemembered(storage: Storage | null): RememberedView {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? "null");
    if (typeof stored !== "object" || stored === null) return FRESH;
    const { author, queueOrder, folded, theme, exportChoice, stretch, display } = stored as Record<
      string,
      unknown
    >;
    return {
      stretch: readStretch(stretch),
      display: readDisplay(display),
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

const within = (value: unknown, least: number, most: number, fallback: number): number =>
  typeof value === "number" && value >= least && value <= most ? value : fallback;

function fieldsOf(stored: unknown): Readonly<Record<string, unknown>> {
  return typeof stored === "object" && stored !== null ? { ...stored } : {};
}

function readStretch(stored: unknown): Stretch {
  const { lowPercent, highPercent, gamma } = fieldsOf(stored);
  return {
    lowPercent: within(lowPercent, 0, 49.5, DEFAULT_STRETCH.lowPercent),
    highPercent: within(highPercent, 50, 100, DEFAULT_STRETCH.highPercent),
    gamma: within(gamma, 0.2, 2, DEFAULT_STRETCH.gamma),
  };
}

function readDisplay(stored: unknown): DisplayChoice {
  const { scale, speckle, windowPx, looks, localContrast } = fieldsOf(stored);
  return {
    scale: scale === "decibel" ? "decibel" : "linear",
    speckle: SPECKLE_FILTERS.find((one) => one === speckle) ?? PLAIN_DISPLAY.speckle,
    windowPx: FILTER_WINDOWS_PX.find((one) => one === windowPx) ?? PLAIN_DISPLAY.windowPx,
    looks: within(looks, 0.1, MOST_LOOKS, PLAIN_DISPLAY.looks),
    localContrast: localContrast === true,
  };
}

const PRODUCTS: readonly ExportChoice["product"][] = [...VECTOR_FORMATS, ...RASTER_PRODUCTS];
const REVIEWS: readonly ExportChoice["review"][] = ["not-rejected", "accepted", "all"];

function readExportChoice(stored: unknown): ExportChoice {
  const fresh = FRESH.exportChoice;
  if (typeof stored !== "object" || stored === null) return fresh;
  const { product, profile, targetCrs, scenes, review, sidecar, whose } = stored as Record<
    string,
    unknown
  >;
  return {
    product: PRODUCTS.find((one) => one === product) ?? fresh.product,
    profile: PROFILE_NAMES.find((one) => one === profile) ?? fresh.profile,
    targetCrs: typeof targetCrs === "string" ? targetCrs : fresh.targetCrs,
    scenes: scenes === "all" ? "all" : "open",
    review: REVIEWS.find((one) => one === review) ?? fresh.review,
    sidecar: sidecar !== false,
    whose: isWhose(whose) ? whose : fresh.whose,
  };
}

function isWhose(value: unknown): value is Whose {
  return value === "everybody" || (typeof value === "string" && value.startsWith("by "));
}

export function writeRemembered(storage: Storage | null, view: RememberedView): void {
  const { author, queueOrder, folded, theme, exportChoice, stretch, display } = view;
  const kept = { author, queueOrder, folded, theme, exportChoice, stretch, display };
  try {
    storage?.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage costs only the memory of tastes.
  }
}
