// The pixel that attention is told of: a cross on it, and the outlines of the tokens among which it looks.
import Feature from "ol/Feature.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import RegularShape from "ol/style/RegularShape.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { MapXY } from "../geo/coordinates.ts";

export type AttentionMark = {
  readonly at: MapXY | null;
  readonly outlines: readonly (readonly MapXY[])[];
};

const RIM = "rgba(5, 10, 16, 0.6)";
const cross = (color: string, width: number) =>
  new Style({
    image: new RegularShape({
      points: 4,
      radius: 9,
      radius2: 0,
      stroke: new Stroke({ color, width }),
    }),
    stroke: new Stroke({ color, width: width - 1 }),
  });
const STYLE = [cross(RIM, 4.5), cross("#ffffff", 2)];

export function createAttentionMarker() {
  const source = new VectorSource({ wrapX: false });
  const layer = new VectorLayer({ source, style: STYLE, zIndex: 24 });
  return {
    layer,
    /** Null takes it away. */
    show: (mark: AttentionMark | null) => {
      source.clear();
      if (mark === null) return;
      for (const outline of mark.outlines)
        source.addFeature(
          new Feature(new Polygon([[...outline, ...outline.slice(0, 1)].map(plain)])),
        );
      if (mark.at !== null) source.addFeature(new Feature(new Point(plain(mark.at))));
    },
  };
}

const plain = ([x, y]: MapXY) => [x, y];
