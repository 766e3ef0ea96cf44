// The coarse geoid against the fine one it was made of, where glaciers calve and where the grid wraps around.
import { existsSync, readFileSync } from "node:fs";
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

/** Debian's proj-data, which its GDAL brings along. */
const FINE = "/usr/share/proj/egm96_15.gtx";

it.skipIf(!existsSync(FINE))(
  `is as near to the fine grid as is said (skipped without ${FINE})`,
  () => {
    const polar = rootMeanSquare(differences((lat) => Math.abs(lat) > 60));
    const elsewhere = rootMeanSquare(differences((lat) => Math.abs(lat) <= 60));
    process.stdout.write(
      `geoid: ${polar.toFixed(2)} m RMS beyond 60 degrees, ${elsewhere.toFixed(2)} m elsewhere\n`,
    );
    expect(polar).toBeLessThan(0.75);
    expect(elsewhere).toBeLessThan(1.1);
  },
);

/** From every node of the fine grid at these latitudes. */
function differences(isMeant: (lat: number) => boolean): number[] {
  const bytes = readFileSync(FINE);
  const [south, west, stepLat, stepLon] = [0, 8, 16, 24].map((at) => bytes.readDoubleBE(at));
  const [rows, columns] = [bytes.readInt32BE(32), bytes.readInt32BE(36)];
  const found: number[] = [];
  for (let i = 0; i < rows * columns; i++) {
    const lat = (south ?? 0) + Math.floor(i / columns) * (stepLat ?? 0);
    const lon = (west ?? 0) + (i % columns) * (stepLon ?? 0);
    if (isMeant(lat)) found.push(geoidHeightMetres([lon, lat]) - bytes.readFloatBE(40 + 4 * i));
  }
  return found;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
