import { expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import type { Engine } from "./engine/engine.ts";
import type { PreparedGrid } from "./preprocess/prepareInput.ts";
import { type KeptSums, runWindows, type WindowJournal } from "./runWindows.ts";

const SIZE = 16;
const card = {
  ...shippedCard(),
  preprocessing: { ...shippedCard().preprocessing, sizePx: SIZE },
};

/** Answers its input as probability, the mean of 4 x 4 of it as a coarse attention map, and two zones. */
function engine(onRun: () => void = () => undefined): Engine {
  return {
    inputShape: [SIZE, SIZE, 2],
    run: async (input) => {
      onRun();
      const probability = input.filter((_, i) => i % 2 === 0);
      const coarse = new Float32Array(16);
      probability.forEach((value, i) => {
        const at = (i >> 6) * 4 + ((i % SIZE) >> 2);
        coarse[at] = (coarse[at] as number) + value / 16;
      });
      const zones = new Float32Array(2 * SIZE * SIZE).map((_, i) => (i % 2 === 0 ? 0.25 : 0.75));
      return {
        probability: { shape: [SIZE, SIZE, 1], values: probability },
        alpha1: { shape: [4, 4, 1], values: coarse },
        zones: { shape: [SIZE, SIZE, 2], values: zones },
      };
    },
    dispose: () => undefined,
  };
}

function gridOf(widthPx: number, heightPx: number): PreparedGrid {
  const intensity = Float32Array.from(
    { length: widthPx * heightPx },
    (_, i) => ((i * 7) % 97) / 97,
  );
  const valid = new Uint8Array(intensity.length).fill(1);
  const grid = {
    widthPx,
    heightPx,
    gridToPixel: [1, 0, 0, 0, 1, 0],
    pixelSizeMetres: null,
  } as const;
  return { intensity, grid, valid };
}

const WINDOWS = [0, 8, 14].flatMap((row) => [0, 10, 20, 24].map((col) => [col, row] as const));

it("blends windows so that what each of them says alike comes out as it is", async () => {
  const prepared = gridOf(40, 30);
  const { maps, zones } = await runWindows(prepared, WINDOWS, { card, engine: engine() });
  const probability = maps.find(({ name }) => name === "probability")?.values ?? [];
  for (let i = 0; i < prepared.intensity.length; i++)
    expect(probability[i]).toBeCloseTo(prepared.intensity[i] as number, 5);
  expect(maps.map(({ name }) => name)).toEqual(["probability", "alpha1"]);
  expect(zones?.map((map) => map[777])).toEqual([expect.closeTo(0.25, 6), expect.closeTo(0.75, 6)]);
});

it("says so before it asks for more memory than there is", async () => {
  const prepared = gridOf(40, 30);
  const grid = { ...prepared.grid, widthPx: 20_000, heightPx: 20_000 };
  const run = runWindows({ ...prepared, grid }, WINDOWS, { card, engine: engine() });
  await expect(run).rejects.toMatchObject({ code: "out-of-memory" });
});

it("passes over windows without data, and leaves nothing there", async () => {
  const prepared = gridOf(40, 30);
  for (let i = 0; i < prepared.valid.length; i++)
    if (i % 40 < 20) {
      prepared.valid[i] = 0;
      prepared.intensity[i] = Number.NaN;
    }
  let runs = 0;
  const { maps } = await runWindows(prepared, WINDOWS, { card, engine: engine(() => runs++) });
  expect(runs).toBe(9);
  expect(maps[0]?.values[0]).toBe(0);
});

it("goes on where it was stopped, to the same numbers, and forgets what it kept", async () => {
  const prepared = gridOf(40, 30);
  const whole = await runWindows(prepared, WINDOWS, { card, engine: engine() });
  const kept = new Map<string, KeptSums>();
  const journal: WindowJournal = {
    read: async (key) => kept.get(key) ?? null,
    write: async (key, { done, sums }) => void kept.set(key, { done, sums: sums.slice() }),
    remove: async (key) => void kept.delete(key),
  };
  const abort = new AbortController();
  let runs = 0;
  const stopping = engine(() => {
    runs++;
    if (runs === 7) abort.abort();
  });
  const stopped = runWindows(
    prepared,
    WINDOWS,
    { card, engine: stopping },
    { journal, signal: abort.signal, keepEveryMs: 0 },
  );
  await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  expect([...kept.values()].map(({ done }) => done)).toEqual([7]);
  runs = 0;
  const resumed = await runWindows(
    prepared,
    WINDOWS,
    { card, engine: engine(() => runs++) },
    { journal },
  );
  // One more than what was left: the first window tells what the network gives.
  expect(runs).toBe(WINDOWS.length - 7 + 1);
  expect(resumed).toEqual(whole);
  expect(kept.size).toBe(0);
});

it("takes a storage that fails, or holds what is not whole, as one that holds nothing", async () => {
  const prepared = gridOf(40, 30);
  const whole = await runWindows(prepared, WINDOWS, { card, engine: engine() });
  const fails = () => Promise.reject(new DOMException("Not here.", "SecurityError"));
  const run = (journal: WindowJournal) =>
    runWindows(prepared, WINDOWS, { card, engine: engine() }, { journal, keepEveryMs: 0 });
  expect(await run({ read: fails, write: fails, remove: fails })).toEqual(whole);
  const sums = new Float32Array(5 * 40 * 30).fill(1);
  for (const done of [Number.NaN, -1, 1e9])
    expect(await run({ read: async () => ({ done, sums }), write: fails, remove: fails })).toEqual(
      whole,
    );
});

it("hands every window its own piece of a held map, also one that begins before the grid", async () => {
  const prepared = gridOf(20, 20);
  const values = Float32Array.from({ length: 400 }, (_, i) => i);
  const held: Float32Array[] = [];
  const listening: Engine = {
    ...engine(),
    run: (input, options = {}) => {
      const gate = options.gates?.alpha1;
      if (gate?.kind === "frozen") held.push(gate.values);
      return engine().run(input);
    },
  };
  const gates = { alpha1: { kind: "frozen", values } } as const;
  const tiling = { kind: "mirror", centrePx: 8, stridePx: 8 } as const;
  const mirrored = { ...card, preprocessing: { ...card.preprocessing, tiling } };
  const windows = [-4, 4, 12].flatMap((col) => [-4, 4, 12].map((row) => [col, row] as const));
  await runWindows(prepared, windows, { card: mirrored, engine: listening }, { gates });
  expect(held).toHaveLength(9);
  for (const [w, [col, row]] of windows.entries())
    held[w]?.forEach((value, i) => {
      const [x, y] = [col + (i % SIZE), row + Math.floor(i / SIZE)];
      const isOn = x >= 0 && y >= 0 && x < 20 && y < 20;
      expect(value).toBe(isOn ? 20 * y + x : Number.NaN);
    });
});

it("keeps nothing of a network with changed gates, nor goes on with what is kept of it unchanged", async () => {
  const prepared = gridOf(40, 30);
  let asked = 0;
  const ask = async () => {
    asked++;
    return null;
  };
  const journal: WindowJournal = {
    read: ask,
    write: async () => void (await ask()),
    remove: async () => void (await ask()),
  };
  const model = { card, engine: engine() };
  const gates = { alpha1: { kind: "open" } } as const;
  await runWindows(prepared, WINDOWS, model, { gates, journal, keepEveryMs: 0 });
  expect(asked).toBe(0);
  await runWindows(prepared, WINDOWS, model, { gates: {}, journal, keepEveryMs: 0 });
  expect(asked).toBeGreaterThan(0);
});
