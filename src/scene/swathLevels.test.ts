import { expect, it } from "vitest";
import { writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { openScene } from "./openScene.ts";
import type { LevelSource } from "./pictureLevels.ts";
import type { PyramidStore } from "./pyramidFile.ts";
import type { StoredPicture } from "./storedPicture.ts";
import { LostPicture, swathLevels } from "./swathLevels.ts";

const WIDTH = 203;
const HEIGHT = 131;
const pixels = Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
  // A corner without data.
  i % WIDTH < 30 && i < 40 * WIDTH ? 0 : 1 + ((i * 31) % 5000),
);

async function picture(): Promise<StoredPicture & { reads: number }> {
  const bytes = writeTinyTiff({
    widthPx: WIDTH,
    heightPx: HEIGHT,
    bitsPerSample: 16,
    sampleFormat: 1,
    pixels,
    fields: [{ tag: 42113, values: "0" }],
  });
  const { stored } = await openScene(new Blob([bytes]), "a.tif");
  const counted = {
    ...stored,
    reads: 0,
    readOnce: (...args: Parameters<StoredPicture["readOnce"]>) => {
      counted.reads++;
      return stored.readOnce(...args);
    },
  };
  return counted;
}

/** `room` in bytes. */
function memoryStore(room = Number.POSITIVE_INFINITY) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const store: PyramidStore = {
    open: async (key) => {
      const file = files.get(key);
      return file === undefined ? null : new Blob([file]);
    },
    create: async (key, bytes) => {
      const file = new Uint8Array(bytes);
      return {
        write: (part, at) => {
          if (at + part.length > room) throw new Error("full");
          file.set(part, at);
        },
        finish: async () => void files.set(key, file),
        discard: async () => void files.delete(key),
      };
    },
    measure: async () => ({ count: files.size, bytes: 0 }),
    clear: async () => files.clear(),
  };
  return { files, store };
}

/** Means of valid pixels by halving, worked out plainly. */
function plainLevel(shift: number): { widthPx: number; values: number[] } {
  let [width, height] = [WIDTH, HEIGHT];
  let values = [...pixels].map((value) => (value === 0 ? Number.NaN : value));
  for (let i = 0; i < shift; i++) {
    const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const next: number[] = [];
    for (let row = 0; row < h; row++)
      for (let col = 0; col < w; col++) {
        const cells = [0, 1].flatMap((dy) =>
          [0, 1].flatMap((dx) => {
            const [x, y] = [2 * col + dx, 2 * row + dy];
            const value = x < width && y < height ? values[y * width + x] : Number.NaN;
            return value === undefined || Number.isNaN(value) ? [] : [value];
          }),
        );
        next.push(cells.reduce((sum, value) => sum + value, 0) / cells.length);
      }
    [values, width, height] = [next, w, h];
  }
  return { widthPx: width, values };
}

async function expectMeans(level: LevelSource | undefined) {
  if (level === undefined) throw new Error("There is no such level.");
  const { shift, widthPx, heightPx } = level;
  const whole = plainLevel(shift);
  expect(widthPx).toBe(whole.widthPx);
  const window = { firstCol: 3, firstRow: 2, widthPx: widthPx - 5, heightPx: heightPx - 3 };
  const part = await level.read(window);
  for (let row = 0; row < window.heightPx; row++)
    for (let col = 0; col < window.widthPx; col++) {
      const at = (2 + row - part.firstRow) * part.widthPx + 3 + col - part.firstCol;
      const wanted = whole.values[(2 + row) * widthPx + 3 + col] ?? Number.NaN;
      const got = part.values[at] as number;
      // Means of means in 32 bits.
      if (Number.isNaN(wanted)) expect(got).toBeNaN();
      else expect(got).toBeCloseTo(wanted, 1);
    }
}

it("shows picked rows first, then means of all pixels, from the store without reading again", async () => {
  const stored = await picture();
  const { files, store } = memoryStore();
  const first = swathLevels(stored, 0, store);
  const quick = await first.levels();
  expect(first.isQuick()).toBe(true);
  expect(quick.map(({ shift }) => shift)).toEqual([0, 1, 2]);
  await expectMeans(quick[1]);
  await first.sharpen();
  expect(first.isQuick()).toBe(false);
  const sharp = await first.levels();
  expect(sharp.map(({ shift }) => shift)).toEqual([0, 1, 2]);
  for (const level of sharp) await expectMeans(level);
  expect(files.size).toBe(1);

  const again = await picture();
  const second = swathLevels(again, 0, store);
  await expectMeans((await second.levels())[2]);
  expect([second.isQuick(), again.reads]).toEqual([false, 0]);
});

it("holds coarser levels in memory where the storage is full, or keeps what is not whole", async () => {
  const full = memoryStore(10_000);
  const levels = swathLevels(await picture(), 0, full.store);
  await levels.levels();
  await levels.sharpen();
  const held = await levels.levels();
  expect(held.map(({ shift }) => shift)).toEqual([0, 1, 3]);
  await expectMeans(held[2]);
  expect(full.files.size).toBe(0);

  const cut = memoryStore();
  const stored = await picture();
  const whole = swathLevels(stored, 0, cut.store);
  await whole.levels();
  await whole.sharpen();
  for (const [key, file] of cut.files) cut.files.set(key, file.slice(0, -4));
  const other = swathLevels(stored, 0, cut.store);
  await other.levels();
  expect(other.isQuick()).toBe(true);
});

it("stops when it is asked to, and can be asked again", async () => {
  const levels = swathLevels(await picture(), 0, null);
  await levels.levels();
  const abort = new AbortController();
  abort.abort();
  await expect(levels.sharpen({ signal: abort.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
  expect(levels.isQuick()).toBe(true);
  await levels.sharpen();
  expect(levels.isQuick()).toBe(false);
});

it("makes the picture anew where what was kept of it is thrown away meanwhile", async () => {
  const stored = await picture();
  const { files, store } = memoryStore();
  await swathLevels(stored, 0, store).sharpen();
  let isThere = true;
  const torn = { ...store, open: async (key: string) => (isThere ? tearing(key) : null) };
  const tearing = (key: string) => {
    const file = new Blob([files.get(key) ?? new Uint8Array()]);
    const slice = file.slice.bind(file);
    file.slice = (...range) => {
      const part = slice(...range);
      if (!isThere) part.arrayBuffer = () => Promise.reject(new DOMException("", "NotFoundError"));
      return part;
    };
    return file;
  };
  const open = swathLevels(await picture(), 0, torn);
  const level = (await open.levels())[2];
  expect(open.isQuick()).toBe(false);
  await expectMeans(level);
  isThere = false;
  await expect(expectMeans(level)).rejects.toThrow(LostPicture);
  expect((await open.levels()).map(({ shift }) => shift)).toEqual([0, 1, 2]);
  expect(open.isQuick()).toBe(true);
  await open.sharpen();
  await expectMeans((await open.levels())[2]);
});

it("does not stop at a single overview that is as large as a scene", async () => {
  const stored = await picture();
  const { blockHeightPx, blockWidthPx, readWindow } = stored;
  const half = { shift: 1, widthPx: 102, heightPx: 66, blockHeightPx, blockWidthPx, readWindow };
  const small = swathLevels({ ...stored, overviews: [half] }, 0, null);
  expect((await small.levels()).map(({ shift }) => shift)).toEqual([0, 1, 2]);
  const large = { ...half, widthPx: 4000, heightPx: 3000 };
  const levels = swathLevels({ ...stored, overviews: [large] }, 0, null);
  expect((await levels.levels()).map(({ shift }) => shift)).toEqual([0, 1, 2]);
  expect(levels.isQuick()).toBe(true);
  await levels.sharpen();
  expect((await levels.levels()).map(({ shift }) => shift)).toEqual([0, 1, 3]);
});
