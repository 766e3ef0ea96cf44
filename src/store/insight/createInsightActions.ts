// "Inside the network": what opens it, what it asks the worker for, and the fronts that it judges against.
import { frontsOfScene } from "../../annotation/document.ts";
import type { ActionsContext } from "../actionsContext.ts";
import { listedModels, type ModelsState, offeredModel } from "../modelsStore.ts";
import type { createPredictor } from "../predict.ts";
import type { OpenScene } from "../scenesStore.ts";
import type { TrainingRun, TrainingRuns } from "../trainingRuns.ts";
import { followInsight } from "./followInsight.ts";
import { type KnownFront, knownFronts } from "./knownFronts.ts";
import { type InsightChoice, MOST_COMPARED, plain, type Variant } from "./variants.ts";

type Context = ActionsContext & {
  readonly trainingRuns: TrainingRuns;
  readonly loadPredictor: () => Promise<ReturnType<typeof createPredictor>>;
};

export function createInsightActions(context: Context) {
  const { documentStore, inferenceCall, insights, jobsStore, loadPredictor, scenesStore } = context;
  const { modelsStore, trainingRuns, viewStore } = context;
  const titleOf = (modelId: string) =>
    offeredModel(modelsStore.getState(), modelId)?.title ?? modelId;
  const knownOf = (open: OpenScene): KnownFront[] => {
    const fronts = frontsOfScene(documentStore.committed(), open.scene.id);
    return knownFronts(open, fronts, insights.getState().masks);
  };
  const { goOn } = followInsight({
    ...context,
    titleOf,
    knownFronts: knownOf,
    epochsOf: (runId) => epochsOf(trainingRuns.store.getState().runs, runId),
    inspect: async (open, request, job) => (await loadPredictor()).inspect(open, request, job),
    score: async (open, { band, grid }, truth) => {
      const { pixelToMap } = open.scene;
      return inferenceCall("scoreBand", { scene: { pixelToMap }, grid, band, truth });
    },
    // A worker that is gone keeps nothing.
    forget: () => void inferenceCall("forgetInspected", null).catch(() => undefined),
  });

  /** With the chosen model, and in comparison the next one on offer. */
  function open(change: Partial<InsightChoice> = {}): void {
    const { modelId } = viewStore.getState();
    const { choice } = insights.getState();
    const state = modelsStore.getState();
    const compared = choice.compared.filter((id) => offeredModel(state, id) !== undefined);
    const fresh = [modelId, ...alikeFirst(state, modelId)].slice(0, 2);
    insights.forgetScores();
    insights.choose({
      compared: compared.length > 0 ? compared : fresh,
      ...(isOf(choice.ablation, modelId, state) ? {} : { ablation: plain(modelId) }),
      ...change,
    });
    insights.set({ isOpen: true });
  }

  function toggleCompared(modelId: string): void {
    const { compared } = insights.getState().choice;
    if (compared.includes(modelId)) {
      if (compared.length > 1)
        insights.choose({ compared: compared.filter((id) => id !== modelId) });
    } else if (compared.length < MOST_COMPARED)
      insights.choose({ compared: [...compared, modelId] });
  }

  /** Adds the front of a mask and judges against it. */
  async function addMask(file: File): Promise<void> {
    const scene = scenesStore.find(viewStore.getState().sceneId);
    if (scene === undefined) return;
    const options = { subject: file.name, firstStage: "read" };
    await jobsStore.run("mask", options, async (job) => {
      const { readTruthMask } = await import("./readTruthMask.ts");
      const readMask: Parameters<typeof readTruthMask>[0]["readMask"] = async (...asked) =>
        (await loadPredictor()).readMask(...asked);
      const mask = await readTruthMask({ ...context, readMask }, scene, file, job);
      job.signal.throwIfAborted();
      insights.set({ masks: [...insights.getState().masks, mask], truthId: mask.id });
      const pieces = mask.lines.length === 1 ? "1 line" : `${mask.lines.length} lines`;
      return `${file.name}: ${pieces}.`;
    });
  }

  return {
    open,
    close: () => insights.set({ isOpen: false }),
    goOn,
    toggleCompared,
    addMask,
    knownFronts: knownOf,
  };
}

/** The models of a run's kept epochs, in order. */
export function epochsOf(runs: readonly TrainingRun[], runId: string | null): readonly string[] {
  return runs.find(({ id }) => id === runId)?.kept.map(({ modelId }) => modelId) ?? [];
}

/** Whether it changes that model, and by models that are still there. */
function isOf({ gates, modelId }: Variant, chosenId: string, state: ModelsState): boolean {
  const isThere = (id: string) => offeredModel(state, id) !== undefined;
  const sources = Object.values(gates).flatMap((gate) =>
    gate.kind === "held" ? [gate.modelId] : [],
  );
  return modelId === chosenId && sources.every(isThere);
}

/** The others on offer, those first whose fronts come from the same kind of map. */
function alikeFirst(state: ModelsState, modelId: string): string[] {
  const kindOf = (id: string) => offeredModel(state, id)?.card.tracing.from ?? "probability";
  const others = listedModels(state).flatMap(({ id }) => (id === modelId ? [] : [id]));
  const isAlike = (id: string) => kindOf(id) === kindOf(modelId);
  return [...others.filter(isAlike), ...others.filter((id) => !isAlike(id))];
}
