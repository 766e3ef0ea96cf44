// The area of interest: a rectangle on the map, and the gesture that draws one.

import { primaryAction } from "ol/events/condition.js";
import Feature from "ol/Feature.js";
import { fromExtent } from "ol/geom/Polygon.js";
import DragBox from "ol/interaction/DragBox.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Bounds } from "../geo/coordinates.ts";

export type AreaCallbacks = { readonly onArea: (area: Bounds) => void };

const STYLE = [
  new Style({ stroke: new Stroke({ color: "rgba(5, 10, 16, 0.6)", width: 4 }) }),
  new Style({ stroke: new Stroke({ color: "#ffffff", width: 1.5, lineDash: [10, 6] }) }),
];

export function createAreaLayer({ onArea }: AreaCallbacks) {
  const source = new VectorSource({ wrapX: false });
  const layer = new VectorLayer({ source, style: STYLE, zIndex: 25 });
  const drawing = new DragBox({ condition: primaryAction, className: "ol-dragbox area-box" });
  drawing.setActive(false);
  drawing.on("boxend", () => {
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = drawing.getGeometry().getExtent();
    onArea([minX, minY, maxX, maxY]);
  });
  return {
    layer,
    drawing,
    /** Null takes it away. */
    show: (area: Bounds | null) => {
      source.clear();
      if (area !== null) source.addFeature(new Feature(fromExtent([...area])));
    },
  };
}
