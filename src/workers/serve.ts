// The answering side of the worker protocol: runs handlers for the calls that arrive on a port.
import { AppError, toWireError } from "../base/errors.ts";
import type { Calls, Handlers, PageMessage, WorkerMessage } from "./protocol.ts";

/** What `serve` needs of a port: a worker's global scope or a MessagePort. */
export type ServerPort = {
  postMessage(message: WorkerMessage, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<PageMessage>) => unknown) | null;
};

/**
 * Answers calls on `port` until the port closes. Calls run side by side; a cancelled call's signal aborts and nothing
 * more is posted for it. Whatever a handler throws reaches the caller with its error code.
 */
export function serve<C extends Calls>(port: ServerPort, handlers: Handlers<C>): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, name: string, request: unknown): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    const post = (message: WorkerMessage, transfer: Transferable[] = []) => {
      if (!abort.signal.aborted) port.postMessage(message, transfer);
    };
    try {
      if (!Object.hasOwn(handlers, name)) throw new AppError("internal", `No call "${name}".`);
      const { response, transfer } = await handlers[name as keyof C](request, {
        signal: abort.signal,
        report: (progress) => post({ kind: "progress", id, progress }),
      });
      post({ kind: "done", id, response }, transfer);
    } catch (error) {
      post({ kind: "failed", id, error: toWireError(error) });
    } finally {
      running.delete(id);
    }
  }

  port.onmessage = ({ data }) => {
    switch (data.kind) {
      case "call":
        void answer(data.id, data.name, data.request);
        break;
      case "cancel":
        running.get(data.id)?.abort();
        break;
      default:
        data satisfies never;
    }
  };
}
