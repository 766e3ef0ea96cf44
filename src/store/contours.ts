// The contours of the strip's maps: computed once for a map and a level, however many places show them.
import { contourLines } from "../geo/contourLines.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";
import { STRIP_NAMES, type StripName, type ViewState } from "./viewStore.ts";

type ContourLevel = { readonly name: StripName; readonly level01: number };

export type Contour = ContourLevel & {
  /** Column and row on the prediction's grid, corner space. */
  readonly paths: readonly (readonly (readonly [x: number, y: number])[])[];
};

/** The level that a new contour starts with: a network's own threshold is not known for attention. */
export const FIRST_LEVEL = 0.5;

export function contourLevels(layers: ViewState["layers"]): ContourLevel[] {
  return STRIP_NAMES.flatMap((name) => {
    const level01 = layers[name].contour01;
    return level01 === null ? [] : [{ name, level01 }];
  });
}

/** Only of the maps that there are. */
export function contoursOf(
  { grid, maps, valid }: Pick<PredictedMaps, "grid" | "maps" | "valid">,
  levels: readonly ContourLevel[],
): Contour[] {
  return levels.flatMap(({ name, level01 }) => {
    const map = maps.find((candidate) => candidate.name === name);
    if (map === undefined) return [];
    const made = known.get(map.values);
    if (made?.level01 === level01) return [made];
    const { heightPx, widthPx } = grid;
    const paths = contourLines({ widthPx, heightPx, values: map.values, valid }, level01);
    const contour = { name, level01, paths };
    known.set(map.values, contour);
    return [contour];
  });
}

/** By values, which are never changed: the last level that was asked for. */
const known = new WeakMap<Float32Array, Contour>();
