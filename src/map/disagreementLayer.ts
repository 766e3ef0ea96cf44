// Where two annotators part: from the one's line to the other's, coloured by distance.
import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { MapXY } from "../geo/coordinates.ts";
import { colourTable } from "../scene/colourMaps.ts";

export type ShownGap = {
  readonly from: MapXY;
  readonly to: MapXY;
  /** Of the largest distance shown. */
  readonly share01: number;
};

const STEPS = 16;

export function createDisagreementLayer() {
  const source = new VectorSource<Feature<LineString>>({ wrapX: false });
  const table = colourTable("viridis");
  const styles = Array.from({ length: STEPS }, (_, i) => {
    const entry = 3 * Math.round((255 * i) / (STEPS - 1));
    const colour = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
    return new Style({ stroke: new Stroke({ color: colour, width: 3 }) });
  });
  const layer = new VectorLayer({
    source,
    style: (feature) => styles[Number(feature.get("step"))] ?? styles[0] ?? new Style(),
  });
  const show = (gaps: readonly ShownGap[]) => {
    source.clear();
    source.addFeatures(
      gaps.map(({ from, to, share01 }) => {
        const feature = new Feature(new LineString([[...from], [...to]]));
        feature.set("step", Math.round((STEPS - 1) * Math.min(1, share01)), true);
        return feature;
      }),
    );
  };
  return { layer, show };
}
