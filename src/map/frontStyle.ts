// How fronts look: colour says where a stretch comes from, and so does the line's pattern.
import MultiLineString from "ol/geom/MultiLineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import Point from "ol/geom/Point.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { type Front, frontPath, type Provenance } from "../annotation/document.ts";
import { frontStretches } from "../annotation/frontStretches.ts";

const FRONT_COLOURS: Readonly<Record<Provenance | "reference", string>> = {
  predicted: "#ffb020",
  corrected: "#37d5f2",
  drawn: "#ffffff",
  reference: "#4ade80",
};

const DASHES: Readonly<Record<Provenance, number[] | undefined>> = {
  predicted: undefined,
  corrected: [14, 5],
  drawn: [8, 6],
};

// A dark rim keeps a light line readable on bright ice.
const RIM = "rgba(5, 10, 16, 0.75)";

/** Beyond this, vertices would hide the line that they belong to. */
const CLOSEST_VERTICES_PX = 5;

export type FrontLook = {
  readonly isSelected: boolean;
  readonly activeVertex: number | null;
  readonly chosen: readonly number[];
  /** Map units per screen pixel. */
  readonly resolution: number;
};

export function frontStyles(front: Front, look: FrontLook): Style[] {
  const width = look.isSelected ? 3 : 2.25;
  const path = frontPath(front).map(([x, y]) => [x, y]);
  const styles = [
    new Style({
      stroke: new Stroke({ color: RIM, width: width + (look.isSelected ? 4 : 2.5) }),
    }),
  ];
  for (const provenance of ["predicted", "corrected", "drawn"] as const) {
    const lines = frontStretches(front)
      .filter((stretch) => stretch.provenance === provenance)
      .map((stretch) => stretch.path.map(([x, y]) => [x, y]));
    if (lines.length === 0) continue;
    const stroke = new Stroke({
      color: FRONT_COLOURS[provenance],
      width,
      ...(DASHES[provenance] && { lineDash: DASHES[provenance] }),
    });
    styles.push(new Style({ geometry: new MultiLineString(lines), stroke }));
  }
  if (!look.isSelected) return styles;
  if (meanSpacing(path) / look.resolution >= CLOSEST_VERTICES_PX)
    styles.push(new Style({ geometry: new MultiPoint(path), image: HANDLE, zIndex: 2 }));
  if (look.chosen.length > 1) {
    const chosen = look.chosen.flatMap((index) => (path[index] ? [path[index]] : []));
    styles.push(new Style({ geometry: new MultiPoint(chosen), image: CHOSEN_HANDLE, zIndex: 3 }));
  }
  const active = path[look.activeVertex ?? -1];
  if (active !== undefined)
    styles.push(new Style({ geometry: new Point(active), image: ACTIVE_HANDLE, zIndex: 3 }));
  return styles;
}

export function referenceStyles(): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: RIM, width: 4.5 }) }),
    new Style({
      stroke: new Stroke({ color: FRONT_COLOURS.reference, width: 2.5, lineDash: [3, 4.5] }),
    }),
  ];
}

const HANDLE = new CircleStyle({
  radius: 4,
  fill: new Fill({ color: "#ffffff" }),
  stroke: new Stroke({ color: "#0b1118", width: 1.5 }),
});

const CHOSEN_HANDLE = new CircleStyle({
  radius: 5,
  fill: new Fill({ color: "#5cb3ff" }),
  stroke: new Stroke({ color: "#ffffff", width: 1.5 }),
});

const ACTIVE_HANDLE = new CircleStyle({
  radius: 7,
  fill: new Fill({ color: "rgba(255, 255, 255, 0.25)" }),
  stroke: new Stroke({ color: "#ffffff", width: 2.5 }),
});

function meanSpacing(path: number[][]): number {
  let length = 0;
  for (const [i, [x = 0, y = 0]] of path.entries()) {
    const [nextX = x, nextY = y] = path[i + 1] ?? [];
    length += Math.hypot(nextX - x, nextY - y);
  }
  return length / Math.max(1, path.length - 1);
}
