// Predicts scene after scene: can be paused, goes on where it stopped, and a bad scene does not stop the others.
import { createStore } from "zustand/vanilla";
import { AppError } from "../base/errors.ts";
import { type Failure, failureOf, type JobContext, type JobsStore } from "./jobsStore.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";

export type QueueState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "running" | "paused";
      readonly done: number;
      readonly total: number;
      readonly failures: readonly Failure[];
    }
  | { readonly kind: "done"; readonly total: number; readonly failures: readonly Failure[] };

type Context = {
  readonly jobsStore: JobsStore;
  readonly scenesStore: ScenesStore;
  /** Opens a file that waits; null where it cannot be opened. */
  readonly openWaiting: (id: string) => Promise<string | null>;
  readonly predictScene: (open: OpenScene, job: JobContext) => Promise<string>;
};

export function createPredictQueue(context: Context) {
  const { jobsStore, scenesStore, predictScene } = context;
  const store = createStore<{ readonly state: QueueState }>()(() => ({ state: { kind: "idle" } }));
  let waiting: readonly string[] = [];
  let total = 0;
  let failures: readonly Failure[] = [];
  /** Another number for every run, so that one that was paused does not go on beside its successor. */
  let turn = 0;

  const set = (state: QueueState) => store.setState({ state });
  const told = (kind: "running" | "paused") =>
    set({ kind, done: total - waiting.length, total, failures });

  async function run(): Promise<void> {
    const mine = ++turn;
    told("running");
    for (let id = waiting[0]; id !== undefined; id = waiting[0]) {
      const outcome = await predictOne(id);
      if (turn !== mine) return;
      if (outcome === "cancelled") {
        told("paused");
        return;
      }
      waiting = waiting.slice(1);
      count(outcome);
      told("running");
    }
    set(total === 0 ? { kind: "idle" } : { kind: "done", total, failures });
  }

  function count(outcome: "done" | "closed" | readonly Failure[]): void {
    if (outcome === "closed") total--;
    else if (outcome !== "done") failures = [...failures, ...outcome];
  }

  async function predictOne(
    id: string,
  ): Promise<"done" | "closed" | "cancelled" | readonly Failure[]> {
    const waits = scenesStore.getState().waiting.find((file) => file.id === id);
    if (waits !== undefined) return openAndPredict(id, waits.fileName);
    const open = scenesStore.find(id);
    // Nothing to do, and nobody to tell.
    if (open === undefined) return "closed";
    const { fileName } = open.scene;
    if (open.link === "missing")
      return [failureOf(fileName, new AppError("scene-missing", "Its file is not open."))];
    await jobsStore.run("predict", { subject: fileName, firstStage: "backend" }, (job) =>
      predictScene(open, job),
    );
    // Closed while it was predicted.
    if (scenesStore.find(id) === undefined) return "closed";
    const { predict } = jobsStore.getState();
    if (predict.kind === "done") return "done";
    if (predict.kind !== "failed") return "cancelled";
    jobsStore.dismiss("predict");
    return predict.failures;
  }

  /** Opened, it waits under its scene's id, so that a pause does not lose it. */
  async function openAndPredict(id: string, fileName: string): ReturnType<typeof predictOne> {
    const sceneId = await context.openWaiting(id);
    const { open } = jobsStore.getState();
    if (sceneId === null) {
      if (open.kind !== "failed") return "cancelled";
      jobsStore.dismiss("open");
      return open.failures.map((failure) => ({ ...failure, subject: fileName }));
    }
    waiting = waiting.map((one) => (one === id ? sceneId : one));
    // Of a file that was open already the fronts are there.
    return scenesStore.find(sceneId)?.prediction ? "done" : predictOne(sceneId);
  }

  function cancel(): void {
    const wasRunning = store.getState().state.kind === "running";
    turn++;
    waiting = [];
    set({ kind: "idle" });
    if (wasRunning) jobsStore.cancel("predict");
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    /** In this order; what waited before is forgotten. */
    start: (sceneIds: readonly string[]): Promise<void> => {
      waiting = sceneIds;
      total = sceneIds.length;
      failures = [];
      return run();
    },
    /** The scene under way is begun anew by `resume`. */
    pause: () => {
      if (store.getState().state.kind !== "running") return;
      turn++;
      told("paused");
      jobsStore.cancel("predict");
    },
    resume: (): Promise<void> =>
      store.getState().state.kind === "paused" ? run() : Promise.resolve(),
    cancel,
    /** Another project may be open: nothing is left to do if none of its scenes waits here. */
    projectLoaded: () => {
      const ids = new Set(scenesStore.getState().waiting.map((file) => file.id));
      if (waiting.every((id) => !ids.has(id) && scenesStore.find(id) === undefined)) cancel();
    },
    dismiss: () => {
      if (store.getState().state.kind === "done") set({ kind: "idle" });
    },
  };
}
