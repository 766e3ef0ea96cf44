// What a pixel of the scene in view looks at in a Transformer, once somebody asks: which pixel, by which block and head.
import { createStore } from "zustand/vanilla";
import type { MapXY } from "../geo/coordinates.ts";
import type { AttentionBlock } from "../models/modelCard.ts";
import type { InferenceCalls } from "../workers/protocol.ts";
import type { JobContext, JobsStore } from "./jobsStore.ts";
import { blocksOfModel, type ModelsStore } from "./modelsStore.ts";
import { networkInputKey } from "./networkInputs.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";
import type { AttentionName, ViewState, ViewStore } from "./viewStore.ts";

export type PixelAttention = InferenceCalls["lookFrom"]["response"];
export type TokenMap = PixelAttention["received"];
export type AttentionView = InferenceCalls["lookFrom"]["request"]["view"];

type ChosenPixel = { readonly sceneId: string; readonly at: MapXY };

type State = {
  /** The block's id; null, or one that the model lacks, for its last. */
  readonly blockId: string | null;
  readonly view: AttentionView;
  readonly pixel: ChosenPixel | null;
  /** Which answer is at hand: another object with every other one. Null while none is. */
  readonly held: { readonly sceneId: string } | null;
};

export type Attentions = ReturnType<typeof createAttentions>;

/** The weights of one answer; no store may hold them. */
export function createAttentions() {
  const store = createStore<State>()(() => ({
    blockId: null,
    view: "rollout",
    pixel: null,
    held: null,
  }));
  let answer: PixelAttention | null = null;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    choose: (change: Partial<Pick<State, "blockId" | "view" | "pixel">>) => store.setState(change),
    /** Only where it is of this scene. */
    get: (sceneId: string | null): PixelAttention | null =>
      sceneId !== null && store.getState().held?.sceneId === sceneId ? answer : null,
    put: (sceneId: string, next: PixelAttention) => {
      answer = next;
      store.setState({ held: { sceneId } });
    },
    drop: () => {
      answer = null;
      if (store.getState().held !== null) store.setState({ held: null });
    },
  };
}

export type AttentionChoice = {
  /** Its place among the network's blocks. */
  readonly block: number;
  readonly view: AttentionView;
};

/** As it applies to a model; null for one without window attention. */
export function choiceFor(
  { blockId, view }: Pick<State, "blockId" | "view">,
  blocks: readonly AttentionBlock[],
): AttentionChoice | null {
  const found = blocks.findIndex(({ id }) => id === blockId);
  const block = found < 0 ? blocks.length - 1 : found;
  const heads = blocks[block]?.heads;
  if (heads === undefined) return null;
  return { block, view: typeof view === "number" && view >= heads ? "mean" : view };
}

/** `at` null: of the scene as a whole. */
export type Question = AttentionChoice & { readonly at: MapXY | null };

/** The map of a layer, where it is at hand. */
export function tokenMapOf(answer: PixelAttention | null, name: AttentionName): TokenMap | null {
  return answer?.[name] ?? null;
}

/** The largest weight where there is data: what the end of the colours stands for. */
export function peakOf({ valid, weights }: TokenMap): number {
  return weights.reduce((most, weight, i) => (valid[i] === 1 ? Math.max(most, weight) : most), 0);
}

type Context = {
  readonly viewStore: ViewStore;
  readonly scenesStore: ScenesStore;
  readonly jobsStore: JobsStore;
  readonly modelsStore: ModelsStore;
  readonly attentions: Attentions;
  readonly look: (
    open: OpenScene,
    modelId: string,
    asked: Question,
    job: JobContext,
  ) => Promise<PixelAttention>;
  /** Frees what the worker keeps. */
  readonly forget: () => void;
};

/** What is asked for now; `of` is another for other pixels or another model. */
type Wanted = { readonly of: string; readonly key: string };

/** Keeps the answer at hand that is looked at, and none when none is; waits while a prediction runs. */
export function followAttention(context: Context): void {
  const { attentions, forget, jobsStore, look, modelsStore, scenesStore, viewStore } = context;
  let wanted: Wanted | null = null;
  /** Of which the worker may keep something. */
  let kept: string | null = null;

  function follow(): void {
    const view = viewStore.getState();
    const open = isLookedAt(view) ? scenesStore.find(view.sceneId) : undefined;
    const asked = open?.link === "here" ? questionOf(open, view) : null;
    if (open === undefined || asked === null) {
      leave();
      return;
    }
    const of = networkInputKey(open, view.modelId);
    if (kept !== null && kept !== of) leave();
    if (jobsStore.getState().predict.kind === "running") {
      stopAsking();
      return;
    }
    const key = JSON.stringify([of, asked.at && asked]);
    if (key === wanted?.key) return;
    wanted = { of, key };
    kept = of;
    void ask(open, view.modelId, asked, wanted);
  }

  /** Null where there is nothing to answer. */
  function questionOf({ scene }: OpenScene, { layers, modelId }: ViewState): Question | null {
    const state = attentions.getState();
    const choice = choiceFor(state, blocksOfModel(modelsStore.getState(), modelId));
    const isOfScene = state.pixel?.sceneId === scene.id && layers.attended.visible;
    const at = isOfScene ? (state.pixel?.at ?? null) : null;
    return choice === null || (at === null && !layers.received.visible) ? null : { ...choice, at };
  }

  function stopAsking(): void {
    if (wanted === null) return;
    wanted = null;
    jobsStore.cancel("attention");
  }

  function leave(): void {
    const hasKept = kept !== null;
    kept = null;
    stopAsking();
    attentions.drop();
    if (hasKept) forget();
  }

  async function ask(
    open: OpenScene,
    modelId: string,
    asked: Question,
    mine: Wanted,
  ): Promise<void> {
    const options = { subject: open.scene.fileName, firstStage: "read" };
    let isAnswered = false;
    await jobsStore.run("attention", options, async (job) => {
      const answer = await look(open, modelId, asked, job);
      if (mine !== wanted) return "";
      isAnswered = true;
      attentions.put(open.scene.id, answer);
      return "";
    });
    // What failed, or was cancelled, is not looked at; looking again tries again.
    if (mine === wanted && !isAnswered) {
      viewStore.setLayer("attended", { visible: false });
      viewStore.setLayer("received", { visible: false });
    }
  }

  viewStore.subscribe(follow);
  scenesStore.subscribe(follow);
  modelsStore.subscribe(follow);
  attentions.subscribe(follow);
  jobsStore.subscribe(follow);
}

const isLookedAt = ({ layers }: ViewState) => layers.attended.visible || layers.received.visible;
