// How the work is looked at: scene, selection, tool, stretch, layers, folds and theme. Not undoable; tastes are remembered.
import { createStore } from "zustand/vanilla";
import type { DoubtBy } from "../annotation/doubtStretches.ts";
import type { Blend } from "../scene/paintMap.ts";
import { type EnsembleChoice, ONE_RUN } from "./ensembleChoice.ts";
import { DEFAULT_MODEL_ID } from "./modelsStore.ts";
import { type RememberedEditing, readEditing, writeEditing } from "./rememberedEditing.ts";
import {
  type PanelName,
  type RememberedView,
  readRemembered,
  type Theme,
  writeRemembered,
} from "./rememberedView.ts";
import { GLACIER_CHANNEL, type ZoneChannel } from "./zoneNames.ts";

/** Draw, reshape and livewire make strokes; select works on what is there; attention chooses a pixel. */
export type Tool = "select" | StrokeTool | "area" | "attention";
/** Tools that draw a line. */
export type StrokeTool = "draw" | "reshape" | "livewire";
export type ColourMapName = "jet" | "viridis" | "inferno" | "cividis";

export const OVERLAY_NAMES = [
  "probability",
  "alpha1",
  "alpha2",
  "alpha3",
  "alpha4",
  /** The likeliest zone, and the probability of one zone. */
  "zones",
  "zone",
  /** How far several runs differ. */
  "deviation",
  "entropy",
] as const;
export type OverlayName = (typeof OVERLAY_NAMES)[number];
/** The maps of the strip, that can be read, contoured and printed beside each other. */
export const STRIP_NAMES = ["probability", "alpha1", "alpha2", "alpha3", "alpha4"] as const;
export type StripName = (typeof STRIP_NAMES)[number];
/** Of a Transformer: what a pixel looks at, and what all look at. */
export const ATTENTION_NAMES = ["attended", "received"] as const;
export type AttentionName = (typeof ATTENTION_NAMES)[number];
/** Lines to judge a front by: as traced, of the dates before and after, with the network's doubt. */
export type LineLayerName = "fronts" | "reference" | "traced" | "ghosts" | "doubt";
/** "input": what the network is given of the scene. */
export type LayerName = OverlayName | AttentionName | LineLayerName | "input";
export type LayerLook = {
  readonly visible: boolean;
  readonly opacity01: number;
  /** Null for lines and zones, which have their own colours. */
  readonly colourMap: ColourMapName | null;
  /** How a map lies on the picture; of no meaning for lines. */
  readonly blend: Blend;
  /** Where a map is drawn as a line too; null for no line. */
  readonly contour01: number | null;
};

export type ViewState = {
  readonly sceneId: string | null;
  readonly frontId: string | null;
  /** The vertex that keys act on; null when none. */
  readonly vertexIndex: number | null;
  /** Every chosen vertex, ascending, with the active one; empty when none is active. */
  readonly selectedVertices: readonly number[];
  readonly tool: Tool;
  readonly stretch: RememberedView["stretch"];
  readonly display: RememberedView["display"];
  readonly layers: Readonly<Record<LayerName, LayerLook>>;
  /** What the layer "doubt" shows. */
  readonly doubtBy: DoubtBy;
  /** Which zone the layers "zone" and "deviation" show. */
  readonly zoneShown: ZoneChannel;
  /** How Predict runs its networks; not remembered. */
  readonly ensemble: EnsembleChoice;
  /** Bare scene while a key is held. */
  readonly overlaysHeldHidden: boolean;
  /** A sentence for the status line; null when there is nothing to say. */
  readonly notice: string | null;
  /** When the notice was set, in milliseconds since the epoch. */
  readonly noticeAt: number;
  readonly folded: readonly PanelName[];
  /** The side that lies over the map in a narrow window, where there is room for one; not remembered. */
  readonly drawer: "left" | "right" | null;
  readonly theme: Theme;
  readonly exportChoice: RememberedView["exportChoice"];
  readonly author: RememberedView["author"];
  readonly queueOrder: RememberedView["queueOrder"];
  /** The model that predicts next; not remembered. */
  readonly modelId: string;
  /** What lies on one side of the swipe line, or shows while its key is held; null when nothing is compared. */
  readonly compared: Compared | null;
} & RememberedEditing;

/** A map of the model, the scene of the previous date, or the network's input; `swipe01` is the line's place over the map's width. */
export type Compared = {
  readonly what: "model" | "previous" | "input";
  readonly how: "swipe" | "flicker";
  readonly swipe01: number;
};

const plainLook: LayerLook = {
  visible: false,
  opacity01: 1,
  colourMap: null,
  blend: "over",
  contour01: null,
};
const lineLook: LayerLook = { ...plainLook, visible: true };
const attentionLook: LayerLook = { ...plainLook, opacity01: 0.55, colourMap: "jet" };
/** Where they are 0 there is nothing to see. */
const fadingLook: LayerLook = {
  ...plainLook,
  opacity01: 0.8,
  colourMap: "inferno",
  blend: "value",
};

const DEFAULT_LAYERS: Readonly<Record<LayerName, LayerLook>> = {
  input: plainLook,
  fronts: lineLook,
  reference: lineLook,
  traced: { ...lineLook, visible: false },
  ghosts: lineLook,
  doubt: { ...lineLook, visible: false },
  probability: fadingLook,
  alpha1: attentionLook,
  alpha2: attentionLook,
  alpha3: attentionLook,
  alpha4: attentionLook,
  attended: attentionLook,
  received: attentionLook,
  zones: { ...plainLook, opacity01: 0.5 },
  zone: { ...fadingLook, colourMap: "viridis" },
  deviation: fadingLook,
  entropy: fadingLook,
};

export type ViewStore = ReturnType<typeof createViewStore>;

export function createViewStore(storage: Storage | null) {
  const remembered = readRemembered(storage);
  const store = createStore<ViewState>()(() => ({
    sceneId: null,
    frontId: null,
    vertexIndex: null,
    selectedVertices: [],
    compared: null,
    tool: "select",
    layers: DEFAULT_LAYERS,
    doubtBy: "probability",
    zoneShown: GLACIER_CHANNEL,
    ensemble: ONE_RUN,
    overlaysHeldHidden: false,
    notice: null,
    noticeAt: 0,
    drawer: null,
    modelId: DEFAULT_MODEL_ID,
    ...remembered,
    ...readEditing(storage),
  }));
  const set = (change: Partial<ViewState>) =>
    store.setState({
      ...change,
      ...(change.notice && { noticeAt: Date.now() }),
      ...(change.vertexIndex !== undefined && { selectedVertices: chosen(change) }),
    });
  store.subscribe((now, before) => {
    const isSame =
      now.folded === before.folded &&
      now.theme === before.theme &&
      now.author === before.author &&
      now.queueOrder === before.queueOrder &&
      now.stretch === before.stretch &&
      now.display === before.display &&
      now.exportChoice === before.exportChoice;
    if (!isSame) writeRemembered(storage, now);
    if (now.keyBindings !== before.keyBindings || now.amounts !== before.amounts)
      writeEditing(storage, now);
  });
  const setLayer = (name: LayerName, look: Partial<LayerLook>) => {
    const { layers } = store.getState();
    set({ layers: { ...layers, [name]: { ...layers[name], ...look } } });
  };
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set,
    setLayer,
    showScene: (sceneId: string | null) => {
      if (store.getState().sceneId === sceneId) return;
      set({ sceneId, frontId: null, vertexIndex: null, compared: null });
    },
    selectFront: (frontId: string | null) => set({ frontId, vertexIndex: null, notice: null }),
    toggleLayer: (name: LayerName) =>
      setLayer(name, { visible: !store.getState().layers[name].visible }),
    hideOverlays: () => {
      for (const name of [...OVERLAY_NAMES, ...ATTENTION_NAMES]) setLayer(name, { visible: false });
    },
    toggleFold: (panel: PanelName) => {
      const { folded } = store.getState();
      set({
        folded: folded.includes(panel) ? folded.filter((p) => p !== panel) : [...folded, panel],
      });
    },
  };
}

/** A vertex chosen without others stands alone. */
function chosen({ vertexIndex, selectedVertices }: Partial<ViewState>): readonly number[] {
  if (vertexIndex === null || vertexIndex === undefined) return [];
  return [...new Set([...(selectedVertices ?? []), vertexIndex])].sort((a, b) => a - b);
}
