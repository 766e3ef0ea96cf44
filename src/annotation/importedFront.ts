// Fronts out of other people's files, or one's own that come back.
import type { MapXY } from "../geo/coordinates.ts";
import type { Front, FrontOrigin, Provenance } from "./document.ts";
import { type Description, EMPTY_FRONT_LABEL, type FrontLabel } from "./label.ts";

/** Null stands for one's own hand. */
export type Whose = { readonly annotator: string | null; readonly fileName: string };

/**
 * A line that came without its provenance: every vertex counts as drawn, by the annotator or by one's own hand. What
 * the scene says already is not said again on the front.
 */
export function importedFront(
  id: string,
  sceneId: string,
  path: readonly MapXY[],
  told: { readonly label: FrontLabel; readonly inherited: Description; readonly whose: Whose },
): Front {
  const { annotator, fileName } = told.whose;
  const origin: FrontOrigin =
    annotator === null ? { kind: "drawn" } : { kind: "imported", annotator, fileName };
  const provenance: Provenance = "drawn";
  return {
    id,
    sceneId,
    vertices: path.map((at) => ({ at, provenance })),
    origin,
    corrected: false,
    certaintyMetres: null,
    meanProbability01: null,
    tracedPath: null,
    iceSide: null,
    label: beyond(told.label, told.inherited),
    changed: null,
  };
}

function beyond(label: FrontLabel, inherited: Description): FrontLabel {
  const differing = (key: keyof Description) => (label[key] === inherited[key] ? null : label[key]);
  return {
    ...EMPTY_FRONT_LABEL,
    ...label,
    glacierId: differing("glacierId"),
    glacierName: differing("glacierName"),
    date: differing("date"),
    sensor: differing("sensor"),
    imageId: differing("imageId"),
  };
}
