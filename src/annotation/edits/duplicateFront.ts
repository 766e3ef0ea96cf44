// Lays a front of another date onto a scene, to be moved to where the front is now.
import type { MapXY } from "../../geo/coordinates.ts";
import { type Edit, FEWEST_VERTICES, type Front } from "../document.ts";
import { drawnFront } from "../newFront.ts";
import { addFronts } from "./addFronts.ts";

export type Reproject = (at: MapXY) => MapXY | null;

/**
 * The copy counts as drawn here: no network saw this scene there. It keeps the
 * glacier and the side of the ice, which the date does not change.
 */
export function duplicateFront(
  front: Front,
  newId: string,
  sceneId: string,
  reproject: Reproject,
): Edit {
  const { iceSide, label } = front;
  const { glacierId, glacierName } = label;
  const copy = drawnFront(newId, sceneId, placed(front, reproject));
  return addFronts([{ ...copy, iceSide, label: { ...copy.label, glacierId, glacierName } }]);
}

export function whyNotDuplicateFront(
  front: Front | undefined,
  reproject: Reproject,
): string | null {
  if (front === undefined) return "No scene of an earlier date has a front.";
  return placed(front, reproject).length < FEWEST_VERTICES
    ? "That front cannot be placed in this scene's coordinates."
    : null;
}

function placed(front: Front, reproject: Reproject): MapXY[] {
  return front.vertices.flatMap(({ at }) => {
    const there = reproject(at);
    return there === null ? [] : [there];
  });
}
