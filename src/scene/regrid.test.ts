import { expect, it } from "vitest";
import { epsgFields, writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import type { MapXY, PixelXY } from "../geo/coordinates.ts";
import { DEFAULT_PLACEMENT } from "../geo/groundControl.ts";
import { openScene } from "./openScene.ts";
import { sampleTile } from "./sceneTile.ts";

/** In degrees, 177 E to 178 W and 77 to 79 S, over the antimeridian: pixels of 0.05 by 0.025 degrees. */
async function rossSea() {
  const [widthPx, heightPx] = [100, 80];
  const pixels = Float32Array.from({ length: widthPx * heightPx }, (_, i) => i);
  const affine = [0.05, 0, 0, 177, 0, -0.025, 0, -77, 0, 0, 0, 0, 0, 0, 0, 1];
  const fields = [
    ...epsgFields(4326, { isGeographic: true }),
    { tag: 34264, type: 12 as const, values: affine },
  ];
  const size = { widthPx, heightPx, bitsPerSample: 32 as const, sampleFormat: 3 };
  return openScene(new Blob([writeTinyTiff({ ...size, pixels, fields })]), "ross.tif");
}

/** Places in EPSG:3031 by GDAL 3.6's gdaltransform. */
const GOLDEN: readonly { pixel: PixelXY; map: MapXY }[] = [
  { pixel: [50, 10], map: [12137.150536424, -1390779.69638504] },
  { pixel: [85, 60], map: [-27345.9448113608, -1253246.90795792] },
  { pixel: [2, 2], map: [71479.1055163525, -1411018.33981477] },
];

it("lays a scene in degrees that crosses the antimeridian onto the polar grid, where GDAL puts it", async () => {
  const own = await rossSea();
  expect(own.scene.crs.code).toBe("EPSG:4326");
  const polar = own.placedBy({ ...DEFAULT_PLACEMENT, grid: "EPSG:3031" });
  const { scene } = polar;
  expect(scene.crs.code).toBe("EPSG:3031");
  expect(scene.regridded).toMatchObject({ from: "EPSG:4326", storedWidthPx: 100 });
  for (const { map, pixel } of GOLDEN) {
    const at = polar.storedToMap(pixel);
    expect(Math.hypot(at[0] - map[0], at[1] - map[1])).toBeLessThan(0.001);
    const back = polar.mapToStored(map);
    expect(Math.hypot(back[0] - pixel[0], back[1] - pixel[1])).toBeLessThan(0.001);
  }
  // Pixels of about 1.2 by 2.8 km: cells of the same area.
  expect(scene.pixelSizeMetres?.x).toBeGreaterThan(1_500);
  expect(scene.pixelSizeMetres?.x).toBeLessThan(2_000);
  const [x, y] = polar.storedToMap([40.5, 30.5]);
  const tile = await sampleTile(polar, 0, [x - 1, y - 1, x + 1, y + 1], {
    widthPx: 1,
    heightPx: 1,
  });
  expect(tile.values[0]).toBe(30 * 100 + 40);
});

it("goes back to the file's own grid, and takes places along", async () => {
  const own = await rossSea();
  const polar = own.placedBy({ ...DEFAULT_PLACEMENT, grid: "EPSG:3031" });
  const at = polar.storedToMap([33.25, 44.5]);
  const again = polar.placedBy(DEFAULT_PLACEMENT);
  expect(again.scene).toEqual(own.scene);
  const there = again.storedToMap(polar.mapToStored(at));
  expect(there[0]).toBeCloseTo(177 + 33.25 * 0.05, 7);
  expect(there[1]).toBeCloseTo(-77 - 44.5 * 0.025, 7);
});

it("takes the UTM zone of its place, and refuses a grid that nobody knows", async () => {
  const own = await rossSea();
  expect(() => own.placedBy({ ...DEFAULT_PLACEMENT, grid: "EPSG:99999" })).toThrow(
    /EPSG:99999 is no grid/,
  );
  const utm = own.placedBy({ ...DEFAULT_PLACEMENT, grid: "EPSG:32701" });
  expect(utm.scene.crs.code).toBe("EPSG:32701");
});
