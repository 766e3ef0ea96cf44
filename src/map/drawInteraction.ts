// Drawing a new front: clicks set vertices, double click or Enter ends the line, Backspace takes one back.

import LineString from "ol/geom/LineString.js";
import Draw from "ol/interaction/Draw.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { FEWEST_VERTICES } from "../annotation/document.ts";
import type { MapXY } from "../geo/coordinates.ts";

export function createDrawInteraction(onDraw: (path: readonly MapXY[]) => void): Draw {
  // Without a source the sketch vanishes when it ends; the document brings it back as a front.
  const draw = new Draw({ type: "LineString", style: SKETCH, stopClick: true });
  draw.on("drawend", ({ feature }) => {
    const geometry = feature.getGeometry();
    if (!(geometry instanceof LineString)) return;
    const path = geometry.getCoordinates().map(([x = 0, y = 0]): MapXY => [x, y]);
    const distinct = path.filter(([x, y], i) => x !== path[i - 1]?.[0] || y !== path[i - 1]?.[1]);
    if (distinct.length >= FEWEST_VERTICES) onDraw(distinct);
  });
  return draw;
}

const SKETCH = new Style({
  stroke: new Stroke({ color: "#ffffff", width: 2.5, lineDash: [8, 6] }),
  image: new CircleStyle({
    radius: 5,
    fill: new Fill({ color: "rgba(255, 255, 255, 0.35)" }),
    stroke: new Stroke({ color: "#ffffff", width: 2 }),
  }),
});
