// Real scenes against figures that GDAL derived: place, size, values of every band.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { pixelToMap } from "../geo/coordinates.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { type OpenScene, openScene } from "./openScene.ts";

type Corner = { pixel: [number, number]; native: [number, number]; lon_lat: [number, number] };
type Entry = {
  file: string;
  width: number;
  height: number;
  dtype: string;
  mask_kind: string;
  crs: { epsg: number | null } | null;
  georeferencing: { kind: string; geotransform?: number[] };
  corners: Record<string, Corner>;
  bands: { min: number; max: number; mean: number; color_interp: string }[];
};

const folder = sharedPath("data/scenes");
const entries: Entry[] =
  folder === null
    ? []
    : JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files.filter(
        ({ width }: Partial<Entry>) => width !== undefined,
      );

async function open({ file }: Entry): Promise<OpenScene> {
  return openScene(await openAsBlob(join(folder ?? "", file)), file);
}

describe.skipIf(folder === null)("scenes of ../shared (skipped where absent)", () => {
  it.each(entries)("$file has GDAL's place and size", async (entry) => {
    const { scene } = await open(entry);
    const { kind, geotransform } = entry.georeferencing;
    if (kind === "gcps" || geotransform === undefined) {
      expect([scene.placement?.storedWidthPx, scene.placement?.storedHeightPx]).toEqual([
        entry.width,
        entry.height,
      ]);
      return;
    }
    expect([scene.widthPx, scene.heightPx]).toEqual([entry.width, entry.height]);
    const epsg = entry.crs?.epsg ?? null;
    expect(scene.crs.code).toBe(epsg === null ? null : `EPSG:${epsg}`);
    const [c = 0, a = 0, b = 0, f = 0, d = 0, e = 0] = geotransform;
    for (const [i, term] of [a, b, c, d, e, f].entries())
      expect(Math.abs((scene.pixelToMap[i] ?? 0) - term)).toBeLessThan(1e-9 * (1 + Math.abs(term)));
    for (const { pixel, lon_lat } of Object.values(entry.corners)) {
      const at = mapToLonLat(pixelToMap(scene.pixelToMap, pixel), scene.crs);
      expect(at?.[0]).toBeCloseTo(lon_lat[0], 6);
      expect(at?.[1]).toBeCloseTo(lon_lat[1], 6);
    }
  });

  it.each(entries)("$file has GDAL's values in every band", async (entry) => {
    const { scene, measure } = await open(entry);
    const bands = entry.bands.filter(({ color_interp }) => color_interp !== "Alpha");
    expect(scene.bandCount).toBe(bands.length);
    for (const [band, expected] of bands.entries()) {
      const { min, max, mean } = await measure(band);
      const tolerance = 1e-5 * Math.max(1, Math.abs(expected.max), Math.abs(expected.min));
      expect(Math.abs(min - expected.min)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(max - expected.max)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(mean - expected.mean)).toBeLessThanOrEqual(tolerance);
    }
  });
});
