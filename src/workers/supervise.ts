// Keeps a worker alive for its callers: starts it at the first call, and anew after a crash or a hang.
import { AppError, toAppError } from "../base/errors.ts";
import type { Calls } from "./protocol.ts";
import { type Call, type ClientPort, WorkerClient } from "./workerClient.ts";

/** What supervision needs of a Worker. */
export type SupervisedPort = ClientPort & {
  terminate(): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
};

export type SupervisedWorker<C extends Calls> = {
  readonly call: Call<C>;
  /** Stops the worker and fails what is in flight; a later call fails too. */
  readonly dispose: () => void;
};

export type SuperviseOptions = {
  /** Told after a worker was given up, so that what lived in it can be put there again. */
  readonly onStopped?: (cause: AppError) => void;
};

/** `createWorker` runs at the first call and at the first call after each crash. */
export function supervise<C extends Calls>(
  createWorker: () => SupervisedPort,
  { onStopped }: SuperviseOptions = {},
): SupervisedWorker<C> {
  let live: { readonly worker: SupervisedPort; readonly client: WorkerClient<C> } | null = null;
  let isDisposed = false;

  function start(): WorkerClient<C> {
    const worker = createWorker();
    const started = { worker, client: new WorkerClient<C>(worker) };
    const stopThis = (event: Event) => {
      if (live === started) stop(causeOf(event));
    };
    worker.addEventListener("error", stopThis);
    worker.addEventListener("messageerror", stopThis);
    live = started;
    return started.client;
  }

  function stop(cause: Error): void {
    const stopped = live;
    if (stopped === null) return;
    live = null;
    stopped.worker.terminate();
    stopped.client.crash(cause);
    if (!isDisposed) onStopped?.(toAppError(cause));
  }

  const call: Call<C> = async (name, request, options) => {
    if (isDisposed) throw new AppError("worker-crashed", "The background worker was shut down.");
    const client = live?.client ?? start();
    try {
      return await client.call(name, request, options);
    } catch (error) {
      // A worker that is silent past the deadline may be in an endless loop: only a new one helps.
      const isHung = error instanceof AppError && error.code === "worker-timeout";
      if (isHung && live?.client === client) stop(error);
      throw error;
    }
  };

  return {
    call,
    dispose: () => {
      isDisposed = true;
      stop(new AppError("worker-crashed", "The background worker was shut down."));
    },
  };
}

function causeOf(event: Event): AppError {
  const particulars = "message" in event ? String(event.message) : event.type;
  return new AppError("worker-crashed", particulars);
}
