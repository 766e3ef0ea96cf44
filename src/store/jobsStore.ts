// What is being done, how far it is, and what went wrong; one state for each kind of job.
import { createStore } from "zustand/vanilla";
import { type ErrorCode, toAppError } from "../base/errors.ts";
import type { Progress } from "../workers/protocol.ts";

/** Jobs of one name replace each other, so work that may go on at the same time has names of its own. */
export const JOB_NAMES = [
  "open",
  "relink",
  "band",
  "picture",
  "place",
  "project",
  "model",
  "predict",
  "input",
  "attention",
  "insight",
  "mask",
  "export",
  "import",
] as const;
export type JobName = (typeof JOB_NAMES)[number];

export type JobState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "running";
      /** What it works on, for people: a file's or a scene's name. */
      readonly subject: string;
      readonly stage: string;
      readonly done: number;
      /** 0 means not known. */
      readonly total: number;
      /** Milliseconds since the epoch. */
      readonly startedAt: number;
    }
  | {
      readonly kind: "failed";
      /** At least one. */
      readonly failures: readonly Failure[];
    }
  | {
      readonly kind: "done";
      readonly summary: string;
      /** Milliseconds since the epoch. */
      readonly finishedAt: number;
    };

/** What went wrong with one thing that a job worked on. */
export type Failure = {
  readonly subject: string;
  readonly code: ErrorCode;
  /** The particulars, for those who want them. */
  readonly message: string;
};

export function failureOf(subject: string, error: unknown): Failure {
  const { code, message } = toAppError(error);
  return { subject, code, message };
}

/** Thrown by a job that worked on several things and failed with some of them. */
export class FailedItems extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(({ subject }) => subject).join(", "));
    this.failures = failures;
  }
}

export type JobsState = Readonly<Record<JobName, JobState>>;

export type JobsStore = ReturnType<typeof createJobsStore>;

type JobOptions = {
  readonly subject: string;
  readonly firstStage: string;
};

export type JobContext = {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
};

const IDLE: JobState = { kind: "idle" };

export function createJobsStore() {
  const store = createStore<JobsState>()(() => ({
    open: IDLE,
    relink: IDLE,
    band: IDLE,
    picture: IDLE,
    place: IDLE,
    project: IDLE,
    model: IDLE,
    predict: IDLE,
    input: IDLE,
    attention: IDLE,
    insight: IDLE,
    mask: IDLE,
    export: IDLE,
    import: IDLE,
  }));
  const aborts = new Map<JobName, AbortController>();
  const set = (name: JobName, state: JobState) => store.setState({ [name]: state });

  function cancel(name: JobName): void {
    const abort = aborts.get(name);
    if (abort === undefined) return;
    aborts.delete(name);
    set(name, IDLE);
    abort.abort(new DOMException("Cancelled.", "AbortError"));
  }

  /** Runs `work`; its answer is the summary to show. A second job of the same name cancels the first. */
  async function run(
    name: JobName,
    { subject, firstStage }: JobOptions,
    work: (context: JobContext) => Promise<string>,
  ): Promise<void> {
    cancel(name);
    const abort = new AbortController();
    aborts.set(name, abort);
    const startedAt = Date.now();
    const isCurrent = () => aborts.get(name) === abort;
    const report = ({ stage, done, total }: Progress) => {
      if (isCurrent()) set(name, { kind: "running", subject, stage, done, total, startedAt });
    };
    report({ stage: firstStage, done: 0, total: 0 });
    try {
      const summary = await work({ signal: abort.signal, report });
      if (isCurrent()) set(name, { kind: "done", summary, finishedAt: Date.now() });
    } catch (error) {
      // A cancelled job leaves no trace, and its late failure is nobody's business.
      if (isCurrent()) {
        const failures =
          error instanceof FailedItems ? error.failures : [failureOf(subject, error)];
        set(name, { kind: "failed", failures });
      }
    } finally {
      if (isCurrent()) aborts.delete(name);
    }
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    run,
    cancel,
    /** The job that started last, of those under way; whether there was one. */
    cancelLatest: (): boolean => {
      const name = [...aborts.keys()].at(-1);
      if (name !== undefined) cancel(name);
      return name !== undefined;
    },
    dismiss: (name: JobName) => {
      if (!aborts.has(name)) set(name, IDLE);
    },
  };
}
