// Tiles as they are shown: filters see past a tile's edge, and local contrast is the scene's, so that tiles fit together.
import { expect, it } from "vitest";
import { epsgFields, tiepointFields, writeTinyTiff } from "../../../test/fixtures/tinyTiff.ts";
import { speckle } from "../../../training/simulation/random.ts";
import { seededRandom } from "../../base/seededRandom.ts";
import { type DisplayRecipe, PLAIN_DISPLAY } from "../../scene/displayRecipe.ts";
import { openScene } from "../../scene/openScene.ts";
import { sampleTile } from "../../scene/sceneTile.ts";
import { displayTile } from "./displayTile.ts";
import { leeFilter, speckleVariation } from "./leeFilter.ts";

const SIDE = 128;
const BOUNDS = [400_000, 7_000_000 - SIDE * 10, 400_000 + SIDE * 10, 7_000_000] as const;
const WHOLE = { band: 0, bounds: BOUNDS, size: { widthPx: SIDE, heightPx: SIDE } };

async function scene() {
  const random = seededRandom(3);
  const pixels = Uint16Array.from({ length: SIDE * SIDE }, (_, i) =>
    i % SIDE < 5 ? 0 : (i % SIDE < 64 ? 80 : 300) * Math.sqrt(speckle(random, 4)),
  );
  const file = writeTinyTiff({
    widthPx: SIDE,
    heightPx: SIDE,
    bitsPerSample: 16,
    sampleFormat: 1,
    pixels,
    fields: [
      ...tiepointFields(BOUNDS[0], BOUNDS[3], 10, 10),
      ...epsgFields(32624),
      { tag: 42113, values: "0" },
    ],
  });
  return openScene(new Blob([file]), "made.tif");
}

const recipe = (change: Partial<DisplayRecipe>): DisplayRecipe => ({
  ...PLAIN_DISPLAY,
  radiometry: "amplitude",
  looks: 4,
  ...change,
});

it.each([
  recipe({ speckle: "median", windowPx: 9 }),
  recipe({ speckle: "lee", windowPx: 7, scale: "decibel" }),
  recipe({ speckle: "refined-lee" }),
  recipe({ speckle: "lee", localContrast: true }),
])("is the same in four tiles as in one: %o", async (display) => {
  const open = await scene();
  const whole = await displayTile(open, WHOLE, display);
  const half = SIDE / 2;
  for (const [i, j] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const left = BOUNDS[0] + i * half * 10;
    const top = BOUNDS[3] - j * half * 10;
    const bounds = [left, top - half * 10, left + half * 10, top] as const;
    const size = { widthPx: half, heightPx: half };
    const tile = await displayTile(open, { band: 0, bounds, size }, display);
    for (let row = 0; row < half; row++) {
      const from = (row + j * half) * SIDE + i * half;
      const line = tile.values.subarray(row * half, (row + 1) * half);
      const expected = whole.values.subarray(from, from + half);
      // Running sums begin elsewhere.
      for (const [k, value] of line.entries())
        expect(Number.isNaN(value) ? "none" : value).toEqual(
          Number.isNaN(expected[k]) ? "none" : expect.closeTo(expected[k] as number, 2),
        );
    }
  }
});

it("tells the values as read beside those shown, and keeps no data as it is", async () => {
  const open = await scene();
  const plain = await sampleTile(open, 0, WHOLE.bounds, WHOLE.size);
  const shown = await displayTile(open, WHOLE, recipe({ speckle: "lee", scale: "decibel" }));
  expect(shown.raw).toEqual(plain.values);
  for (const [i, value] of plain.values.entries())
    expect(Number.isNaN(shown.values[i])).toBe(Number.isNaN(value));
  const lee = leeFilter(
    { ...WHOLE.size, values: plain.values },
    PLAIN_DISPLAY.windowPx,
    speckleVariation(4, "amplitude"),
  );
  const at = 60 * SIDE + 60;
  expect(shown.values[at]).toBeCloseTo(20 * Math.log10(lee[at] as number), 3);
});

it("takes means of pixels for as many more looks", async () => {
  const open = await scene();
  const size = { widthPx: SIDE / 4, heightPx: SIDE / 4 };
  const display = recipe({ speckle: "lee" });
  const read = await sampleTile(open, 0, BOUNDS, size);
  const shown = await displayTile(open, { ...WHOLE, size }, display);
  const expected = leeFilter(
    { ...size, values: read.values },
    PLAIN_DISPLAY.windowPx,
    speckleVariation(4 * 16, "amplitude"),
  );
  const at = 16 * size.widthPx + 8;
  expect(shown.values[at]).toBeCloseTo(expected[at] as number, 3);
});

it("evens out local contrast: dark and bright halves both use the whole range", async () => {
  const open = await scene();
  const shown = await displayTile(open, WHOLE, recipe({ localContrast: true }));
  const spread = (first: number, last: number) => {
    const part = shown.values.filter((value, i) => {
      const col = i % SIDE;
      return col >= first && col < last && !Number.isNaN(value);
    });
    const sorted = part.sort();
    return (
      (sorted[Math.floor(0.95 * sorted.length)] ?? 0) -
      (sorted[Math.floor(0.05 * sorted.length)] ?? 0)
    );
  };
  const read = await sampleTile(open, 0, WHOLE.bounds, WHOLE.size);
  const range = Math.max(...read.values.filter((value) => !Number.isNaN(value)));
  const dark = read.values.filter((value, i) => i % SIDE < 40 && !Number.isNaN(value)).sort();
  const before =
    ((dark[Math.floor(0.95 * dark.length)] ?? 0) - (dark[Math.floor(0.05 * dark.length)] ?? 0)) /
    range;
  expect(spread(10, 40)).toBeGreaterThan(2 * before);
  for (const value of shown.values)
    if (!Number.isNaN(value)) expect(value >= 0 && value <= 1).toBe(true);
});
