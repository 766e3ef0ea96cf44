// Fronts and reference lines as vector layers that mirror what they are given.
import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import { type Front, frontPath } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { frontStyles, referenceStyles } from "./frontStyle.ts";

export type ShownFronts = {
  readonly fronts: readonly Front[];
  readonly selectedId: string | null;
  readonly activeVertex: number | null;
  /** All chosen vertices of the selected front, with the active one. */
  readonly chosen: readonly number[];
};

export function createFrontLayer() {
  const source = new VectorSource<Feature<LineString>>({ wrapX: false });
  const shown = new Map<string, Front>();
  let selection: Omit<ShownFronts, "fronts"> = { selectedId: null, activeVertex: null, chosen: [] };
  const layer = new VectorLayer({
    source,
    updateWhileInteracting: true,
    style: (feature, resolution) => {
      const front = shown.get(String(feature.getId()));
      if (front === undefined) return [];
      const isSelected = front.id === selection.selectedId;
      return frontStyles(front, {
        isSelected,
        activeVertex: isSelected ? selection.activeVertex : null,
        chosen: isSelected ? selection.chosen : [],
        resolution,
      });
    },
  });

  function show({ fronts, ...selected }: ShownFronts): void {
    const kept = new Set(fronts.map(({ id }) => id));
    for (const id of [...shown.keys()]) {
      if (kept.has(id)) continue;
      shown.delete(id);
      const feature = source.getFeatureById(id);
      if (feature !== null && !Array.isArray(feature)) source.removeFeature(feature);
    }
    for (const front of fronts) {
      if (shown.get(front.id) === front) continue;
      shown.set(front.id, front);
      showLine(front);
    }
    selection = selected;
    layer.changed();
  }

  function showLine(front: Front): void {
    const coordinates = frontPath(front).map(([x, y]) => [x, y]);
    const known = source.getFeatureById(front.id);
    if (known !== null && !Array.isArray(known)) {
      known.getGeometry()?.setCoordinates(coordinates);
      return;
    }
    const feature = new Feature(new LineString(coordinates));
    feature.setId(front.id);
    source.addFeature(feature);
  }

  return { layer, show };
}

export function createReferenceLayer() {
  const source = new VectorSource<Feature<LineString>>({ wrapX: false });
  const layer = new VectorLayer({ source, style: referenceStyles() });
  const show = (lines: readonly (readonly MapXY[])[]) => {
    source.clear();
    source.addFeatures(
      lines.map((line) => new Feature(new LineString(line.map(([x, y]) => [x, y])))),
    );
  };
  return { layer, show };
}
