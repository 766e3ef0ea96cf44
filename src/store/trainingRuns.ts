// Training runs that were handed in, for as long as the page is open: each kept epoch is a model that can predict.
import { createStore } from "zustand/vanilla";
import { AppError } from "../base/errors.ts";
import type { EpochRecord } from "../models/trainingRun.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { DroppedRun } from "./droppedFiles.ts";
import type { Failure, JobContext } from "./jobsStore.ts";
import type { ModelAccess } from "./modelAccess.ts";
import { DEFAULT_MODEL_ID, listedModels } from "./modelsStore.ts";
import type { ReadEpoch } from "./readTrainingRun.ts";

export type KeptEpoch = {
  /** In the models' store, whose chooser does not list it. */
  readonly modelId: string;
  readonly epoch: number;
  readonly isBest: boolean;
};

export type TrainingRun = {
  /** Not given again after the run is closed. */
  readonly id: string;
  /** The folder's, or the configuration's where the files came without it. */
  readonly name: string;
  /** The name, with a number where another open run has that name. */
  readonly title: string;
  /** What it minimised: "Dice + BCE, w = 4". */
  readonly lossText: string;
  /** By epoch, at least one. */
  readonly kept: readonly KeptEpoch[];
  /** Epochs whose weights should be in the folder and are not. */
  readonly missing: readonly number[];
  /** By epoch, at least one. */
  readonly log: readonly EpochRecord[];
  /** Null where the log marks none. */
  readonly bestEpoch: number | null;
  /** Whether it has attention to show. */
  readonly hasGates: boolean;
};

type TrainingRunsState = { readonly runs: readonly TrainingRun[] };

type OpenedRun = {
  /** What there is now; null where no epoch could be used. */
  readonly sentence: string | null;
  /** Epochs that were left out. */
  readonly failures: readonly Failure[];
};

type Context = Pick<ActionsContext, "modelsStore" | "scenesStore" | "viewStore"> & {
  readonly models: ModelAccess;
};

export type TrainingRuns = ReturnType<typeof createTrainingRuns>;

export function createTrainingRuns({ models, modelsStore, scenesStore, viewStore }: Context) {
  const store = createStore<TrainingRunsState>()(() => ({ runs: [] }));
  const runs = () => store.getState().runs;
  let lastNumber = 0;

  /** Rejects when the folder is no run that can be shown; nothing has changed then. */
  async function open(dropped: DroppedRun, job: JobContext): Promise<OpenedRun> {
    job.report({ stage: "run", done: 0, total: 0 });
    await models.list();
    const { readRunFiles } = await reader();
    const { facts, name, epochs, missing, failures } = await readRunFiles(dropped, job);
    job.signal.throwIfAborted();
    if (epochs.length === 0) return { sentence: null, failures };
    lastNumber += 1;
    const id = `run-${lastNumber}`;
    const run: TrainingRun = {
      id,
      name,
      title: titleFor(name, runs()),
      lossText: facts.lossText,
      kept: epochs.map((epoch) => offer(id, epoch)),
      missing,
      log: facts.log,
      bestEpoch: facts.bestEpoch,
      hasGates: facts.hasGates,
    };
    store.setState({ runs: [...runs(), run] });
    const hasScene = scenesStore.getState().scenes.length > 0;
    return { sentence: openedSentence(run, hasScene), failures };
  }

  function offer(runId: string, { card, epoch, isBest, readFiles }: ReadEpoch): KeptEpoch {
    const modelId = `${runId}-epoch-${epoch}`;
    models.hold(modelId, readFiles);
    modelsStore.put(modelId, card, { runId, epoch });
    return { modelId, epoch, isBest };
  }

  /** Its epochs go with it; one that was chosen for Predict gives way to a model of the list. */
  function close(id: string): void {
    const run = runs().find((one) => one.id === id);
    if (run === undefined) return;
    store.setState({ runs: runs().filter((one) => one !== run) });
    const isItsOwn = run.kept.some(({ modelId }) => modelId === viewStore.getState().modelId);
    const [first] = listedModels(modelsStore.getState());
    if (isItsOwn) viewStore.set({ modelId: first?.id ?? DEFAULT_MODEL_ID });
    for (const { modelId } of run.kept) {
      models.forget(modelId);
      modelsStore.remove(modelId);
    }
  }

  return { store: { getState: store.getState, subscribe: store.subscribe }, open, close };
}

function titleFor(name: string, others: readonly TrainingRun[]): string {
  let title = name;
  for (let number = 2; others.some((run) => run.title === title); number++)
    title = `${name} (${number})`;
  return title;
}

function openedSentence(run: TrainingRun, hasScene: boolean): string {
  const { bestEpoch, hasGates, kept, log, missing, title } = run;
  const epochs = kept.map(({ epoch, isBest }) => (isBest ? `${epoch} best` : `${epoch}`));
  const isBestKept = bestEpoch === null || kept.some(({ isBest }) => isBest);
  return [
    `${title}: ${kept.length} ${kept.length === 1 ? "epoch" : "epochs"} kept (${epochs.join(", ")}).`,
    ...(missing.length === 0
      ? []
      : [
          `Not in its folder: the weights of ${missing.length === 1 ? "epoch" : "epochs"} ${missing.join(", ")}.`,
        ]),
    ...(isBestKept ? [] : [`The weights of its best epoch, ${bestEpoch}, are not among them.`]),
    ...(hasGates ? [] : ["Its network has no attention gates, so it has no maps of them."]),
    ...(log.some(({ validation }) => validation) ? [] : ["Its log has no validation figures."]),
    ...(hasScene ? [] : ["Open a scene to see what its epochs make of it."]),
  ].join(" ");
}

/** What reads graphs and weights is no part of the page's first load. */
function reader() {
  return import("./readTrainingRun.ts").catch((cause: unknown) => {
    throw new AppError("model-load-failed", "A part of the page cannot be reached.", { cause });
  });
}
