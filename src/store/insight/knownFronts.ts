// The fronts that a network can be judged against on a scene: the true one of a simulation, people's, and masks.
import type { Front } from "../../annotation/document.ts";
import { NETWORK_SIDE, sidesOf } from "../../annotation/frontSides.ts";
import type { MapXY } from "../../geo/coordinates.ts";
import type { OpenScene } from "../scenesStore.ts";
import type { MaskTruth } from "./insightStore.ts";

export type KnownFront = {
  readonly id: string;
  readonly title: string;
  /** In the scene's map coordinates. */
  readonly lines: readonly (readonly MapXY[])[];
};

/** The likeliest to be true first. `fronts`: of the scene. */
export function knownFronts(
  { scene, trueFronts }: Pick<OpenScene, "scene" | "trueFronts">,
  fronts: readonly Front[],
  masks: readonly MaskTruth[],
): KnownFront[] {
  const simulated = { id: "true", title: "True front", lines: trueFronts };
  const people = sidesOf(fronts).filter(({ name }) => name !== NETWORK_SIDE);
  return [
    ...masks
      .filter(({ sceneId }) => sceneId === scene.id)
      .map(({ fileName, id, lines }) => ({ id, title: fileName, lines })),
    ...(trueFronts.length > 0 ? [simulated] : []),
    ...people.map(({ lines, name }) => ({ id: `side:${name}`, title: name, lines })),
  ];
}

/** The chosen one, by default the first; null where there is none, or none is wanted. */
export function knownFront(known: readonly KnownFront[], id: string | null): KnownFront | null {
  if (id === NO_TRUTH) return null;
  return known.find((one) => one.id === id) ?? known[0] ?? null;
}

/** Chosen, not absent: nothing is judged. */
export const NO_TRUTH = "none";
