import { expect, it } from "vitest";
import { withoutThinZones, ZONE_UNKNOWN } from "./thinZones.ts";

const [ROCK, ICE, OCEAN] = [1, 2, 3];
const size = { widthPx: 8, heightPx: 6 };

it("a line of one pixel that resampling left between two zones is unknown", () => {
  const zones = Uint8Array.from({ length: 48 }, (_, i) => {
    const col = i % 8;
    return col < 3 ? ROCK : col === 3 ? ICE : OCEAN;
  });
  const cleaned = withoutThinZones(zones, size);
  for (let i = 0; i < 48; i++) expect(cleaned[i]).toBe(i % 8 === 3 ? ZONE_UNKNOWN : zones[i]);
});

it("edges, corners and the picture's rim stay; single pixels go", () => {
  const zones = Uint8Array.from({ length: 48 }, (_, i) => (i % 8 >= 4 && i >= 24 ? OCEAN : ICE));
  expect(withoutThinZones(zones, size)).toEqual(zones);
  const dotted = zones.slice();
  dotted[10] = ROCK;
  expect(withoutThinZones(dotted, size)[10]).toBe(ZONE_UNKNOWN);
});
