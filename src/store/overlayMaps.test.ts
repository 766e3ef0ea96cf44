// Which maps a prediction can show, and what they say at a place.
import { expect, test } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import { isOfZone, overlayMap, overlayNames } from "./overlayMaps.ts";
import type { PredictedMaps } from "./rasterRegistry.ts";
import { readMaps } from "./readMaps.ts";
import { createViewStore } from "./viewStore.ts";

const map = (value: number) => new Float32Array([value]);
const SPREAD = { models: ["a"], turns: 4, dropoutRuns: 0, runs: 4, entropy: map(0.25) } as const;

const OF_PROBABILITY: PredictedMaps = {
  grid: { widthPx: 1, heightPx: 1, gridToPixel: [10, 0, 0, 0, 10, 0], pixelSizeMetres: null },
  maps: [{ name: "probability", values: map(0.7) }],
  valid: new Uint8Array([1]),
  zones: null,
  zoneProbabilities: null,
  spread: { ...SPREAD, deviations: [map(0.125)] },
};
const OF_ZONES: PredictedMaps = {
  ...OF_PROBABILITY,
  maps: [],
  zones: new Uint8Array([254]),
  zoneProbabilities: [0.1, 0.2, 0.3, 0.4].map(map),
  spread: { ...SPREAD, deviations: [0.01, 0.02, 0.03, 0.04].map(map) },
};

test("a single run shows its maps and zones, several also how far they differ", () => {
  expect(overlayNames({ ...OF_PROBABILITY, spread: null })).toEqual(["probability"]);
  expect(overlayNames(OF_PROBABILITY)).toEqual(["probability", "deviation", "entropy"]);
  expect(overlayNames(OF_ZONES)).toEqual(["zones", "zone", "deviation", "entropy"]);
});

test("the deviation is that of the zone asked for, or the one there is, on a scale to a half", () => {
  expect(overlayMap(OF_ZONES, "deviation", 3)).toEqual({ values: map(0.04), most: 0.5 });
  expect(overlayMap(OF_PROBABILITY, "deviation", 3)).toEqual({ values: map(0.125), most: 0.5 });
  expect(overlayMap(OF_ZONES, "zone", 1)).toEqual({ values: map(0.2), most: 1 });
  expect(overlayMap(OF_PROBABILITY, "zone", 1)).toBeNull();
  expect(overlayMap(OF_PROBABILITY, "zones", 1)).toBeNull();
});

test("a zone is chosen only for maps that there are for each zone", () => {
  const isOffered = (told: PredictedMaps) =>
    overlayNames(told).filter((name) => isOfZone(told, name));
  expect(isOffered(OF_ZONES)).toEqual(["zone", "deviation"]);
  const { zoneProbabilities, zones } = OF_ZONES;
  expect(isOffered({ ...OF_PROBABILITY, zoneProbabilities, zones })).toEqual(["zone"]);
});

test("the zone is always told under the pointer, other maps while they are looked at", () => {
  const viewStore = createViewStore(null);
  const read = () => readMaps(OF_ZONES, viewStore.getState(), scene, [5, -5]);
  expect(read()).toEqual([{ term: "ocean and melange", value01: null }]);
  viewStore.toggleLayer("zone");
  viewStore.toggleLayer("entropy");
  expect(read().map(({ term }) => term)).toEqual(["ocean and melange", "glacier:", "entropy"]);
  expect(read()[1]?.value01).toBeCloseTo(0.3);
  expect(readMaps(OF_ZONES, viewStore.getState(), scene, [50, -5])).toEqual([]);
});
