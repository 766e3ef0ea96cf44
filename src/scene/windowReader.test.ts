import { openAsBlob } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { openScene } from "./openScene.ts";

const folder = sharedPath("data/scenes");

/** Tiles, strips, alpha, complex numbers, the other byte order, ground control points. */
const FILES = [
  "made_helheim_cog.tif",
  "made_helheim_u16_dn.tif",
  "made_helheim_gray_alpha.tif",
  "made_helheim_cint16.tif",
  "made_helheim_bigendian.tif",
  "made_helheim_2band_hh_hv.tif",
  "made_helheim_gcp_grid.tif",
];

describe.skipIf(folder === null)("windows", () => {
  it.each(FILES)("of %s are parts of the whole band", async (name) => {
    const open = await openScene(await openAsBlob(join(folder ?? "", name)), name);
    const band = open.scene.bandCount - 1;
    const whole = await open.readBand(band);
    const anyWindow = fc.record({
      left: fc.nat(whole.widthPx - 1),
      top: fc.nat(whole.heightPx - 1),
      width: fc.integer({ min: 1, max: whole.widthPx }),
      height: fc.integer({ min: 1, max: whole.heightPx }),
    });
    await fc.assert(
      fc.asyncProperty(anyWindow, async ({ height, left, top, width }) => {
        const window = {
          firstCol: left,
          firstRow: top,
          widthPx: Math.min(width, whole.widthPx - left),
          heightPx: Math.min(height, whole.heightPx - top),
        };
        const part = await open.readWindow(band, window);
        for (let row = 0; row < window.heightPx; row++) {
          const from = (top + row) * whole.widthPx + left;
          const line = part.subarray(row * window.widthPx, (row + 1) * window.widthPx);
          const wanted = whole.values.subarray(from, from + window.widthPx);
          expect(line.every((value, i) => Object.is(value, wanted[i]))).toBe(true);
        }
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  it("of overviews are found in a cloud-optimized file", async () => {
    const name = "vanderford_bathymetry_epsg3031_cog.tif";
    const { stored } = await openScene(await openAsBlob(join(folder ?? "", name)), name);
    expect(stored.overviews.length).toBeGreaterThan(0);
    for (const { heightPx, readWindow, shift, widthPx } of stored.overviews) {
      expect(Math.abs(widthPx - stored.widthPx / 2 ** shift)).toBeLessThanOrEqual(1);
      const whole = { firstCol: 0, firstRow: 0, widthPx, heightPx };
      expect((await readWindow(0, whole)).some((value) => value !== 0)).toBe(true);
    }
  });
});
