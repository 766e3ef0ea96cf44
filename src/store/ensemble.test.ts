// Several runs as one prediction: what of the choice is run, what it costs, and what becomes of the answer.
import { expect, test, vi } from "vitest";
import { prediction, scene, setUp, shippedCard } from "../../test/fixtures/pretendedApp.ts";
import type { ModelCard } from "../models/modelCard.ts";
import type { InferenceCalls } from "../workers/protocol.ts";
import { costOfRuns } from "./costOfRuns.ts";
import { type EnsembleChoice, MOST_MODELS, ONE_RUN, planRuns } from "./ensembleChoice.ts";
import type { OpenScene } from "./scenesStore.ts";

const CARD: ModelCard = { ...shippedCard(), tracing: { ...shippedCard().tracing, zones: null } };
const WITH_ZONES = shippedCard();
const OF_ZONES: ModelCard = { ...CARD, dropout: true, tracing: { ...CARD.tracing, from: "zones" } };
const offered = (cards: Readonly<Record<string, ModelCard>>) => ({
  models: Object.entries(cards).map(([id, card]) => ({ id, title: id, card })),
});
const MODELS = offered({ unet: CARD, attention: WITH_ZONES, hybrid: OF_ZONES });

test("models join that give what the first is traced from; dropout is run where all have it", () => {
  const all: EnsembleChoice = {
    turns: 4,
    dropoutRuns: 10,
    others: ["unet", "attention", "hybrid"],
  };
  expect(planRuns(all, "hybrid", MODELS)).toEqual({
    modelIds: ["hybrid", "attention"],
    turns: 4,
    dropoutRuns: 0,
    runs: 8,
  });
  expect(planRuns(all, "unet", MODELS)).toMatchObject({ modelIds: ["unet", "attention"], runs: 8 });
  const alone = planRuns({ ...all, others: [] }, "hybrid", MODELS);
  expect(alone).toMatchObject({ dropoutRuns: 10, runs: 40 });
  expect(planRuns(ONE_RUN, "unknown", MODELS)).toMatchObject({ modelIds: ["unknown"], runs: 1 });
});

test("no more models join than a front's provenance has room for", () => {
  const ids = Array.from({ length: 12 }, (_, i) => `m${i}`);
  const many = offered(Object.fromEntries(ids.map((id) => [id, CARD])));
  const plan = planRuns({ ...ONE_RUN, others: ids }, "m0", many);
  expect(plan.modelIds).toHaveLength(MOST_MODELS);
  expect(new Set(plan.modelIds).size).toBe(MOST_MODELS);
});

test("the cost is told in windows, and in time once every model has predicted", () => {
  const pixel = CARD.groundResolutionMetres.max / 2;
  const side = 2 * CARD.preprocessing.sizePx;
  const large = {
    scene: { ...scene, widthPx: side, heightPx: side, pixelSizeMetres: { x: pixel, y: pixel } },
    area: null,
  } as OpenScene;
  const plan = planRuns({ ...ONE_RUN, turns: 4, others: ["attention"] }, "unet", MODELS);
  const cost = costOfRuns(large, plan, MODELS, { unet: 2 });
  const each = cost?.windowsEach ?? 0;
  expect(each).toBeGreaterThan(0);
  expect(cost).toMatchObject({ windows: 8 * each, seconds: null });
  const known = costOfRuns(large, plan, MODELS, { unet: 2, attention: 3 });
  expect(known?.seconds).toBeCloseTo(4 * each * 2 + 4 * each * 3);
  expect(costOfRuns(large, { ...plan, modelIds: ["gone"] }, MODELS, {})).toBeNull();
});

const SPREAD = {
  models: ["attention-unet"],
  turns: 4,
  dropoutRuns: 0,
  runs: 4,
  deviations: [new Float32Array([0.1])],
  entropy: new Float32Array([0.5]),
} as const;

async function predictFourTimes(
  predictEnsemble: (
    request: InferenceCalls["predictEnsemble"]["request"],
    signal?: AbortSignal,
  ) => Promise<InferenceCalls["predict"]["response"]>,
) {
  const app = setUp({}, { predictEnsemble });
  await app.actions.openFiles([{ file: new Blob(["x"]), fileName: "a.tif" }]);
  await vi.waitFor(() => expect(app.modelsStore.getState().models).toHaveLength(1));
  app.viewStore.set({ ensemble: { ...ONE_RUN, turns: 4 } });
  return app;
}

test("Predict asks for the runs and says in the fronts and the facts what they were", async () => {
  const asked = vi.fn(async (_request: unknown) => ({ ...prediction, spread: SPREAD }));
  const app = await predictFourTimes(asked);
  await app.actions.predict();
  expect(asked.mock.calls[0]?.[0]).toMatchObject({
    turns: 4,
    dropoutRuns: 0,
    models: [{ modelName: "attention-unet" }],
  });
  expect(app.log).not.toContain("predict");
  const [front] = app.documentStore.committed().fronts;
  if (front?.origin.kind !== "predicted") throw new Error("A front was predicted.");
  expect(JSON.parse(front.origin.preprocessing)).toMatchObject({
    sizePx: shippedCard().preprocessing.sizePx,
    ensemble: { models: ["attention-unet"], turns: 4, dropoutRuns: 0 },
  });
  const [open] = app.scenesStore.getState().scenes;
  expect(open?.prediction?.runs).toBe(4);
  // 1 ms for 4 runs of a window.
  expect(app.scenesStore.getState().secondsPerWindow["attention-unet"]).toBeCloseTo(0.00025);
  expect(app.rasters.getState().mapNames[open?.scene.id ?? ""]).toEqual([
    "probability",
    "deviation",
    "entropy",
  ]);
});

test("after a cancelled ensemble a model is loaded anew, whichever the worker holds", async () => {
  const app = await predictFourTimes(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        queueMicrotask(() => app.actions.cancel("predict"));
      }),
  );
  await app.actions.predict();
  expect(app.documentStore.committed().fronts).toEqual([]);
  app.viewStore.set({ ensemble: ONE_RUN });
  await app.actions.predict();
  expect(app.log.filter((name) => name === "loadModel")).toHaveLength(2);
  expect(app.documentStore.committed().fronts).toHaveLength(1);
});

test("zones are shown by themselves, once, where a network gives no probability", async () => {
  const zones = new Uint8Array([127]);
  const app = setUp({}, { predict: async () => ({ ...prediction, maps: [], zones }) });
  await app.actions.openFiles([{ file: new Blob(["x"]), fileName: "a.tif" }]);
  await app.actions.predict();
  expect(app.viewStore.getState().layers.zones.visible).toBe(true);
  app.viewStore.toggleLayer("zones");
  await app.actions.predict();
  expect(app.viewStore.getState().layers.zones.visible).toBe(false);
});
