import fc from "fast-check";
import { expect, it } from "vitest";
import { epsgFields, type TiffField, writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { pixelToMap } from "../geo/coordinates.ts";
import { type OpenScene, openScene } from "./openScene.ts";
import { sampleTile } from "./sceneTile.ts";

async function scene(widthPx: number, heightPx: number, matrix: readonly number[]) {
  const pixels = Float32Array.from({ length: widthPx * heightPx }, (_, i) => i);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
  const affine: TiffField = {
    tag: 34264,
    type: 12,
    values: [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1],
  };
  const fields = [...epsgFields(3413), affine];
  const bytes = writeTinyTiff({
    widthPx,
    heightPx,
    bitsPerSample: 32,
    sampleFormat: 3,
    pixels,
    fields,
  });
  return openScene(new Blob([bytes]), "a.tif");
}

/** The picture of one map point. */
async function valueAt(open: OpenScene, x: number, y: number, side = 1e-6): Promise<number> {
  const bounds = [x - side / 2, y - side / 2, x + side / 2, y + side / 2] as const;
  const { values } = await sampleTile(open, 0, bounds, { widthPx: 1, heightPx: 1 });
  return values[0] ?? Number.NaN;
}

it("finds every pixel where the affine places it, in rotated and south-up scenes", async () => {
  const opened = await Promise.all(
    [
      [10, 0, 500, 0, -10, 900],
      [10, 0, 500, 0, 10, 900],
      [6, 8, 500, 8, -6, 900],
      [0, -10, 500, -10, 0, 900],
    ].map((matrix) => scene(7, 5, matrix)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...opened),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 4 }),
      async (open, col, row) => {
        const [x, y] = pixelToMap(open.scene.pixelToMap, [col + 0.5, row + 0.5]);
        expect(await valueAt(open, x, y)).toBe(row * 7 + col);
      },
    ),
  );
});

it("is NaN outside and the band itself at full resolution", async () => {
  const open = await scene(4, 3, [10, 0, 0, 0, -10, 0]);
  const { values } = await sampleTile(open, 0, [-10, -30, 40, 10], { widthPx: 5, heightPx: 4 });
  const gone = Number.NaN;
  expect([...values.slice(0, 5)]).toEqual([gone, gone, gone, gone, gone]);
  expect([...values.slice(5, 10)]).toEqual([gone, 0, 1, 2, 3]);
  expect([...values.slice(15)]).toEqual([gone, 8, 9, 10, 11]);
});

it("shows means where it is reduced", async () => {
  const open = await scene(128, 128, [1, 0, 0, 0, -1, 0]);
  const { values } = await sampleTile(open, 0, [0, -128, 128, 0], { widthPx: 64, heightPx: 64 });
  expect(values[0]).toBe((0 + 1 + 128 + 129) / 4);
  expect(values[1]).toBe((2 + 3 + 130 + 131) / 4);
});
