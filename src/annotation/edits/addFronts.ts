// Adds fronts to the document.
import { type Edit, FEWEST_VERTICES, type Front } from "../document.ts";

/** Lines of fewer than two vertices and ids that are taken are left out. */
export function addFronts(added: readonly Front[]): Edit {
  return (document) => {
    const taken = new Set(document.fronts.map(({ id }) => id));
    const fronts = [...document.fronts];
    for (const front of added) {
      if (front.vertices.length < FEWEST_VERTICES || taken.has(front.id)) continue;
      taken.add(front.id);
      fronts.push(front);
    }
    return fronts.length === document.fronts.length ? document : { ...document, fronts };
  };
}
