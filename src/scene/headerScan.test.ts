// The header scan against damaged headers of every kind: it ends in a scan or a plain refusal, and soon.
import fc from "fast-check";
import { expect, it } from "vitest";
import { epsgFields, tiepointFields, writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { AppError } from "../base/errors.ts";
import { scanHeader } from "./headerScan.ts";
import { openScene } from "./openScene.ts";

const sound = writeTinyTiff({
  widthPx: 4,
  heightPx: 4,
  bitsPerSample: 8,
  sampleFormat: 1,
  pixels: new Uint8Array(16),
  fields: [...epsgFields(3413), ...tiepointFields(0, 0, 10, 10), { tag: 42113, values: "0" }],
});

async function refusalOf(file: Blob): Promise<unknown> {
  try {
    await openScene(file, "a.tif");
    return null;
  } catch (error) {
    return error;
  }
}

it("finds the layout of a sound file", async () => {
  const { layout } = await scanHeader(new Blob([sound]));
  expect(layout).toMatchObject({
    widthPx: 4,
    heightPx: 4,
    sampleType: "uint8",
    compression: 1,
    bandSamples: [0],
    alphaSample: null,
    noData: 0,
    blockOffsets: [8],
    blockByteCounts: [16],
  });
});

it("opens or refuses in a sentence whatever bytes are changed", async () => {
  const change = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = sound.slice();
      for (const [at, value] of changes) bytes[at] = value;
      const refusal = await refusalOf(new Blob([bytes]));
      if (refusal === null) return;
      expect(refusal).toBeInstanceOf(AppError);
      expect((refusal as AppError).code).toMatch(/^file-/);
    }),
    { numRuns: 400 },
  );
  expect(await refusalOf(new Blob([sound]))).toBeNull();
});

it("refuses every shortened file that lacks its directory", async () => {
  for (let length = 0; length < sound.length - 200; length += 7) {
    const refusal = await refusalOf(new Blob([sound.slice(0, length)]));
    expect(refusal).toBeInstanceOf(AppError);
  }
});
