// Holding one picture against another: the model's maps, or the scene of the previous date.
import { isSameCrs } from "../geo/reproject.ts";
import type { DocumentStore } from "./documentStore.ts";
import { neighboursOf } from "./neighbourScenes.ts";
import type { RasterRegistry } from "./rasterRegistry.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";
import type { Compared, ViewStore } from "./viewStore.ts";

export function createCompareCommands(
  documentStore: DocumentStore,
  viewStore: ViewStore,
  scenesStore: ScenesStore,
  rasters: RasterRegistry,
) {
  function previousScene(): OpenScene | undefined {
    const { sceneId } = viewStore.getState();
    const { scenes } = scenesStore.getState();
    const { previous } = neighboursOf(sceneId, scenes, documentStore.committed());
    return scenesStore.find(previous?.scene.id ?? null);
  }

  /** A reason to show, or null when there is something to compare with. */
  function whyNotCompare(what: Compared["what"]): string | null {
    const open = scenesStore.find(viewStore.getState().sceneId);
    if (open === undefined) return "Open a scene first.";
    if (what === "input")
      return open.link === "here" ? null : "The image of this scene is not at hand.";
    if (what === "previous") return whyNotPrevious(open);
    const predicted = rasters.get(open.scene.id);
    if (predicted === undefined) return "Predict first: there is no map of the model yet.";
    return predicted.maps.length === 0
      ? "This model traces fronts from zones: it has no map of front or attention to compare with."
      : null;
  }

  function whyNotPrevious(open: OpenScene): string | null {
    const previous = previousScene();
    if (previous === undefined) return "No open scene has an earlier date.";
    return isSameCrs(previous.scene.crs, open.scene.crs)
      ? null
      : `${previous.scene.fileName} is in another coordinate system, so the two pictures cannot be laid on each other.`;
  }

  function compare(what: Compared["what"], how: Compared["how"]): void {
    const notice = whyNotCompare(what);
    viewStore.set(notice === null ? { compared: { what, how, swipe01: 0.5 }, notice } : { notice });
  }

  return {
    previousScene,
    /** While a key is held. */
    startFlicker: (what: Compared["what"]) => compare(what, "flicker"),
    stopFlicker: () => {
      if (viewStore.getState().compared?.how === "flicker") viewStore.set({ compared: null });
    },
    toggleSwipe: (what: Compared["what"]) => {
      const { compared } = viewStore.getState();
      if (compared?.how === "swipe" && compared.what === what) viewStore.set({ compared: null });
      else compare(what, "swipe");
    },
  };
}
