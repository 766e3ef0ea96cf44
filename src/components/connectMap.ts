// Ties the map to the stores: what it shows follows them, what the pointer does goes into them.
import type { Edit, Front } from "../annotation/document.ts";
import { annotatorsOf, frontsOfScene } from "../annotation/document.ts";
import { insertVertex } from "../annotation/edits/insertVertex.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { moveVertices } from "../annotation/edits/moveVertices.ts";
import { CONTOUR_LINES } from "../annotation/lineColours.ts";
import { composeAffine, pixelToMap } from "../geo/coordinates.ts";
import type { MapCallbacks, SceneMap } from "../map/createMap.ts";
import type { VertexDrag } from "../map/editInteraction.ts";
import type { Overlay, OverlayLook } from "../map/overlayLayer.ts";
import type { Scene } from "../scene/scene.ts";
import { contourLevels, contoursOf } from "../store/contours.ts";
import { createCostFields } from "../store/costField.ts";
import { shownDocument } from "../store/documentStore.ts";
import { ghostFronts, neighboursOf } from "../store/neighbourScenes.ts";
import { isInputWanted, networkInputKey } from "../store/networkInputs.ts";
import { overlayMap, overlayNames } from "../store/overlayMaps.ts";
import type { PredictedMaps } from "../store/rasterRegistry.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { displayedRange, displayRecipe } from "../store/shownRange.ts";
import {
  ATTENTION_NAMES,
  type AttentionName,
  type LineLayerName,
  OVERLAY_NAMES,
  type OverlayName,
  type ViewState,
} from "../store/viewStore.ts";
import type { AppParts } from "./AppContext.ts";
import { choosePixel } from "./commands/attentionCommands.ts";
import { attentionMark, attentionOverlays } from "./showAttention.ts";

const MODEL_LAYERS = [...OVERLAY_NAMES, ...ATTENTION_NAMES];

export function mapCallbacks(app: AppParts): MapCallbacks {
  const { actions, commands, cursorStore, documentStore, sceneCommands, viewStore } = app;
  return {
    readTile: actions.readTile,
    sharpen: actions.sharpen,
    onStroke: commands.stroke,
    onArea: sceneCommands.chooseArea,
    onPixel: (at) => choosePixel(app, at),
    readCostField: createCostFields(app),
    onCursor: (cursor) => cursorStore.set({ cursor }),
    onScale: (metresPerScreenPx) => cursorStore.set({ metresPerScreenPx }),
    onCentre: (centre) => cursorStore.set({ centre }),
    onSelectFront: viewStore.selectFront,
    onSelectVertex: commands.chooseVertex,
    onDrag: (drag) => documentStore.showPreview(editOf(drag)),
    onDrop: (drag) => {
      documentStore.commit(labelOf(drag), editOf(drag));
      const { index, others } = drag;
      viewStore.set({ vertexIndex: index, selectedVertices: others });
    },
    onDeleteVertex: commands.tryDeleteVertex,
  };
}

function editOf({ frontId, index, inserted, others, from, to }: VertexDrag): Edit {
  if (inserted) return insertVertex(frontId, index, to);
  if (others.length === 0) return moveVertex(frontId, index, to);
  return moveVertices(frontId, [index, ...others], [to[0] - from[0], to[1] - from[1]]);
}

function labelOf({ inserted, others }: VertexDrag): string {
  if (inserted) return "Insert vertex";
  return others.length === 0 ? "Move vertex" : "Move vertices";
}

/** Keeps `map` equal to the stores until the answer is called. */
export function connectMap(map: SceneMap, app: AppParts): () => void {
  const { attentions, documentStore, inputs, rasters, scenesStore, viewStore } = app;
  const scene = () => scenesStore.find(viewStore.getState().sceneId)?.scene ?? null;
  let fronts: readonly Front[] = [];
  const ghostsOf = ghostReader(app);
  /** The scene as the map shows it, whichever store brought it there. */
  let onMap: OpenScene | undefined;
  /** What the contours on the map are of. */
  let contoured: Contoured = { levels: "", maps: undefined, scene: null };
  /** Another array says that the registry holds other maps of it. */
  let mapsShown: readonly OverlayName[] | undefined;

  function showScene(): void {
    const { sceneId } = viewStore.getState();
    const open = scenesStore.find(sceneId);
    // A drag begun on one scene would be drawn, and dropped, in the coordinates of another.
    if (open?.scene.id !== onMap?.scene.id) documentStore.dropPreview();
    onMap = open;
    contoured = { levels: "", maps: undefined, scene: null };
    map.showScene(open ? shownScene(open, viewStore.getState()) : null);
    showMaps();
    showInput();
    map.showReference(open?.trueFronts ?? []);
    map.showArea(open?.area ?? null);
    // The map has let go of what lay over the scene before.
    ghostsOf.forget();
    showFronts();
  }

  function showMaps(): void {
    const shown = scene();
    mapsShown = rasters.getState().mapNames[shown?.id ?? ""];
    const overlays =
      shown === null ? [] : [...overlaysOf(shown), ...attentionOverlays(shown, attentions)];
    map.showOverlays(overlays, (name) => overlayLook(viewStore.getState(), name, mapsShown));
    showContours();
    showMark();
  }

  function showContours(): void {
    const shown = scene();
    const maps = rasters.get(shown?.id ?? null);
    const { layers, overlaysHeldHidden } = viewStore.getState();
    const levels = contourLevels(layers);
    const key = JSON.stringify([levels, overlaysHeldHidden]);
    if (key === contoured.levels && maps === contoured.maps && shown === contoured.scene) return;
    contoured = { levels: key, maps, scene: shown };
    if (shown === null || maps === undefined || overlaysHeldHidden) {
      map.showContours([]);
      return;
    }
    const gridToMap = composeAffine(shown.pixelToMap, maps.grid.gridToPixel);
    map.showContours(
      contoursOf(maps, levels).map(({ name, paths }) => ({
        ...CONTOUR_LINES[name],
        paths: paths.map((path) => path.map(([x, y]) => pixelToMap(gridToMap, [x, y]))),
      })),
    );
  }

  function showMark(): void {
    const shown = scene();
    map.showAttentionMark(shown && attentionMark(shown, attentions, viewStore.getState()));
  }

  /** What the network is given, where it is looked at and at hand. */
  function showInput(): void {
    const view = viewStore.getState();
    const key = onMap === undefined ? null : networkInputKey(onMap, view.modelId);
    const isLookedAt = isInputWanted(view) && !view.overlaysHeldHidden;
    const input = isLookedAt ? inputs.get(key) : null;
    if (input === null || onMap === undefined) {
      map.showInput(null);
      return;
    }
    const { grid, valid, values } = input;
    const gridToMap = composeAffine(onMap.scene.pixelToMap, grid.gridToPixel);
    const { widthPx, heightPx } = grid;
    const overlay = { name: "input", values, valid, gridToMap, widthPx, heightPx };
    map.showInput(overlay);
  }

  function overlaysOf(shown: NonNullable<ReturnType<typeof scene>>): Overlay[] {
    const predicted = rasters.get(shown.id);
    if (predicted === undefined) return [];
    const { grid, valid } = predicted;
    const { widthPx, heightPx, gridToPixel } = grid;
    const gridToMap = composeAffine(shown.pixelToMap, gridToPixel);
    const { zoneShown } = viewStore.getState();
    return overlayNames(predicted).flatMap((name) => {
      const map = overlayMap(predicted, name, zoneShown);
      return map === null ? [] : [{ name, ...map, valid, gridToMap, widthPx, heightPx }];
    });
  }

  function showFronts(): void {
    const { sceneId, frontId, vertexIndex, selectedVertices } = viewStore.getState();
    const document = shownDocument(documentStore.getState());
    fronts = frontsOfScene(document, sceneId ?? "");
    if (ghostsOf.isStale(viewStore.getState().sceneId)) map.showGhosts(ghostsOf.read());
    map.showFronts({
      fronts,
      selectedId: frontId,
      activeVertex: vertexIndex,
      chosen: selectedVertices,
      annotators: annotatorsOf(document.fronts),
    });
  }

  function showLooks(): void {
    const view = viewStore.getState();
    showContours();
    for (const name of MODEL_LAYERS) map.setOverlayLook(name, overlayLook(view, name, mapsShown));
    showMark();
    map.setFrontsLook(lineLook(view, "fronts"));
    map.setReferenceLook(lineLook(view, "reference"));
    map.setTracedLook(lineLook(view, "traced"));
    map.setGhostsLook(lineLook(view, "ghosts"));
    map.setDoubtLook(lineLook(view, "doubt"));
    map.judgeDoubtBy(view.doubtBy);
  }

  /** The scene of the previous date, where it is compared with, and the swipe line. */
  function showCompared(before: ViewState["compared"], now: ViewState["compared"]): void {
    if (now?.what !== before?.what || (now === null) !== (before === null)) {
      const previous = now?.what === "previous" ? app.commands.previousScene() : undefined;
      map.showOther(previous === undefined ? null : shownScene(previous, viewStore.getState()));
    }
    map.setSwipe(now?.how === "swipe" ? { what: now.what, share01: now.swipe01 } : null);
    showLooks();
  }

  /** The same scene as it is to be shown now; other tiles only where their values change. */
  function showPicture(before: ViewState, now: ViewState): void {
    const shown = scene();
    if (now.display !== before.display) {
      showScene();
      showCompared(null, now.compared);
    } else if (now.stretch !== before.stretch && shown !== null)
      map.stretch(displayedRange(shown.statistics, now.stretch, now.display));
  }

  const stops = [
    viewStore.subscribe(() => {
      const before = seen;
      const now = viewStore.getState();
      seen = now;
      const isHeldOtherwise = now.overlaysHeldHidden !== before.overlaysHeldHidden;
      if (now.sceneId !== before.sceneId) showScene();
      else showPicture(before, now);
      if (isInputWanted(now) !== isInputWanted(before) || isHeldOtherwise) showInput();
      const isJudgedOtherwise = now.doubtBy !== before.doubtBy;
      if (now.layers !== before.layers || isHeldOtherwise || isJudgedOtherwise) showLooks();
      if (now.zoneShown !== before.zoneShown) showMaps();
      if (now.compared !== before.compared) showCompared(before.compared, now.compared);
      if (now.tool !== before.tool) map.setTool(now.tool);
      showFronts();
    }),
    documentStore.subscribe(showFronts),
    inputs.subscribe(showInput),
    attentions.subscribe(() => {
      const before = attentionHeld;
      attentionHeld = attentions.getState().held;
      if (attentionHeld !== before) showMaps();
      else showMark();
    }),
    rasters.subscribe(() => {
      const before = mapsShown;
      if (rasters.getState().mapNames[onMap?.scene.id ?? ""] !== before) showMaps();
    }),
    // The next undo belongs to what was done since.
    documentStore.onEntry(() => map.forgetDroppedDrawing()),
    scenesStore.subscribe(() => {
      const before = onMap;
      const now = scenesStore.find(viewStore.getState().sceneId);
      if (now === undefined || now === before) return;
      const isOtherImage =
        now.band !== before?.band ||
        now.link !== before.link ||
        now.scene.placement !== before.scene.placement ||
        now.scene.regridded !== before.scene.regridded;
      if (now.scene.id !== before?.scene.id || isOtherImage) {
        showScene();
        showLooks();
        return;
      }
      onMap = now;
      if (now.trueFronts !== before.trueFronts) map.showReference(now.trueFronts);
      if (now.area !== before.area) map.showArea(now.area ?? null);
    }),
  ];
  let attentionHeld = attentions.getState().held;
  let seen = viewStore.getState();
  showScene();
  showLooks();
  map.setTool(seen.tool);
  return () => {
    for (const stop of stops) stop();
  };
}

type Contoured = {
  readonly levels: string;
  readonly maps: PredictedMaps | undefined;
  readonly scene: Scene | null;
};

/** Fronts of the neighbouring dates; read anew only when a committed document or the scenes have changed. */
function ghostReader({ documentStore, scenesStore }: AppParts) {
  let seen: readonly unknown[] = [];
  let id: string | null = null;
  return {
    isStale: (sceneId: string | null): boolean => {
      const now = [sceneId, documentStore.committed(), scenesStore.getState().scenes];
      const isStale = seen.length === 0 || now.some((part, i) => part !== seen[i]);
      seen = now;
      id = sceneId;
      return isStale;
    },
    forget: () => {
      seen = [];
    },
    read: () => {
      const open = scenesStore.find(id);
      if (open === undefined) return [];
      const document = documentStore.committed();
      const neighbours = neighboursOf(id, scenesStore.getState().scenes, document);
      return ghostFronts(open.scene, neighbours, document);
    },
  };
}

function shownScene({ scene, band }: OpenScene, { stretch, display }: ViewState) {
  const { statistics } = scene;
  const range = displayedRange(statistics, stretch, display);
  return { scene, band, range, display: displayRecipe(statistics, display) };
}

type MapNames = readonly OverlayName[] | undefined;

function overlayLook(view: ViewState, name: string, maps: MapNames): OverlayLook {
  const { layers, overlaysHeldHidden } = view;
  const { visible, opacity01, colourMap, blend } = layers[name as OverlayName | AttentionName];
  return {
    visible: isCompared(view, name, visible, maps) && !overlaysHeldHidden,
    opacity01,
    colourMap: colourMap ?? "zones",
    blend,
  };
}

/**
 * To be compared, a map must be shown: when no other is, the probability, or the zones of a network without. A flicker
 * hides what is shown.
 */
function isCompared(
  { compared, layers }: ViewState,
  name: string,
  visible: boolean,
  maps: MapNames = [],
): boolean {
  if (compared?.what !== "model") return visible;
  const isAnyShown = [...maps, ...ATTENTION_NAMES].some((overlay) => layers[overlay].visible);
  if (!isAnyShown) return name === (maps.includes("probability") ? "probability" : "zones");
  return visible && compared.how === "swipe";
}

function lineLook({ layers, overlaysHeldHidden }: ViewState, name: LineLayerName) {
  const { visible, opacity01 } = layers[name];
  return { visible: visible && !overlaysHeldHidden, opacity01 };
}
