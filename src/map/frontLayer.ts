// Fronts and reference lines as vector layers that mirror what they are given.

import Feature, { type FeatureLike } from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import LayerGroup from "ol/layer/Group.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import { annotatorOf, type Front, frontPath } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { frontStyles, referenceStyles } from "./frontStyle.ts";

export type ShownFronts = {
  readonly fronts: readonly Front[];
  readonly selectedId: string | null;
  readonly activeVertex: number | null;
  /** All chosen vertices of the selected front, with the active one. */
  readonly chosen: readonly number[];
  /** Colleagues, whose fronts look each their own way; a place in this list is a look. */
  readonly annotators: readonly string[];
};

/**
 * Two layers in one: the selected front has its own, so that a drag draws one front anew and not a thousand.
 */
export function createFrontLayer() {
  const shown = new Map<string, Front>();
  let selection: Selection = { selectedId: null, activeVertex: null, chosen: [] };
  let annotators: readonly string[] = [];
  const style = (feature: FeatureLike, resolution: number) => {
    const front = shown.get(String(feature.getId()));
    if (front === undefined) return [];
    const isSelected = front.id === selection.selectedId;
    const annotator = annotatorOf(front);
    return frontStyles(front, {
      annotator: annotator === null ? null : annotators.indexOf(annotator),
      isSelected,
      activeVertex: isSelected ? selection.activeVertex : null,
      chosen: isSelected ? selection.chosen : [],
      resolution,
    });
  };
  const others = lineSource();
  const selected = lineSource();
  // While the map is moved, what was drawn moves along: room around the screen instead of drawing anew in every frame.
  const layers = [others, selected].map(
    (source) => new VectorLayer({ source, style, renderBuffer: 400 }),
  );
  const layer = new LayerGroup({ layers });

  function show({ fronts, annotators: named, ...next }: ShownFronts): void {
    if (named.join("\n") !== annotators.join("\n")) {
      annotators = named;
      for (const source of [others, selected]) source.changed();
    }
    dropGone(fronts);
    select(next);
    for (const front of fronts) {
      if (shown.get(front.id) === front) continue;
      shown.set(front.id, front);
      showLine(front, front.id === next.selectedId ? selected : others);
    }
  }

  function dropGone(fronts: readonly Front[]): void {
    const kept = new Set(fronts.map(({ id }) => id));
    for (const id of [...shown.keys()]) if (!kept.has(id)) drop(id);
  }

  /** A front that is selected or left changes its layer. */
  function select(next: Selection): void {
    const before = selection;
    selection = next;
    if (next.selectedId !== before.selectedId)
      for (const id of [before.selectedId, next.selectedId]) if (id !== null) drop(id);
    if (next.activeVertex !== before.activeVertex || next.chosen !== before.chosen)
      selected.changed();
  }

  function drop(id: string): void {
    shown.delete(id);
    for (const source of [others, selected]) {
      const feature = featureIn(source, id);
      if (feature !== null) source.removeFeature(feature);
    }
  }

  return { layer, show };
}

type Selection = Omit<ShownFronts, "fronts" | "annotators">;
type LineSource = VectorSource<Feature<LineString>>;

/** Lines need no order among each other, so they may be drawn by the hundred. */
const lineSource = (): LineSource => new VectorSource({ wrapX: false, overlaps: false });

function featureIn(source: LineSource, id: string): Feature<LineString> | null {
  const found = source.getFeatureById(id);
  return found === null || Array.isArray(found) ? null : found;
}

function showLine(front: Front, source: LineSource): void {
  const coordinates = frontPath(front).map(([x, y]) => [x, y]);
  const known = featureIn(source, front.id);
  if (known !== null) {
    known.getGeometry()?.setCoordinates(coordinates);
    return;
  }
  const feature = new Feature(new LineString(coordinates));
  feature.setId(front.id);
  source.addFeature(feature);
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
