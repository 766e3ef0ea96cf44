// Makes what "Inside the network" looks at, one network after the other, as long as it is open.
import { AppError } from "../../base/errors.ts";
import type { InferenceCalls } from "../../workers/protocol.ts";
import { failureOf, type JobContext, type JobsStore } from "../jobsStore.ts";
import { networkInputKey } from "../networkInputs.ts";
import type { OpenScene, ScenesStore } from "../scenesStore.ts";
import type { ViewStore } from "../viewStore.ts";
import type { Insights, Inspected, ScoredBand } from "./insightStore.ts";
import { type KnownFront, knownFront } from "./knownFronts.ts";
import { isPlain, type Variant, variantKey, wantedVariants } from "./variants.ts";

type Gates = InferenceCalls["inspect"]["request"]["probe"]["gates"];
type NetworkGrid = Inspected["grid"];
type InspectRequest = Pick<InferenceCalls["inspect"]["request"], "modelName" | "probe" | "onto">;

type Context = {
  readonly insights: Insights;
  readonly viewStore: ViewStore;
  readonly scenesStore: ScenesStore;
  readonly jobsStore: JobsStore;
  /** The models of a run's kept epochs, in order. */
  readonly epochsOf: (runId: string | null) => readonly string[];
  readonly titleOf: (modelId: string) => string;
  readonly knownFronts: (open: OpenScene) => readonly KnownFront[];
  readonly inspect: (
    open: OpenScene,
    request: InspectRequest,
    job: JobContext,
  ) => Promise<Inspected>;
  readonly score: (
    open: OpenScene,
    result: Inspected,
    truth: KnownFront["lines"],
  ) => Promise<ScoredBand>;
  /** Frees what the worker keeps. */
  readonly forget: () => void;
};

export type Made = {
  readonly variant: Variant;
  /** Null while what decides the grid is not there. */
  readonly key: string | null;
  /** The grid that its maps are told on; null for its own. */
  readonly onto: NetworkGrid | null;
  readonly result: Inspected | undefined;
};

/** The scene as a variant is made of it; the models' names come with the variants. */
export function sceneKeyOf(open: OpenScene): string {
  return networkInputKey(open, "");
}

export function scoreKeyOf(key: string, truthId: string): string {
  return JSON.stringify([key, truthId]);
}

/** The variants with what is at hand of them. The first that did not fail decides the grid of those after it. */
export function madeOf(insights: Insights, sceneKey: string, variants: readonly Variant[]): Made[] {
  const { failures } = insights.getState();
  let isDecided = false;
  let onto: NetworkGrid | null = null;
  return variants.map((variant): Made => {
    if (isDecided) {
      const key = onto && variantKey(sceneKey, variant, onto);
      return { variant, key, onto, result: key === null ? undefined : insights.get(key) };
    }
    const key = variantKey(sceneKey, variant, null);
    const result = insights.get(key);
    isDecided = failures[key] === undefined;
    onto = result?.grid ?? null;
    return { variant, key, onto: null, result };
  });
}

export function followInsight(context: Context) {
  const { epochsOf, forget, insights, jobsStore, knownFronts, scenesStore, score, viewStore } =
    context;
  let isRunning = false;
  let isScoring = false;
  let hasKept = false;
  let seen = "";
  let sceneIds: readonly string[] = [];
  /** Made once for what is seen: what had to give way to others is made again only when it is shown. */
  const madeOnce = new Set<string>();

  const activeScene = () => scenesStore.find(viewStore.getState().sceneId);
  const made = (open: OpenScene) => {
    const { choice } = insights.getState();
    const variants = wantedVariants(choice, epochsOf(choice.runId));
    return madeOf(insights, sceneKeyOf(open), variants);
  };

  function follow(): void {
    const { choice, isOpen } = insights.getState();
    const open = activeScene();
    if (open === undefined && isOpen) insights.set({ isOpen: false });
    if (!isOpen || open === undefined) {
      leave();
      return;
    }
    // What is under way for another choice is not wanted any more.
    const asked = JSON.stringify([sceneKeyOf(open), choice, epochsOf(choice.runId)]);
    if (asked !== seen) {
      seen = asked;
      madeOnce.clear();
      jobsStore.cancel("insight");
    }
    start();
    void scoreAll();
  }

  function leave(): void {
    seen = "";
    if (jobsStore.getState().insight.kind === "running") jobsStore.cancel("insight");
    if (!hasKept) return;
    hasKept = false;
    forget();
  }

  function start(): void {
    const open = activeScene();
    const { isOpen, isStopped } = insights.getState();
    if (isRunning || isStopped || !isOpen || open?.link !== "here") return;
    // The worker has one network at a time.
    if (jobsStore.getState().predict.kind === "running") return;
    if (nextOf(open) === undefined) return;
    isRunning = true;
    hasKept = true;
    const asked = seen;
    void run(open).then((isCancelled) => {
      isRunning = false;
      // By hand: until something is chosen anew, or it is asked for.
      if (isCancelled && asked === seen) insights.set({ isStopped: true });
      else start();
    });
  }

  /** The model of the epoch that the slider is on; undefined without a run. */
  function shownEpoch(): string | undefined {
    const { choice, shownModelId } = insights.getState();
    const epochs = epochsOf(choice.runId);
    return epochs.find((id) => id === shownModelId) ?? epochs.at(-1);
  }

  /** What decides the grid, then what is shown, then the others. */
  function nextOf(
    open: OpenScene,
  ): { readonly next: Made; readonly all: readonly Made[] } | undefined {
    const { choice, failures } = insights.getState();
    // A map that is held comes before what it is held in.
    const shownModelId = choice.tab === "epochs" ? shownEpoch() : undefined;
    const all = made(open);
    const isMissing = ({ key, result }: Made) =>
      key !== null && result === undefined && failures[key] === undefined;
    const missing = all.filter(isMissing);
    const next =
      missing.find(({ onto }) => onto === null) ??
      missing.find(({ variant }) => variant.modelId === shownModelId) ??
      missing.find(({ key }) => key !== null && !madeOnce.has(key));
    return next && { next, all };
  }

  /** Whether it was cancelled. */
  async function run(open: OpenScene): Promise<boolean> {
    const options = { subject: open.scene.fileName, firstStage: "read" };
    let signal: AbortSignal | null = null;
    await jobsStore.run("insight", options, async (job) => {
      signal = job.signal;
      for (let found = nextOf(open); found !== undefined; found = nextOf(open)) {
        const { all, next } = found;
        const there = all.filter(({ result }) => result !== undefined).length;
        const report: JobContext["report"] = ({ stage, done, total }) => {
          const share = total === 0 ? 0 : done / total;
          const of = 1000 * all.length;
          job.report({ stage, done: Math.round(1000 * (there + share)), total: of });
        };
        await make(open, next, all, { ...job, report });
      }
      return "";
    });
    return (signal as AbortSignal | null)?.aborted ?? false;
  }

  async function make(
    open: OpenScene,
    { key, onto, variant }: Made,
    all: readonly Made[],
    job: JobContext,
  ): Promise<void> {
    if (key === null) return;
    try {
      const probe = { gates: gatesOf(variant, all, context.titleOf), occluded: variant.occluded };
      const result = await context.inspect(open, { modelName: variant.modelId, probe, onto }, job);
      job.signal.throwIfAborted();
      madeOnce.add(key);
      insights.put(key, result, keptOf(all));
    } catch (error) {
      if (job.signal.aborted) throw error;
      const failure = failureOf(context.titleOf(variant.modelId), error);
      insights.set({ failures: { ...insights.getState().failures, [key]: failure } });
    }
  }

  /** What decides the grid, and what is shown: one epoch of a run, else all. */
  function keptOf(all: readonly Made[]): string[] {
    const { choice } = insights.getState();
    const shownModelId = shownEpoch();
    return all.flatMap(({ key, onto, variant }) => {
      const isShown = choice.tab !== "epochs" || variant.modelId === shownModelId;
      return key !== null && (onto === null || isShown) ? [key] : [];
    });
  }

  /** What is there against the front that is known, where one is chosen. */
  async function scoreAll(): Promise<void> {
    if (isScoring) return;
    isScoring = true;
    /** Of so many that the first scores give way again, each is scored once. */
    const tried = new Set<string>();
    try {
      for (let open = activeScene(); open !== undefined; open = activeScene()) {
        const truth = knownFront(knownFronts(open), insights.getState().truthId);
        const next =
          truth &&
          made(open).find(
            (one) => isUnscored(one, truth) && !tried.has(scoreKeyOf(one.key ?? "", truth.id)),
          );
        if (!truth || next?.key == null || next.result === undefined) break;
        tried.add(scoreKeyOf(next.key, truth.id));
        const scored = await score(open, next.result, truth.lines);
        insights.putScores(scoreKeyOf(next.key, truth.id), scored);
      }
    } catch {
      // The worker is gone: what is asked for next starts it again.
    } finally {
      isScoring = false;
    }
  }

  function isUnscored({ key, result }: Made, { id }: KnownFront): boolean {
    return (
      key !== null && result !== undefined && insights.getScores(scoreKeyOf(key, id)) === undefined
    );
  }

  /** Nothing is kept of scenes that are closed, or of another project. */
  function followScenes(): void {
    const before = sceneIds;
    sceneIds = scenesStore.getState().scenes.map(({ scene }) => scene.id);
    const isGone = (id: string) => !sceneIds.includes(id);
    if (before.some(isGone)) insights.clear(isGone);
  }

  scenesStore.subscribe(followScenes);
  insights.subscribe(follow);
  viewStore.subscribe(follow);
  scenesStore.subscribe(follow);
  jobsStore.subscribe(follow);
  return {
    /** After a stop, or to try again what failed. */
    goOn: () => {
      insights.set({ isStopped: false, failures: {} });
      start();
    },
  };
}

/** Held maps out of what is made already. Throws `gate-missing` where there is none. */
function gatesOf(
  { gates }: Variant,
  all: readonly Made[],
  titleOf: (modelId: string) => string,
): Gates {
  return Object.fromEntries(
    Object.entries(gates).map(([name, gate]) => {
      if (gate.kind !== "held") return [name, gate] as const;
      const source = all.find(
        ({ variant }) => variant.modelId === gate.modelId && isPlain(variant),
      );
      const values = source?.result?.maps.find((map) => map.name === name)?.values;
      if (values === undefined)
        throw new AppError("gate-missing", `${titleOf(gate.modelId)} has no map ${name} here.`);
      return [name, { kind: "frozen", values }] as const;
    }),
  );
}
