// Damaged and hostile files: each opens or ends in a plain sentence, soon, and a good file still opens afterwards.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { AppError } from "../base/errors.ts";
import { createGdal } from "./gdal.ts";
import { gdalInNode } from "./gdalInNode.ts";
import { openScene } from "./openScene.ts";

type Entry = {
  file: string;
  expect: "open" | "error" | "open-or-error" | "partial-or-error";
  wrong: string;
};

const folder = sharedPath("data/bad-tiff");
const entries: Entry[] =
  folder === null ? [] : JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files;

const gdal = createGdal(gdalInNode);
/** Whole bands of these need seconds; opening them is enough. */
const READ_UP_TO_PX = 16e6;

const tally = { opened: 0, refused: 0 };
afterAll(() => {
  if (folder !== null)
    process.stdout.write(
      `bad-tiff: ${tally.opened} opened, ${tally.refused} refused, of ${entries.length}\n`,
    );
});

async function openAndRead(file: string): Promise<AppError | null> {
  try {
    const open = await openScene(await openAsBlob(join(folder ?? "", file)), file, { gdal });
    if (open.scene.widthPx * open.scene.heightPx <= READ_UP_TO_PX)
      for (let band = 0; band < open.scene.bandCount; band++) await open.readBand(band);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

describe.skipIf(folder === null)("bad files of ../shared (skipped where absent)", () => {
  it.each(entries)(
    "$file: $wrong",
    async ({ file, expect: expected }) => {
      const refusal = await openAndRead(file);
      if (refusal === null) tally.opened++;
      else tally.refused++;
      expect(refusal?.code ?? "file-opened").toMatch(/^file-/);
      expect(refusal?.message ?? "It opened.").toMatch(/^[A-Z].*\.$/s);
      if (expected === "error") expect(refusal).not.toBeNull();
      if (expected === "open") expect(refusal).toBeNull();
    },
    10_000,
  );

  it("leaves the reader able to open a good file", async () => {
    const good = sharedPath("data/scenes/made_helheim_cog.tif");
    expect(good).not.toBeNull();
    if (good === null) return;
    expect((await openScene(await openAsBlob(good), "good.tif")).scene.widthPx).toBe(1000);
  });
});
