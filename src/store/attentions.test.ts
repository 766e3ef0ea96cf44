// Attention is asked for while somebody looks, never beside a prediction, and the worker keeps nothing that nobody asks for.
import { expect, it, vi } from "vitest";
import { scene, shippedCard } from "../../test/fixtures/pretendedApp.ts";
import type { AttentionBlock } from "../models/modelCard.ts";
import { createAttentions, followAttention, type PixelAttention } from "./attentions.ts";
import { createJobsStore } from "./jobsStore.ts";
import { createModelsStore } from "./modelsStore.ts";
import { createScenesStore } from "./scenesStore.ts";
import { createViewStore } from "./viewStore.ts";

const BLOCK: AttentionBlock = {
  ...{ id: "b", stage: 1, number: 1, height: 1, width: 1, tokenPx: 4 },
  ...{ heads: 2, windowPx: 1, shiftPx: 0 },
};
const ANSWER: PixelAttention = {
  attended: null,
  received: {
    ...{ widthPx: 1, heightPx: 1, gridToPixel: [4, 0, 0, 0, 4, 0] },
    ...{ weights: Float32Array.of(1), valid: Uint8Array.of(1) },
  },
  outlines: [],
};

/** A scene, and two models with a Transformer; questions are answered by hand. */
function follow() {
  const asked: {
    readonly what: string;
    readonly signal: AbortSignal;
    readonly answer: () => void;
    readonly fail: () => void;
  }[] = [];
  const forget = vi.fn();
  const stores = {
    viewStore: createViewStore(null),
    scenesStore: createScenesStore(),
    jobsStore: createJobsStore(),
    modelsStore: createModelsStore(),
    attentions: createAttentions(),
  };
  followAttention({
    ...stores,
    forget,
    look: (_, modelId, { at, block, view }, { signal }) =>
      new Promise((resolve, reject) => {
        asked.push({
          what: [modelId, at, block, view].join(" "),
          signal,
          answer: () => resolve(ANSWER),
          fail: () => reject(new Error("no memory")),
        });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  });
  for (const id of ["m", "n"]) stores.modelsStore.put(id, { ...shippedCard(), blocks: [BLOCK] });
  stores.viewStore.set({ modelId: "m" });
  stores.scenesStore.add(scene, "1-a");
  stores.viewStore.showScene(scene.id);
  const isHeld = () => stores.attentions.get(scene.id) !== null;
  return { ...stores, asked, forget, isHeld };
}

it("is asked for when it is looked at, by another head anew, and forgotten when nobody looks", async () => {
  const { asked, attentions, forget, isHeld, viewStore } = follow();
  attentions.choose({ pixel: { sceneId: scene.id, at: [1, 2] } });
  expect(asked).toEqual([]);
  viewStore.toggleLayer("attended");
  expect(asked.map(({ what }) => what)).toEqual(["m 1,2 0 rollout"]);
  asked[0]?.answer();
  await vi.waitFor(() => expect(isHeld()).toBe(true));
  viewStore.set({ notice: "Something else." });
  expect(asked).toHaveLength(1);
  attentions.choose({ view: 1 });
  expect(asked[1]?.what).toBe("m 1,2 0 1");
  expect(asked[0]?.signal.aborted).toBe(false);
  expect(forget).not.toHaveBeenCalled();
  viewStore.toggleLayer("attended");
  expect(asked[1]?.signal.aborted).toBe(true);
  expect(isHeld()).toBe(false);
  expect(forget).toHaveBeenCalledOnce();
});

it("another model: what was kept is forgotten, and a late answer is none", async () => {
  const { asked, forget, isHeld, viewStore } = follow();
  viewStore.toggleLayer("received");
  viewStore.set({ modelId: "n" });
  expect(forget).toHaveBeenCalledOnce();
  asked[0]?.answer();
  await Promise.resolve();
  expect(isHeld()).toBe(false);
  expect(asked[1]?.what).toBe("n  0 rollout");
  asked[1]?.answer();
  await vi.waitFor(() => expect(isHeld()).toBe(true));
});

it("gives way to a prediction, and goes on after it; a closed scene holds nothing", async () => {
  const { asked, forget, isHeld, jobsStore, scenesStore, viewStore } = follow();
  viewStore.toggleLayer("received");
  let end = () => {};
  const predicting = jobsStore.run("predict", { subject: "s", firstStage: "read" }, async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    return "";
  });
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(asked).toHaveLength(1);
  end();
  await predicting;
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  await vi.waitFor(() => expect(isHeld()).toBe(true));
  expect(forget).not.toHaveBeenCalled();
  scenesStore.remove(scene.id);
  expect(isHeld()).toBe(false);
  expect(forget).toHaveBeenCalledOnce();
});

it("a question that fails hides the layers, so that looking again tries again", async () => {
  const { asked, jobsStore, viewStore } = follow();
  viewStore.toggleLayer("received");
  asked[0]?.fail();
  await vi.waitFor(() => expect(viewStore.getState().layers.received.visible).toBe(false));
  expect(jobsStore.getState().attention.kind).toBe("failed");
  viewStore.toggleLayer("received");
  expect(asked).toHaveLength(2);
});
