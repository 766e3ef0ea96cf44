// Puts other versions of fronts in their places.
import type { Edit, Front } from "../document.ts";

/** By id; fronts that the document does not hold are left out. */
export function replaceFronts(versions: readonly Front[]): Edit {
  return (document) => {
    const byId = new Map(versions.map((front) => [front.id, front]));
    if (!document.fronts.some(({ id }) => byId.has(id))) return document;
    return { ...document, fronts: document.fronts.map((front) => byId.get(front.id) ?? front) };
  };
}
