// Going from one doubtful place of the scene's fronts to the next.
import { frontOfId, frontsOfScene } from "../annotation/document.ts";
import { doubtfulPlaces } from "../annotation/doubtfulPlaces.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { DocumentStore } from "./documentStore.ts";
import type { ViewStore } from "./viewStore.ts";

export function createDoubtCommands(documentStore: DocumentStore, viewStore: ViewStore) {
  /** To the next (+1) or previous (-1) doubtful place, around the ends; where it is, or null when there is none. */
  function stepDoubt(by: 1 | -1): MapXY | null {
    const document = documentStore.committed();
    const { sceneId, frontId, vertexIndex } = viewStore.getState();
    const fronts = frontsOfScene(document, sceneId ?? "");
    const places = fronts.flatMap((front) => doubtfulPlaces(front));
    const rank = (id: string, index: number) =>
      fronts.findIndex((front) => front.id === id) * 1e7 + index;
    const here = frontId === null ? -1 : rank(frontId, vertexIndex ?? -1);
    const ranks = places.map((place) => rank(place.frontId, place.index));
    const ahead =
      by === 1 ? ranks.findIndex((at) => at > here) : ranks.findLastIndex((at) => at < here);
    const at = ahead === -1 ? (by === 1 ? 0 : places.length - 1) : ahead;
    const place = places[at];
    if (place === undefined) {
      viewStore.set({ notice: whyNone(fronts.length) });
      return null;
    }
    const percent = Math.round(place.probability01 * 100);
    viewStore.set({
      tool: "select",
      frontId: place.frontId,
      vertexIndex: place.index,
      notice: `Doubtful place ${at + 1} of ${places.length}, probability ${percent} %.`,
    });
    return frontOfId(document, place.frontId)?.vertices[place.index]?.at ?? null;
  }
  return { stepDoubt };
}

function whyNone(fronts: number): string {
  return fronts === 0
    ? "There is no front yet, so nothing is in doubt."
    : "No doubtful place: the network was sure of every vertex that no hand has set.";
}
