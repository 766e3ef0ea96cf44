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
import { annotatorLine, FRONT_COLOURS, FRONT_DASHES } from "../annotation/lineColours.ts";
import { hachures } from "../geo/hachures.ts";

// A dark rim keeps a light line readable on bright ice.
const RIM = "rgba(5, 10, 16, 0.75)";

const PROVENANCES = ["predicted", "corrected", "drawn"] as const;

const strokesOf = (color: string, lineDash: readonly number[]) => {
  const stroke = (width: number) => new Stroke({ color, width, lineDash: [...lineDash] });
  return { plain: stroke(2.25), selected: stroke(3) };
};

const STROKES = {
  predicted: strokesOf(FRONT_COLOURS.predicted, FRONT_DASHES.predicted),
  corrected: strokesOf(FRONT_COLOURS.corrected, FRONT_DASHES.corrected),
  drawn: strokesOf(FRONT_COLOURS.drawn, FRONT_DASHES.drawn),
} as const satisfies Record<Provenance, object>;

const knownStrokes = new Map<number, ReturnType<typeof strokesOf>>();

function annotatorStrokes(annotator: number) {
  const { colour, dash } = annotatorLine(annotator);
  const strokes = knownStrokes.get(annotator) ?? strokesOf(colour, dash);
  knownStrokes.set(annotator, strokes);
  return strokes;
}

// Below all lines, so that no rim covers a neighbour.
const RIM_STYLE = new Style({ stroke: new Stroke({ color: RIM, width: 4.75 }), zIndex: -1 });
const SELECTED_RIM_STYLE = new Style({ stroke: new Stroke({ color: RIM, width: 7 }), zIndex: -1 });

/** Beyond this, vertices would hide the line that they belong to. */
const CLOSEST_VERTICES_PX = 5;

export type FrontLook = {
  /** Which colleague drew it, counted from 0; null for one's own fronts and the network's. */
  readonly annotator: number | null;
  readonly isSelected: boolean;
  readonly activeVertex: number | null;
  readonly chosen: readonly number[];
  /** Map units per screen pixel. */
  readonly resolution: number;
};

export function frontStyles(front: Front, look: FrontLook): Style[] {
  const { annotator, isSelected, activeVertex, chosen, resolution } = look;
  const { path, spacing, lines } = partsOf(front);
  const styles = [isSelected ? SELECTED_RIM_STYLE : RIM_STYLE];
  for (const [provenance, geometry] of lines) {
    const strokes =
      annotator !== null && provenance === "drawn"
        ? annotatorStrokes(annotator)
        : STROKES[provenance];
    const stroke = strokes[isSelected ? "selected" : "plain"];
    styles.push(new Style({ geometry, stroke }));
  }
  if (!isSelected) return styles;
  const ticks = ticksOf(front, resolution);
  if (ticks !== null)
    styles.push(
      new Style({ geometry: ticks, stroke: TICK_RIM, zIndex: -1 }),
      new Style({ geometry: ticks, stroke: TICK }),
    );
  if (spacing / resolution >= CLOSEST_VERTICES_PX)
    styles.push(new Style({ geometry: new MultiPoint(path), image: HANDLE, zIndex: 2 }));
  if (chosen.length > 1) {
    const places = chosen.flatMap((index) => (path[index] ? [path[index]] : []));
    styles.push(new Style({ geometry: new MultiPoint(places), image: CHOSEN_HANDLE, zIndex: 3 }));
  }
  const active = path[activeVertex ?? -1];
  if (active !== undefined)
    styles.push(new Style({ geometry: new Point(active), image: ACTIVE_HANDLE, zIndex: 3 }));
  return styles;
}

type Parts = {
  readonly path: number[][];
  /** Mean distance of neighbouring vertices, in map units. */
  readonly spacing: number;
  readonly lines: readonly (readonly [Provenance, MultiLineString])[];
};

// A front is never changed, only replaced, so what was made of it stays true; drawing asks for it in every frame.
const known = new WeakMap<Front, Parts>();

function partsOf(front: Front): Parts {
  const made = known.get(front);
  if (made !== undefined) return made;
  const path = frontPath(front).map(([x, y]) => [x, y]);
  const stretches = frontStretches(front);
  const lines = PROVENANCES.flatMap((provenance) => {
    const own = stretches.filter((stretch) => stretch.provenance === provenance);
    if (own.length === 0) return [];
    const coordinates = own.map((stretch) => stretch.path.map(([x, y]) => [x, y]));
    return [[provenance, new MultiLineString(coordinates)] as const];
  });
  const parts = { path, spacing: meanSpacing(path), lines };
  known.set(front, parts);
  return parts;
}

const TICK = new Stroke({ color: "#ffffff", width: 1.5 });
const TICK_RIM = new Stroke({ color: RIM, width: 4 });
const TICK_SPACING_PX = 26;
const TICK_LENGTH_PX = 11;
/** Far zoomed in, most of a long line is outside of the view. */
const MOST_TICKS = 1500;

const knownTicks = new WeakMap<Front, { resolution: number; ticks: MultiLineString }>();

/** Point to the ice; null where its side is not known. */
function ticksOf(front: Front, resolution: number): MultiLineString | null {
  const { iceSide } = front;
  if (iceSide === null) return null;
  const made = knownTicks.get(front);
  if (made?.resolution === resolution) return made.ticks;
  const { path, spacing } = partsOf(front);
  const mapLength = spacing * (path.length - 1);
  const lines = hachures(frontPath(front), {
    side: iceSide,
    spacing: Math.max(TICK_SPACING_PX * resolution, mapLength / MOST_TICKS),
    length: TICK_LENGTH_PX * resolution,
  });
  const ticks = new MultiLineString(lines.map((line) => line.map(([x, y]) => [x, y])));
  knownTicks.set(front, { resolution, ticks });
  return ticks;
}

export function referenceStyles(): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: RIM, width: 4.5 }) }),
    new Style({
      stroke: new Stroke({
        color: FRONT_COLOURS.reference,
        width: 2.5,
        lineDash: [...FRONT_DASHES.reference],
      }),
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
