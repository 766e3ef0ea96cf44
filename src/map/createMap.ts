// The map: shows what it is told, and tells where the pointer acts. OpenLayers lives here and nowhere else.

import DragPan from "ol/interaction/DragPan.js";
import DragZoom from "ol/interaction/DragZoom.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import PinchZoom from "ol/interaction/PinchZoom.js";
import OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { unByKey } from "ol/Observable.js";
import View from "ol/View.js";
import { type Front, frontPath } from "../annotation/document.ts";
import type { Bounds, MapXY } from "../geo/coordinates.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import type { Scene } from "../scene/scene.ts";
import { type AreaCallbacks, createAreaLayer } from "./areaLayer.ts";
import { createAttentionMarker } from "./attentionMarker.ts";
import { createContourLayer } from "./contourLayer.ts";
import { createDisagreementLayer } from "./disagreementLayer.ts";
import { type EditCallbacks, EditInteraction } from "./editInteraction.ts";
import { createFrontLayer, createReferenceLayer, type ShownFronts } from "./frontLayer.ts";
import {
  createDoubtLayer,
  createGhostLayer,
  createTracedLayer,
  type GhostLine,
} from "./judgeLayers.ts";
import {
  createOverlayLayer,
  type Overlay,
  type OverlayLayer,
  type OverlayLook,
} from "./overlayLayer.ts";
import {
  createSarLayer,
  type SarLayer,
  type SarPixels,
  type ShownRange,
  type ShownScene,
} from "./sarLayer.ts";
import { type StrokeCallbacks, StrokeInteraction, type StrokeTool } from "./strokeInteraction.ts";
import { clipRightOf } from "./swipe.ts";
import { viewProjection } from "./viewProjection.ts";

import "ol/ol.css";

export type MapCallbacks = EditCallbacks &
  AreaCallbacks &
  SarPixels &
  StrokeCallbacks & {
    /** The pixel of attention. */
    readonly onPixel: (at: MapXY) => void;
    /** Null when the pointer leaves the map. `value` is null where the scene has no data. */
    readonly onCursor: (
      cursor: { readonly at: MapXY; readonly value: number | null } | null,
    ) => void;
    /** Ground length of a screen pixel at the centre, true to scale; null without CRS. */
    readonly onScale: (metresPerScreenPx: number | null) => void;
    /** Where the middle of the map is, after every move. */
    readonly onCentre: (at: MapXY) => void;
  };

export type LineLook = { readonly visible: boolean; readonly opacity01: number };

/** What lies to the right of the swipe line: over the scene, another scene's picture, the maps of the model, or its input. */
export type Swipe = { readonly share01: number; readonly what: "model" | "previous" | "input" };

export type SceneMap = ReturnType<typeof createMap>;

export function createMap(target: HTMLElement, callbacks: MapCallbacks) {
  const fronts = createFrontLayer();
  const reference = createReferenceLayer();
  const disagreement = createDisagreementLayer();
  disagreement.layer.setZIndex(18);
  fronts.layer.setZIndex(20);
  reference.layer.setZIndex(19);
  const traced = createTracedLayer();
  const doubt = createDoubtLayer();
  const ghosts = createGhostLayer();
  const contours = createContourLayer();
  let other: SarLayer | null = null;
  let swipe: Swipe | null = null;
  let endSwipe: (() => void)[] = [];
  let shown: ShownFronts = {
    fronts: [],
    selectedId: null,
    activeVertex: null,
    chosen: [],
    annotators: [],
  };
  let scene: Scene | null = null;
  /** Where the line was drawn that undo brings back. */
  let droppedIn: string | null = null;
  let sar: SarLayer | null = null;
  let overlays = new Map<string, OverlayLayer>();
  let input: OverlayLayer | null = null;

  const editing = new EditInteraction(
    {
      fronts: () => (fronts.layer.getVisible() ? shown.fronts : []),
      selected: () =>
        fronts.layer.getVisible()
          ? shown.fronts.find(({ id }) => id === shown.selectedId)
          : undefined,
      chosen: () => shown.chosen,
    },
    callbacks,
  );
  const drawing = new StrokeInteraction(callbacks);
  const area = createAreaLayer(callbacks);
  const attentionMarker = createAttentionMarker();
  /** Whether a click chooses the pixel of attention. */
  let isChoosing = false;
  const map = new OlMap({
    target,
    controls: [],
    layers: [
      disagreement.layer,
      contours.layer,
      ghosts.layer,
      doubt.layer,
      reference.layer,
      fronts.layer,
      traced.layer,
      drawing.layer,
      area.layer,
      attentionMarker.layer,
    ],
    // Shift belongs to choosing vertices and drawing freehand, Alt to deleting; double click to ending a line.
    interactions: [
      new DragPan(),
      new MouseWheelZoom({ maxDelta: 0.5 }),
      new PinchZoom(),
      new DragZoom(),
      editing,
      drawing,
      area.drawing,
    ],
  });

  // Shows where a key would set a vertex; a moving pointer shows its own place.
  const showCross = (isShown: boolean) => target.classList.toggle("with-cross", isShown);
  const listeners = [
    map.on("pointermove", (event: MapBrowserEvent) => {
      if (event.dragging) return;
      showCross(false);
      const [x = 0, y = 0] = event.coordinate;
      callbacks.onCursor({ at: [x, y], value: sar?.valueAt(event.pixel) ?? null });
    }),
    map.on("click", (event: MapBrowserEvent) => {
      const [x = 0, y = 0] = event.coordinate;
      if (isChoosing) callbacks.onPixel([x, y]);
    }),
    map.on("change:size", () => {
      if (fitted === viewState()) fitScene();
    }),
    map.on("moveend", () => {
      callbacks.onScale(groundScale(scene, map.getView()));
      const at = centre();
      if (at !== null) callbacks.onCentre(at);
    }),
  ];
  const onLeave = () => {
    callbacks.onCursor(null);
    drawing.pointerGone();
  };
  target.addEventListener("pointerleave", onLeave);

  function showScene(next: ShownScene | null): void {
    showOverlays([], () => HIDDEN);
    showInput(null);
    showOther(null);
    reference.show([]);
    attentionMarker.show(null);
    disagreement.show([]);
    contours.show([]);
    ghosts.show([]);
    if (sar !== null) {
      map.removeLayer(sar.layer);
      sar.layer.dispose();
    }
    sar = null;
    const isSameScene = scene !== null && scene.id === next?.scene.id;
    scene = next?.scene ?? null;
    if (!isSameScene) {
      // Half a line in one scene's coordinates must not be continued in another's.
      drawing.abort();
      editing.letGo();
    }
    if (next === null) return;
    const projection = viewProjection(next.scene);
    sar = createSarLayer(next, projection, callbacks);
    map.getLayers().insertAt(0, sar.layer);
    if (isSameScene) return;
    map.setView(
      new View({
        projection,
        extent: [...surroundings(next.scene)],
        constrainOnlyCenter: true,
        showFullExtent: true,
        enableRotation: false,
        minResolution: finestResolution(next.scene) / 16,
        center: centreOf(next.scene),
        resolution: coarsestResolution(next.scene),
        smoothResolutionConstraint: false,
      }),
    );
    fitScene();
  }

  function showOverlays(next: readonly Overlay[], lookOf: (name: string) => OverlayLook): void {
    for (const { layer } of overlays.values()) {
      map.removeLayer(layer);
      layer.dispose();
    }
    const projection = map.getView().getProjection();
    overlays = new Map(
      next.map((overlay) => [
        overlay.name,
        createOverlayLayer(overlay, projection, lookOf(overlay.name)),
      ]),
    );
    for (const [name, { layer }] of overlays) {
      // The likely front is what the others are compared with.
      layer.setZIndex(name === "probability" ? 2 : 1);
      map.addLayer(layer);
    }
    applySwipe();
  }

  /** What the network is given, in grey over the scene and below all else; null takes it away. */
  function showInput(next: Overlay | null): void {
    if (input !== null) {
      map.removeLayer(input.layer);
      input.layer.dispose();
    }
    input = null;
    if (next !== null) {
      const look = { visible: true, opacity01: 1, colourMap: "grey", blend: "over" } as const;
      input = createOverlayLayer(next, map.getView().getProjection(), look);
      input.layer.setZIndex(0);
      map.getLayers().insertAt(1, input.layer);
    }
    applySwipe();
  }

  /** Another scene's picture over this one's, in the same coordinates; null takes it away. */
  function showOther(next: ShownScene | null): void {
    if (other !== null) {
      map.removeLayer(other.layer);
      other.layer.dispose();
    }
    other = null;
    if (next !== null && scene !== null) {
      other = createSarLayer(next, viewProjection(scene), callbacks);
      other.layer.setZIndex(0);
      map.getLayers().insertAt(1, other.layer);
    }
    applySwipe();
  }

  function setSwipe(next: Swipe | null): void {
    const isOther = swipe?.what !== next?.what;
    swipe = next;
    if (isOther) applySwipe();
    map.render();
  }

  function applySwipe(): void {
    for (const stop of endSwipe) stop();
    const compared =
      swipe?.what === "model"
        ? [...overlays.values()].map(({ layer }) => layer)
        : [swipe?.what === "input" ? input?.layer : other?.layer];
    endSwipe =
      swipe === null
        ? []
        : compared.flatMap((layer) =>
            layer === undefined ? [] : [clipRightOf(layer, () => swipe?.share01 ?? 0)],
          );
  }

  /** The middle of the map; null before there is a scene. */
  function centre(): MapXY | null {
    const [x, y] = map.getView().getCenter() ?? [];
    return x === undefined || y === undefined ? null : [x, y];
  }

  /** The view as fitted: while it is left so, it is fitted anew when the map gets another size. */
  let fitted = "";
  const viewState = () =>
    JSON.stringify([map.getView().getCenter(), map.getView().getResolution()]);

  function fitScene(): void {
    if (scene === null) return;
    map.getView().fit([...scene.bounds], { padding: [24, 24, 24, 24] });
    fitted = viewState();
  }

  function showFront(front: Front): void {
    const path = frontPath(front);
    const xs = path.map(([x]) => x);
    const ys = path.map(([, y]) => y);
    map.getView().fit([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], {
      padding: [60, 60, 60, 60],
    });
  }

  return {
    showScene,
    showOverlays,
    setOverlayLook: (name: string, look: OverlayLook) => overlays.get(name)?.setLook(look),
    stretch: (range: ShownRange) => sar?.stretch(range),
    showFronts: (next: ShownFronts) => {
      shown = next;
      fronts.show(next);
      traced.show(next.fronts);
      doubt.show(next.fronts);
    },
    /** An empty list takes them away. */
    showContours: contours.show,
    showGhosts: (lines: readonly GhostLine[]) => ghosts.show(lines),
    showInput,
    showOther,
    setSwipe,
    setTracedLook: (look: LineLook) => applyLook(traced.layer, look),
    setDoubtLook: (look: LineLook) => applyLook(doubt.layer, look),
    judgeDoubtBy: doubt.judgeBy,
    setGhostsLook: (look: LineLook) => applyLook(ghosts.layer, look),
    showReference: reference.show,
    /** An empty list takes them away. */
    showDisagreement: disagreement.show,
    setFrontsLook: (look: LineLook) => applyLook(fronts.layer, look),
    setReferenceLook: (look: LineLook) => applyLook(reference.layer, look),
    setTool: (tool: "select" | "area" | "attention" | StrokeTool) => {
      const isStroke = tool !== "select" && tool !== "area" && tool !== "attention";
      isChoosing = tool === "attention";
      editing.setActive(tool === "select");
      drawing.setActive(isStroke);
      area.drawing.setActive(tool === "area");
      if (!isStroke) {
        drawing.abort();
        drawing.forgetDropped();
      } else drawing.use(tool);
      target.style.cursor = tool === "select" ? "" : "crosshair";
      showCross(isStroke || isChoosing);
    },
    /** Null takes it away. */
    showArea: area.show,
    /** What of the map is on the screen; null before there is a scene. */
    shownBounds: (): Bounds | null => {
      const size = map.getSize();
      if (scene === null || size === undefined) return null;
      const [minX = 0, minY = 0, maxX = 0, maxY = 0] = map.getView().calculateExtent(size);
      return [minX, minY, maxX, maxY];
    },
    finishDrawing: () => drawing.finish(),
    isDrawing: () => drawing.isDrawing,
    centre,
    /** The pixel of attention and its outlines; null takes them away. */
    showAttentionMark: attentionMarker.show,
    drawVertexAtCentre: () => {
      const [x, y] = map.getView().getCenter() ?? [];
      if (x === undefined || y === undefined) return;
      drawing.addPoint([x, y]);
      showCross(true);
    },
    takeBackDrawnVertex: () => drawing.takeBack(),
    dropDrawing: () => {
      drawing.drop();
      droppedIn = scene?.id ?? null;
    },
    /** Whether the last thing done in this scene was to drop a stroke. */
    isDrawingDropped: () => drawing.isDropped && droppedIn === scene?.id,
    bringDrawingBack: () => drawing.bringBack(),
    forgetDroppedDrawing: () => drawing.forgetDropped(),
    fitScene,
    showFront,
    /** Centres on a place, at most two screen pixels to a scene pixel away. */
    goTo: (at: MapXY) => {
      const view = map.getView();
      view.setCenter([...at]);
      if (scene !== null)
        view.setResolution(Math.min(view.getResolution() ?? 1, finestResolution(scene)));
    },
    zoomBy: (steps: number) => {
      const view = map.getView();
      view.setZoom((view.getZoom() ?? 0) + steps);
    },
    /** In screen pixels, x right and y down. */
    panBy: (dxPx: number, dyPx: number) => {
      const view = map.getView();
      const [x = 0, y = 0] = view.getCenter() ?? [];
      const resolution = view.getResolution() ?? 1;
      view.setCenter([x + dxPx * resolution, y - dyPx * resolution]);
      if (drawing.getActive() || isChoosing) showCross(true);
    },
    dispose: () => {
      unByKey(listeners);
      target.removeEventListener("pointerleave", onLeave);
      map.setTarget(undefined);
      map.dispose();
    },
  };
}

const HIDDEN: OverlayLook = { visible: false, opacity01: 0, colourMap: "jet", blend: "over" };

function applyLook(
  layer: { setVisible(visible: boolean): void; setOpacity(opacity: number): void },
  { visible, opacity01 }: LineLook,
): void {
  layer.setVisible(visible);
  layer.setOpacity(opacity01);
}

function centreOf({ bounds: [minX, minY, maxX, maxY] }: Scene): [number, number] {
  return [(minX + maxX) / 2, (minY + maxY) / 2];
}

/** Room to push a corner of the scene to the middle of the screen. */
function surroundings({ bounds: [minX, minY, maxX, maxY] }: Scene) {
  const margin = Math.max(maxX - minX, maxY - minY);
  return [minX - margin, minY - margin, maxX + margin, maxY + margin] as const;
}

function finestResolution({ pixelToMap: [a, b, , d, e] }: Scene): number {
  return Math.min(Math.hypot(a, d), Math.hypot(b, e));
}

function coarsestResolution({ bounds: [minX, minY, maxX, maxY] }: Scene): number {
  return Math.max(maxX - minX, maxY - minY) / 400;
}

function groundScale(scene: Scene | null, view: View): number | null {
  const [x, y] = view.getCenter() ?? [];
  if (scene === null || x === undefined || y === undefined) return null;
  const perUnit = metresPerMapUnit([x, y], scene.crs);
  return perUnit === null ? null : perUnit.x * (view.getResolution() ?? 1);
}
