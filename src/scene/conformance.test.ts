// Valid TIFFs of every kind: all open, and their numbers are those that GDAL reads.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { bandChecksum } from "./bandChecksum.ts";
import { createGdal } from "./gdal.ts";
import { gdalInNode } from "./gdalInNode.ts";
import { openScene } from "./openScene.ts";

type Entry = {
  file: string;
  width: number;
  height: number;
  exact_pixels?: boolean;
  bands: { checksum: number }[];
};

/** GDAL before 3.7 has no signed bytes: the manifest's figure is of the same bits without their sign. */
const READ_UNSIGNED_BY_GDAL = new Set(["imagetiff-tiled-oversize-gray-i8.tif"]);

const gdal = createGdal(gdalInNode);
const read = (name: string): (Entry & { folder: string })[] => {
  const folder = sharedPath(name);
  if (folder === null) return [];
  const { files } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  return files
    .filter(({ width }: Partial<Entry>) => width !== undefined)
    .map((entry: Entry) => ({ ...entry, folder }));
};
const conformance = read("data/tiff-conformance");
const scenes = read("data/scenes");

const tally = { opened: 0, byGdal: 0, bands: 0, equal: 0 };
afterAll(() => {
  if (conformance.length + scenes.length > 0)
    process.stdout.write(
      `tiff-conformance and scenes: ${tally.opened} of ${conformance.length + scenes.length} opened, ` +
        `${tally.byGdal} by GDAL; ${tally.equal} of ${tally.bands} checksums equal\n`,
    );
});

describe.skipIf(conformance.length === 0)("valid TIFFs of ../shared (skipped where absent)", () => {
  it.each([...conformance, ...scenes])(
    "$file",
    async ({ bands, file, folder, height, width, ...told }) => {
      const { scene, stored } = await openScene(await openAsBlob(join(folder, file)), file, {
        gdal,
      });
      tally.opened++;
      if (scene.notices.some(({ text }) => text.includes("GDAL"))) tally.byGdal++;
      expect([stored.widthPx, stored.heightPx]).toEqual([width, height]);
      expect(stored.sampleCount).toBe(bands.length);
      for (const [sample, { checksum }] of bands.entries()) {
        const found = await bandChecksum(stored, sample);
        tally.bands++;
        if (found === checksum) tally.equal++;
        // Lossy codecs may be decoded a step apart.
        if (told.exact_pixels !== false && !READ_UNSIGNED_BY_GDAL.has(file))
          expect(found, `band ${sample + 1}`).toBe(checksum);
      }
    },
  );
});
