// The coarse geoid against the fine one it was made of, where glaciers calve and where the grid wraps around.
import { expect, it } from "vitest";
import { geoidHeightMetres } from "./geoidHeight.ts";

it.each([
  ["Helheim", -38.2, 66.35, 50],
  ["Antarctic Peninsula", -58, -63, 22.9],
  ["south India", 76.9, 10.2, -95.2],
  ["Svalbard", 16, 78, 31.9],
  ["Alaska", -152, 58, 11.7],
  ["Gulf of Guinea", 0, 0, 17.2],
  ["Jakobshavn", -50, 69.1, 28],
])("%s", (_, lon, lat, fine) => {
  expect(Math.abs(geoidHeightMetres([lon, lat]) - fine)).toBeLessThan(3);
});

it("has no seam at the antimeridian and an end at the poles", () => {
  expect(geoidHeightMetres([180, -45.3])).toBeCloseTo(geoidHeightMetres([-180, -45.3]), 9);
  expect(
    Math.abs(geoidHeightMetres([179.999, 70]) - geoidHeightMetres([-179.999, 70])),
  ).toBeLessThan(0.1);
  expect(geoidHeightMetres([10, 90])).toBeCloseTo(geoidHeightMetres([-120, 90]), 9);
});
