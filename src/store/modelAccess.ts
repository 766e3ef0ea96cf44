// Models for the inference worker: the list beside the page, files handed in, and loading either.
import { AppError, toAppError } from "../base/errors.ts";
import type { ModelFiles, ModelSource, Progress } from "../workers/protocol.ts";
import type { CallOptions } from "../workers/workerClient.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { DroppedModel } from "./droppedFiles.ts";
import type { JobContext } from "./jobsStore.ts";
import { listedModels, type OfferedModel, offeredModel } from "./modelsStore.ts";

/** The worker may be busy with a network, and a first run compiles every shader before it can say anything. */
export const SILENCE_MS = 300_000;

export type ModelAccess = ReturnType<typeof createModelAccess>;

type Context = Pick<
  ActionsContext,
  "inferenceCall" | "modelsStore" | "viewStore" | "fetchBytes" | "baseUrl"
>;

export function createModelAccess(context: Context) {
  const { inferenceCall, modelsStore, viewStore, fetchBytes, baseUrl } = context;
  const modelsUrl = new URL("models/", baseUrl).href;
  const handedIn = new Map<string, () => Promise<ModelFiles>>();
  let listing: Promise<void> | null = null;

  async function fetchList(): Promise<void> {
    const { readIndex } = await reader();
    const url = new URL("index.json", modelsUrl).href;
    const list = await fetchBytes(url, new AbortController().signal);
    for (const { folder, card } of readIndex(await list.text())) modelsStore.put(folder, card);
    const state = modelsStore.getState();
    const [first] = listedModels(state);
    if (first && offeredModel(state, viewStore.getState().modelId) === undefined)
      viewStore.set({ modelId: first.id });
  }

  /** Fetches the list once; where that fails the model in use stays the only one, and the next call tries again. */
  function list(): Promise<void> {
    listing ??= fetchList().catch(() => {
      listing = null;
      viewStore.set({ notice: "The list of models cannot be reached; the chosen model stays." });
    });
    return listing;
  }

  /** Adds a model for as long as the page is open. Rejects, and adds nothing, when its files are not a sound model. */
  async function add(dropped: DroppedModel, { signal, report }: JobContext): Promise<OfferedModel> {
    report({ stage: "check", done: 0, total: 0 });
    await list();
    const { readModelFiles } = await reader();
    const files = await readModelFiles(dropped.files);
    const card = await inferenceCall(
      "checkModel",
      { files },
      { signal, transfer: buffersOf(files), onProgress: report, timeoutMs: SILENCE_MS },
    );
    signal.throwIfAborted();
    const id = modelsStore.freeId(dropped.folder ?? card.name);
    handedIn.set(id, () => readModelFiles(dropped.files));
    return modelsStore.put(id, card);
  }

  /** What the worker is told of a model, and what of it is handed over. */
  async function requestOf(id: string): Promise<ModelRequest> {
    const readFiles = handedIn.get(id);
    if (readFiles === undefined)
      return { model: { modelName: id, source: { kind: "served", modelsUrl } }, transfer: [] };
    const files = await readFiles();
    return {
      model: { modelName: id, source: { kind: "handed", files } },
      transfer: buffersOf(files),
    };
  }

  async function load(id: string, options: CallOptions<Progress>): Promise<void> {
    try {
      const { model, transfer } = await requestOf(id);
      modelsStore.put(id, await inferenceCall("loadModel", model, { ...options, transfer }));
    } catch (error) {
      options.signal?.throwIfAborted();
      throw namingEpoch(error, offeredModel(modelsStore.getState(), id));
    }
  }

  return {
    list,
    add,
    load,
    requestOf,
    /** From now on the model's files are asked for here, each time that they are needed. */
    hold: (id: string, readFiles: () => Promise<ModelFiles>): void => {
      handedIn.set(id, readFiles);
    },
    forget: (id: string): void => {
      handedIn.delete(id);
    },
  };
}

type ModelRequest = {
  readonly model: { readonly modelName: string; readonly source: ModelSource };
  readonly transfer: ArrayBuffer[];
};

/** Of a run's many epochs it has to be said which one failed. */
function namingEpoch(error: unknown, model: OfferedModel | undefined): unknown {
  if (model?.epochOf === undefined) return error;
  const { code, message } = toAppError(error);
  const text = `${model.title} (${model.card.weightsFile}): ${message}`;
  return new AppError(code, text, { cause: error });
}

function buffersOf(files: ModelFiles): ArrayBuffer[] {
  return Object.values(files).map(({ buffer }) => buffer);
}

/** What reads cards is no part of the page's first load. */
function reader() {
  return import("./readModelFiles.ts").catch((cause: unknown) => {
    throw new AppError("model-load-failed", "A part of the page cannot be reached.", { cause });
  });
}
