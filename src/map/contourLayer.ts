// Lines along which a map of the network has a value.
import Feature from "ol/Feature.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { MapXY } from "../geo/coordinates.ts";

export type ContourLine = {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly paths: readonly (readonly MapXY[])[];
};

/** Below the lines of the fronts, above all maps. */
const Z_INDEX = 16;

export function createContourLayer() {
  const source = new VectorSource<Feature<MultiLineString>>({ wrapX: false });
  const layer = new VectorLayer({ source, zIndex: Z_INDEX });
  const show = (lines: readonly ContourLine[]) => {
    source.clear();
    source.addFeatures(lines.map(featureOf));
  };
  return { layer, show };
}

function featureOf({ colour, dash, paths }: ContourLine): Feature<MultiLineString> {
  const coordinates = paths.map((path) => path.map(([x, y]) => [x, y]));
  const feature = new Feature(new MultiLineString(coordinates));
  feature.setStyle([
    new Style({ stroke: new Stroke({ color: "rgba(5, 10, 16, 0.6)", width: 3 }) }),
    new Style({ stroke: new Stroke({ color: colour, width: 1.5, lineDash: [...dash] }) }),
  ]);
  return feature;
}
