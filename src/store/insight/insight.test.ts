// Variants are made one after the other while somebody looks, the first decides the grid, and no more are kept than fit.
import { expect, it, vi } from "vitest";
import { prediction, scene } from "../../../test/fixtures/pretendedApp.ts";
import { drawnFront } from "../../annotation/newFront.ts";
import { createJobsStore } from "../jobsStore.ts";
import { createScenesStore, type OpenScene } from "../scenesStore.ts";
import { createViewStore } from "../viewStore.ts";
import { followInsight, madeOf, sceneKeyOf } from "./followInsight.ts";
import { createInsights, type Inspected } from "./insightStore.ts";
import { knownFront, knownFronts, NO_TRUTH } from "./knownFronts.ts";
import { isPlain, plain, type Variant, wantedVariants } from "./variants.ts";

const EPOCHS = ["e5", "e10", "e36", "e50"];
const BYTES = 4 * 4 * 3 + 2 * 4;

/** A result on a grid of 2 x 2; its probability tells the model. */
function resultOf(modelName: string, widthPx = 2): Inspected {
  const filled = (value: number) => new Float32Array(4).fill(value);
  const { backend, fronts, threshold01, weightsSha256 } = prediction;
  return {
    ...{ backend, fronts, modelName, threshold01, weightsSha256 },
    grid: { ...prediction.grid, widthPx, heightPx: 2 },
    maps: [
      { name: "probability", values: filled(modelName.length) },
      { name: "alpha1", values: filled(0.25) },
    ],
    valid: new Uint8Array(4).fill(1),
    input: filled(0.5),
    band: new Uint8Array(4),
  };
}

type Asked = {
  readonly modelName: string;
  readonly gates: Readonly<Record<string, unknown>>;
  readonly onto: unknown;
  readonly answer: (result?: Inspected) => void;
  readonly fail: () => void;
};

function follow(mostBytes?: number) {
  const asked: Asked[] = [];
  const scored: string[] = [];
  const forget = vi.fn();
  const truth = { id: "t", title: "t", lines: [] };
  const stores = {
    insights: createInsights(mostBytes),
    viewStore: createViewStore(null),
    scenesStore: createScenesStore(),
    jobsStore: createJobsStore(),
  };
  const { goOn } = followInsight({
    ...stores,
    forget,
    epochsOf: (runId) => (runId === "run" ? EPOCHS : []),
    titleOf: (id) => `Model ${id}`,
    knownFronts: () => [truth],
    inspect: (_, { modelName, onto, probe }, { signal }) =>
      new Promise((resolve, reject) => {
        asked.push({
          modelName,
          gates: probe.gates,
          onto,
          answer: (result = resultOf(modelName)) => resolve(result),
          fail: () => reject(new Error("no gates")),
        });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    score: async (_, { modelName }) => {
      scored.push(modelName);
      return { label: new Uint8Array(4), scores: {} as never };
    },
  });
  stores.scenesStore.add(scene, "1-a");
  stores.viewStore.showScene(scene.id);
  const open = () => stores.scenesStore.find(scene.id) as OpenScene;
  const made = () => {
    const { choice } = stores.insights.getState();
    const variants = wantedVariants(choice, choice.runId === "run" ? EPOCHS : []);
    return madeOf(stores.insights, sceneKeyOf(open()), variants).map(
      ({ result }) => result?.modelName ?? null,
    );
  };
  const names = () => asked.map(({ modelName }) => modelName);
  /** Waits for the question of that number and answers it. */
  const answer = async (index: number, result?: Inspected) => {
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(index));
    asked[index]?.answer(result);
    await Promise.resolve();
  };
  return { ...stores, answer, asked, forget, goOn, made, names, open, scored };
}

it("asks for nothing until it is open, then for one after the other on the first one's grid", async () => {
  const { answer, asked, insights, jobsStore, made, scored } = follow();
  insights.choose({ tab: "compare", compared: ["a", "b"] });
  expect(asked).toEqual([]);
  insights.set({ isOpen: true });
  await answer(0);
  await answer(1);
  await vi.waitFor(() => expect(made()).toEqual(["a", "b"]));
  expect(asked.map(({ onto }) => onto)).toEqual([null, resultOf("a").grid]);
  await vi.waitFor(() => expect(jobsStore.getState().insight.kind).toBe("done"));
  await vi.waitFor(() => expect(scored).toEqual(["a", "b"]));
  // Another tab has the first one already.
  insights.choose({ tab: "ablation", ablation: plain("a") });
  expect(made()).toEqual(["a"]);
  expect(asked).toHaveLength(2);
});

it("gives up what is not wanted any more, and waits while a prediction runs", async () => {
  const { answer, asked, forget, insights, jobsStore, made, names } = follow();
  insights.choose({ tab: "compare", compared: ["a", "b"] });
  insights.set({ isOpen: true });
  await vi.waitFor(() => expect(names()).toEqual(["a"]));
  insights.choose({ compared: ["c"] });
  await vi.waitFor(() => expect(names()).toEqual(["a", "c"]));
  await answer(1);
  await vi.waitFor(() => expect(made()).toEqual(["c"]));
  let finish = () => {};
  const predicting = jobsStore.run("predict", { subject: "", firstStage: "" }, async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return "";
  });
  insights.choose({ compared: ["d"] });
  expect(asked).toHaveLength(2);
  finish();
  await predicting;
  await answer(2);
  await vi.waitFor(() => expect(made()).toEqual(["d"]));
  insights.set({ isOpen: false });
  expect(forget).toHaveBeenCalledTimes(1);
});

it("stops when cancelled by hand, and goes on when asked to", async () => {
  const { answer, asked, goOn, insights, jobsStore, made } = follow();
  insights.choose({ tab: "epochs", runId: "run" });
  insights.set({ isOpen: true });
  await answer(0);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  jobsStore.cancel("insight");
  await vi.waitFor(() => expect(insights.getState().isStopped).toBe(true));
  expect(made()).toEqual(["e5", null, null, null]);
  expect(asked).toHaveLength(2);
  goOn();
  await answer(2);
  // The last epoch is shown where none was chosen.
  await vi.waitFor(() => expect(made()).toEqual(["e5", null, null, "e50"]));
});

it("makes the epoch that is shown first, and no more are kept than fit", async () => {
  const { answer, asked, insights, made, names } = follow(3 * BYTES);
  insights.set({ shownModelId: "e36" });
  insights.choose({ tab: "epochs", runId: "run" });
  insights.set({ isOpen: true });
  for (const index of [0, 1, 2, 3]) await answer(index);
  await vi.waitFor(() => expect(made().filter(Boolean)).toHaveLength(3));
  expect(names()).toEqual(["e5", "e36", "e10", "e50"]);
  expect(insights.bytes()).toBeLessThanOrEqual(3 * BYTES);
  // What gave way is not made again before it is shown.
  const gone = EPOCHS[made().indexOf(null)] ?? "";
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(asked).toHaveLength(4);
  insights.set({ shownModelId: gone });
  await answer(4);
  await vi.waitFor(() => expect(made()[EPOCHS.indexOf(gone)]).toBe(gone));
  expect(names().at(-1)).toBe(gone);
});

it("tells what failed, makes the others, and tries again when asked to", async () => {
  const { answer, asked, goOn, insights, made } = follow();
  insights.choose({ tab: "compare", compared: ["a", "b", "c"] });
  insights.set({ isOpen: true });
  await answer(0);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.fail();
  await answer(2);
  await vi.waitFor(() => expect(made()).toEqual(["a", null, "c"]));
  const [failure] = Object.values(insights.getState().failures);
  expect(failure).toMatchObject({ subject: "Model b", message: "no gates" });
  goOn();
  await answer(3);
  await vi.waitFor(() => expect(made()).toEqual(["a", "b", "c"]));
  expect(insights.getState().failures).toEqual({});
});

it("goes on without a first one that failed: the next decides the grid", async () => {
  const { answer, asked, insights, made } = follow();
  insights.choose({ tab: "epochs", runId: "run" });
  insights.set({ isOpen: true });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.fail();
  for (const index of [1, 2, 3]) await answer(index);
  await vi.waitFor(() => expect(made()).toEqual([null, "e10", "e36", "e50"]));
  const { grid } = resultOf("e10");
  expect(asked.map(({ onto }) => onto)).toEqual([null, null, grid, grid]);
});

it("keeps all that stand side by side, however large", async () => {
  const { answer, asked, insights, made } = follow(BYTES);
  insights.choose({ tab: "compare", compared: ["a", "b", "c"] });
  insights.set({ isOpen: true });
  for (const index of [0, 1, 2]) await answer(index);
  await vi.waitFor(() => expect(made()).toEqual(["a", "b", "c"]));
  expect(asked).toHaveLength(3);
});

it("frees what was made once no scene is open", async () => {
  const { answer, insights, made, scenesStore, viewStore } = follow();
  insights.choose({ tab: "compare", compared: ["a"] });
  insights.set({ isOpen: true });
  await answer(0);
  await vi.waitFor(() => expect(made()).toEqual(["a"]));
  viewStore.showScene(null);
  expect(insights.bytes()).toBe(BYTES);
  scenesStore.remove(scene.id);
  expect(insights.bytes()).toBe(0);
});

it("holds a gate as it is in another network, once that is made; who has no such gate is told", async () => {
  const { answer, asked, insights, made } = follow();
  // The slider of another tab has no say.
  insights.set({ shownModelId: "a" });
  const held: Variant = { ...plain("a"), gates: { alpha1: { kind: "held", modelId: "b" } } };
  insights.choose({ tab: "ablation", ablation: held });
  insights.set({ isOpen: true });
  await answer(0);
  await answer(1);
  await answer(2);
  await vi.waitFor(() => expect(made()).toEqual(["a", "b", "a"]));
  expect(asked[2]?.gates).toEqual({
    alpha1: { kind: "frozen", values: resultOf("b").maps[1]?.values },
  });
  insights.choose({ ablation: { ...held, gates: { alpha2: { kind: "held", modelId: "b" } } } });
  await vi.waitFor(() => {
    const [failure] = Object.values(insights.getState().failures);
    expect(failure?.message).toBe("Model b has no map alpha2 here.");
  });
  expect(asked).toHaveLength(3);
});

it("keeps nothing of a scene that is closed, and closes with it", async () => {
  const { answer, insights, scenesStore } = follow();
  const mask = { id: "m", sceneId: scene.id, fileName: "front.png", lines: [] };
  insights.set({ masks: [mask, { ...mask, id: "n", sceneId: "stays" }] });
  scenesStore.add({ ...scene, id: "stays" }, "2-b");
  insights.choose({ tab: "compare", compared: ["a"] });
  insights.set({ isOpen: true });
  await answer(0);
  await vi.waitFor(() => expect(insights.bytes()).toBe(BYTES));
  scenesStore.remove(scene.id);
  expect(insights.bytes()).toBe(0);
  expect(insights.getState().masks.map(({ id }) => id)).toEqual(["n"]);
  expect(insights.getState().isOpen).toBe(false);
});

it("knows whether a variant is the network as it is", () => {
  expect(isPlain(plain("a"))).toBe(true);
  expect(isPlain({ ...plain("a"), gates: { alpha1: { kind: "open" } } })).toBe(false);
  const window = { firstCol: 0, firstRow: 0, widthPx: 1, heightPx: 1 };
  expect(isPlain({ ...plain("a"), occluded: { window, fill: "mean" } })).toBe(false);
});

it("judges against a mask first, then the true front, then people's; or against none", () => {
  const line = [
    [0, 0],
    [5, -5],
  ] as const;
  const open = { scene, trueFronts: [line] };
  const drawn = drawnFront("f", scene.id, line);
  const mask = { id: "m", sceneId: scene.id, fileName: "front.png", lines: [line] };
  const known = knownFronts(open, [drawn], [mask, { ...mask, id: "n", sceneId: "other" }]);
  expect(known.map(({ title }) => title)).toEqual(["front.png", "True front", "My fronts"]);
  expect(knownFront(known, null)?.id).toBe("m");
  expect(knownFront(known, "true")?.title).toBe("True front");
  expect(knownFront(known, NO_TRUTH)).toBeNull();
  expect(knownFront([], null)).toBeNull();
});
