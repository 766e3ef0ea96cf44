// The stroke under way: what is set, what the pointer would add, and the points.
import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { MapXY } from "../geo/coordinates.ts";

type Sketch = {
  readonly line: readonly MapXY[];
  /** From the line's end to the pointer. */
  readonly ahead: readonly MapXY[];
  readonly points: readonly MapXY[];
  readonly cursor: MapXY | null;
};

export function createSketchLayer() {
  const line = new Feature(new LineString([]));
  const ahead = new Feature(new LineString([]));
  const points = new Feature(new MultiPoint([]));
  line.setStyle([stroke(RIM, 5), stroke("#ffffff", 2.5)]);
  ahead.setStyle([stroke(RIM, 4), stroke("#ffffff", 2, [6, 6])]);
  points.setStyle(new Style({ image: POINT }));
  const layer = new VectorLayer({
    source: new VectorSource({ features: [ahead, line, points], wrapX: false }),
    updateWhileInteracting: true,
    updateWhileAnimating: true,
    zIndex: 30,
  });
  return {
    layer,
    show: (sketch: Sketch) => {
      const last = sketch.line.at(-1);
      const isAhead = last !== undefined && sketch.ahead.length > 0;
      line.getGeometry()?.setCoordinates(plain(sketch.line));
      ahead.getGeometry()?.setCoordinates(isAhead ? plain([last, ...sketch.ahead]) : []);
      const cursor = sketch.cursor === null ? [] : [sketch.cursor];
      points.getGeometry()?.setCoordinates(plain([...sketch.points, ...cursor]));
    },
  };
}

const plain = (path: readonly MapXY[]) => path.map(([x, y]) => [x, y]);

// A dark rim keeps a white line readable on bright ice.
const RIM = "rgba(5, 10, 16, 0.6)";

const stroke = (color: string, width: number, lineDash?: number[]) =>
  new Style({ stroke: new Stroke({ color, width, ...(lineDash && { lineDash }) }) });

const POINT = new CircleStyle({
  radius: 4,
  fill: new Fill({ color: "#ffffff" }),
  stroke: new Stroke({ color: "#0b1118", width: 1.5 }),
});
