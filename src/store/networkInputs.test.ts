// The network's input is made when it is looked at, anew for another band or model, and not at all when nobody looks.
import { expect, it, vi } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import { PLAIN_DISPLAY } from "../scene/displayRecipe.ts";
import { createJobsStore } from "./jobsStore.ts";
import { createNetworkInputs, followNetworkInput, networkInputKey } from "./networkInputs.ts";
import { DEFAULT_STRETCH } from "./rememberedView.ts";
import { createScenesStore } from "./scenesStore.ts";
import { displayedRange, displayRecipe } from "./shownRange.ts";
import { createViewStore } from "./viewStore.ts";

function follow(fails = false) {
  const asked: string[] = [];
  const stores = {
    viewStore: createViewStore(null),
    scenesStore: createScenesStore(),
    jobsStore: createJobsStore(),
    inputs: createNetworkInputs(),
  };
  followNetworkInput({
    ...stores,
    prepare: async ({ band }, modelId) => {
      asked.push(`${modelId} ${band}`);
      if (fails) throw new Error("no card");
      const grid = {
        widthPx: 1,
        heightPx: 1,
        gridToPixel: [1, 0, 0, 0, 1, 0],
        pixelSizeMetres: null,
      } as const;
      return { grid, values: Float32Array.of(band), valid: Uint8Array.of(1) };
    },
  });
  stores.scenesStore.add(scene, "1-a");
  stores.viewStore.showScene(scene.id);
  return { ...stores, asked };
}

it("is made once it is looked at, and anew for another band and model", async () => {
  const { asked, inputs, scenesStore, viewStore } = follow();
  expect(asked).toEqual([]);
  viewStore.set({ modelId: "m" });
  viewStore.toggleLayer("input");
  await vi.waitFor(() => expect(inputs.getState().key).not.toBeNull());
  viewStore.set({ notice: "Something else." });
  scenesStore.change(scene.id, { band: 1 });
  expect(inputs.getState().key).toBeNull();
  await vi.waitFor(() => expect(inputs.getState().key).not.toBeNull());
  const open = scenesStore.find(scene.id);
  if (open === undefined) throw new Error("The scene is not open.");
  expect(inputs.get(networkInputKey(open, "m"))?.values).toEqual(Float32Array.of(1));
  expect(inputs.get(networkInputKey(open, "n"))).toBeNull();
  viewStore.set({ modelId: "n" });
  await vi.waitFor(() => expect(asked).toEqual(["m 0", "m 1", "n 1"]));
  viewStore.toggleLayer("input");
  expect(inputs.getState().key).toBeNull();
});

it("is not made again by any choice of display", async () => {
  const { asked, inputs, viewStore } = follow();
  viewStore.set({ compared: { what: "input", how: "swipe", swipe01: 0.5 } });
  await vi.waitFor(() => expect(inputs.getState().key).not.toBeNull());
  viewStore.set({
    display: { ...PLAIN_DISPLAY, speckle: "lee" },
    stretch: { ...DEFAULT_STRETCH, gamma: 2 },
  });
  expect(asked).toHaveLength(1);
});

it("is no longer looked at when it cannot be made, and says why", async () => {
  const { jobsStore, viewStore } = follow(true);
  viewStore.toggleLayer("input");
  await vi.waitFor(() => expect(viewStore.getState().layers.input.visible).toBe(false));
  expect(jobsStore.getState().input).toMatchObject({ kind: "failed" });
});

it("remembers how pictures are shown, and takes a broken memory for none", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
  const display = { ...PLAIN_DISPLAY, speckle: "median", windowPx: 9, scale: "decibel" } as const;
  const stretch = { lowPercent: 5, highPercent: 90, gamma: 0.5 };
  createViewStore(storage).set({ display, stretch });
  expect(createViewStore(storage).getState()).toMatchObject({ display, stretch });
  const [[key, value] = ["", ""]] = kept;
  kept.set(
    key,
    value.replace('"windowPx":9', '"windowPx":10').replace('"gamma":0.5', '"gamma":"x"'),
  );
  const mended = createViewStore(storage).getState();
  expect([mended.display.windowPx, mended.stretch.gamma]).toEqual([5, 1]);
});

it("gives the range in what the tiles hold: stored, decibels, shares", () => {
  const quantiles = Array.from({ length: 1001 }, (_, i) => 100 + i);
  const statistics = { min: 100, max: 1100, mean: 600, quantiles, valid01: 1 };
  const range = (change: object) =>
    displayedRange(statistics, DEFAULT_STRETCH, { ...PLAIN_DISPLAY, ...change });
  expect(range({})).toEqual({ low: 120, high: 1080, gamma: 1 });
  expect(range({ scale: "decibel" }).low).toBeCloseTo(20 * Math.log10(120), 9);
  expect(range({ localContrast: true })).toEqual({ low: 0.02, high: 0.98, gamma: 1 });
  expect(displayRecipe(statistics, PLAIN_DISPLAY)).toBeUndefined();
  expect(displayRecipe(statistics, { ...PLAIN_DISPLAY, speckle: "lee" })?.radiometry).toBe(
    "amplitude",
  );
});
