// The asking side of the worker protocol: promises for answers, with cancel, progress and deadline.
import { AppError, fromWireError } from "../base/errors.ts";
import type { Calls, PageMessage, WorkerMessage } from "./protocol.ts";

/** What a client needs of a port: a Worker or a MessagePort. */
export type ClientPort = {
  postMessage(message: PageMessage, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<WorkerMessage>) => unknown) | null;
};

export type CallOptions<Progress> = {
  /** Aborting rejects the call at once with the signal's reason and tells the worker. */
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: Transferable[] | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Longest silence (no answer, no progress) before the call fails with `worker-timeout`. */
  readonly timeoutMs?: number | undefined;
};

/** One typed function for every call of a worker. */
export type Call<C extends Calls> = <N extends keyof C & string>(
  name: N,
  request: C[N]["request"],
  options?: CallOptions<C[N]["progress"]>,
) => Promise<C[N]["response"]>;

type Pending = {
  readonly resolve: (response: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly report: ((progress: unknown) => void) | undefined;
  /** Starts the silence clock again. */
  readonly heard: () => void;
  readonly release: () => void;
};

/** Longest silence that a call stands unless it says otherwise. */
const DEFAULT_TIMEOUT_MS = 120_000;

export class WorkerClient<C extends Calls> {
  readonly #port: ClientPort;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;

  constructor(port: ClientPort) {
    this.#port = port;
    port.onmessage = ({ data }) => this.#receive(data);
  }

  readonly call: Call<C> = (name, request, options = {}) => {
    const { signal, transfer = [], onProgress, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const abandon = (reason: unknown) => {
        this.#take(id)?.reject(reason);
        this.#port.postMessage({ kind: "cancel", id }, []);
      };
      const onAbort = () => abandon(signal?.reason);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => abandon(tookTooLong(name, timeoutMs)), timeoutMs);
      };
      const release = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      try {
        this.#port.postMessage({ kind: "call", id, name, request }, transfer);
      } catch (cause) {
        reject(new AppError("internal", `The call "${name}" could not be sent.`, { cause }));
        return;
      }
      // The response type belongs to the call's name; the wire cannot carry that knowledge.
      const report = onProgress as ((progress: unknown) => void) | undefined;
      this.#pending.set(id, {
        resolve: resolve as Pending["resolve"],
        reject,
        report,
        heard,
        release,
      });
      signal?.addEventListener("abort", onAbort, { once: true });
      heard();
    });
  };

  /** Fails every call in flight with `worker-crashed`. */
  crash(cause: unknown): void {
    const why = cause instanceof Error ? ` ${cause.message}` : "";
    const error = new AppError("worker-crashed", `The background worker stopped.${why}`, { cause });
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(error);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case "progress": {
        const pending = this.#pending.get(message.id);
        pending?.heard();
        pending?.report?.(message.progress);
        break;
      }
      case "done":
        this.#take(message.id)?.resolve(message.response);
        break;
      case "failed":
        this.#take(message.id)?.reject(fromWireError(message.error));
        break;
      default:
        message satisfies never;
    }
  }
}

function tookTooLong(name: string, timeoutMs: number): AppError {
  const seconds = Math.round(timeoutMs / 100) / 10;
  return new AppError("worker-timeout", `"${name}" gave no sign of life for ${seconds} s.`);
}
