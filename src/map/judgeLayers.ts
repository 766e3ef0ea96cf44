// Lines to judge a front by: what the network traced, the fronts of other dates, and where the network was in doubt.
import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import type { Front } from "../annotation/document.ts";
import { type DoubtBy, doubtStretches } from "../annotation/doubtStretches.ts";
import { frontStretches } from "../annotation/frontStretches.ts";
import { COMPARED_LINES, DOUBT_STEPS, GHOST_LINES } from "../annotation/lineColours.ts";
import type { MapXY } from "../geo/coordinates.ts";

export type GhostLine = {
  readonly path: readonly MapXY[];
  readonly date: string;
  readonly when: "previous" | "next";
};

const RIM = "rgba(5, 10, 16, 0.75)";

/** Shows lines that follow from the fronts; computes nothing while it is hidden. */
function lineLayer(zIndex: number, linesOf: (front: Front) => Feature<LineString>[]) {
  const source = new VectorSource<Feature<LineString>>({ wrapX: false });
  const layer = new VectorLayer({ source, zIndex, visible: false });
  let fronts: readonly Front[] = [];
  let isStale = false;
  const made = new Map<Front, Feature<LineString>[]>();
  const refresh = () => {
    if (!layer.getVisible() || !isStale) return;
    isStale = false;
    const kept = new Set(fronts);
    for (const [front, features] of made) {
      if (kept.has(front)) continue;
      source.removeFeatures(features);
      made.delete(front);
    }
    for (const front of fronts) {
      if (made.has(front)) continue;
      const features = linesOf(front);
      made.set(front, features);
      source.addFeatures(features);
    }
  };
  layer.on("change:visible", refresh);
  return {
    layer,
    show: (next: readonly Front[]) => {
      isStale ||= next !== fronts;
      fronts = next;
      refresh();
    },
    /** Where the lines of the same fronts are others now. */
    remake: () => {
      source.clear();
      made.clear();
      isStale = true;
      refresh();
    },
  };
}

export function createTracedLayer() {
  const { prediction, agreement } = COMPARED_LINES;
  const red = lineStyle(prediction.colour, 2, prediction.dash, 1);
  const yellow = lineStyle(agreement.colour, 3, agreement.dash, 2);
  return lineLayer(21, (front) => {
    if (front.tracedPath === null) return [];
    const agreed = frontStretches(front)
      .filter(({ provenance }) => provenance === "predicted")
      .map(({ path }) => line(path, yellow));
    return [line(front.tracedPath, red), ...agreed];
  });
}

export function createDoubtLayer() {
  const styles = DOUBT_STEPS.map(
    ({ colour, widthPx }) =>
      new Style({ stroke: new Stroke({ color: `${colour}b0`, width: widthPx }) }),
  );
  let by: DoubtBy = "probability";
  const lines = lineLayer(18, (front) =>
    doubtStretches(front, by).map(({ step, path }) => line(path, [styles[step] ?? new Style()])),
  );
  return {
    ...lines,
    judgeBy: (next: DoubtBy) => {
      if (next === by) return;
      by = next;
      lines.remake();
    },
  };
}

export function createGhostLayer() {
  const source = new VectorSource<Feature<LineString>>({ wrapX: false });
  const layer = new VectorLayer({ source, zIndex: 17, declutter: true });
  const show = (ghosts: readonly GhostLine[]) => {
    source.clear();
    source.addFeatures(ghosts.map(({ path, date, when }) => line(path, ghostStyle(date, when))));
  };
  return { layer, show };
}

function line(path: readonly MapXY[], styles: Style[]): Feature<LineString> {
  const feature = new Feature(new LineString(path.map(([x, y]) => [x, y])));
  feature.setStyle(styles);
  return feature;
}

function lineStyle(color: string, width: number, dash: readonly number[], zIndex: number): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: RIM, width: width + 2 }), zIndex }),
    new Style({ stroke: new Stroke({ color, width, lineDash: [...dash] }), zIndex }),
  ];
}

function ghostStyle(date: string, when: GhostLine["when"]): Style[] {
  const { colour, dash } = GHOST_LINES[when];
  const text = new Text({
    text: date,
    placement: "line",
    font: "12px system-ui, sans-serif",
    textBaseline: "bottom",
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: RIM, width: 3 }),
    overflow: true,
  });
  return [
    new Style({ stroke: new Stroke({ color: "rgba(5, 10, 16, 0.5)", width: 3.5 }) }),
    new Style({ stroke: new Stroke({ color: colour, width: 1.75, lineDash: [...dash] }), text }),
  ];
}
