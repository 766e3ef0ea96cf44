// Where a front should be looked at again: stretches of it of which the network was not sure.
import type { Front } from "./document.ts";

export type DoubtfulPlace = {
  readonly frontId: string;
  /** The vertex of the lowest probability in the stretch. */
  readonly index: number;
  /** There, 0..1. */
  readonly probability01: number;
};

/** Probabilities below this count as doubtful. Traced lines run along ridges, which a sure network lifts close to 1. */
const DOUBTFUL_BELOW_01 = 0.6;

/** In order along the front, one for each unbroken stretch below `below01`. What a hand has set is not in doubt. */
export function doubtfulPlaces(front: Front, below01 = DOUBTFUL_BELOW_01): DoubtfulPlace[] {
  const places: DoubtfulPlace[] = [];
  let place: DoubtfulPlace | null = null;
  for (const [index, { probability01 }] of front.vertices.entries()) {
    const isDoubtful = probability01 !== undefined && probability01 < below01;
    if (!isDoubtful) {
      if (place !== null) places.push(place);
      place = null;
    } else if (place === null || probability01 < place.probability01) {
      place = { frontId: front.id, index, probability01 };
    }
  }
  return place === null ? places : [...places, place];
}
