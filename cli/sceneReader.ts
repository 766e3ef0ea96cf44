// The asking side of `readerThread.ts`: one scene at a time, and a thread that is silent for too long is replaced.
import { Worker } from "node:worker_threads";
import { AppError, fromWireError, type WireError } from "../src/base/errors.ts";
import type { Scene } from "../src/scene/scene.ts";
import type { PixelWindow } from "../src/scene/windowReader.ts";

export type ReaderCall =
  | { readonly id: number; readonly kind: "open"; readonly file: string }
  | {
      readonly id: number;
      readonly kind: "readWindow";
      readonly band: number;
      readonly window: PixelWindow;
    };

export type ReaderAnswer =
  | { readonly id: number; readonly kind: "opened"; readonly scene: Scene }
  | { readonly id: number; readonly kind: "pixels"; readonly values: Float32Array<ArrayBuffer> }
  /** Still at work. */
  | { readonly id: number; readonly kind: "heard" }
  | { readonly id: number; readonly kind: "failed"; readonly error: WireError };

type Pending = {
  readonly id: number;
  readonly settle: (answer: ReaderAnswer | AppError) => void;
  readonly heard: () => void;
};

/** A thread does not take over from its program that it runs TypeScript. */
const THREAD = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL("./readerThread.ts", import.meta.url).href)});
});`;

export type SceneReader = ReturnType<typeof createSceneReader>;

/** `silenceMs`: longest time without an answer or progress; then `worker-timeout`, and the next call has a new thread. */
export function createSceneReader(silenceMs: number) {
  let worker: Worker | null = null;
  let pending: Pending | null = null;
  let calls = 0;

  function start(): Worker {
    const started = new Worker(THREAD, { eval: true, workerData: {} });
    started.on("message", (answer: ReaderAnswer) => {
      if (answer.id !== pending?.id) return;
      if (answer.kind === "heard") pending.heard();
      else pending.settle(answer);
    });
    started.on("error", (error) => {
      // One that was replaced says nothing of its successor.
      if (worker === started) stop(asThreadError(error));
    });
    started.unref();
    worker = started;
    return started;
  }

  function stop(error: AppError): void {
    const stopped = worker;
    worker = null;
    pending?.settle(error);
    void stopped?.terminate();
  }

  async function call(
    message: (id: number) => ReaderCall,
  ): Promise<Exclude<ReaderAnswer, { kind: "failed" | "heard" }>> {
    const id = ++calls;
    const answer = await new Promise<ReaderAnswer | AppError>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => stop(tookTooLong(silenceMs)), silenceMs);
      };
      const settle: Pending["settle"] = (settled) => {
        clearTimeout(timer);
        pending = null;
        resolve(settled);
      };
      pending = { id, settle, heard };
      heard();
      (worker ?? start()).postMessage(message(id));
    });
    if (answer instanceof AppError) throw answer;
    if (answer.kind === "failed") throw fromWireError(answer.error);
    if (answer.kind === "heard") throw new AppError("internal", "The thread answered nothing.");
    return answer;
  }

  return {
    /** A path or an address; the scene before it is closed. Every failure is an AppError. */
    open: async (file: string): Promise<Scene> => {
      const answer = await call((id) => ({ id, kind: "open", file }));
      if (answer.kind !== "opened") throw new AppError("internal", "The thread answered pixels.");
      return answer.scene;
    },
    /** Of the scene that was opened last; `band` from 0. The caller owns the array. */
    readWindow: async (band: number, window: PixelWindow): Promise<Float32Array<ArrayBuffer>> => {
      const answer = await call((id) => ({ id, kind: "readWindow", band, window }));
      if (answer.kind !== "pixels")
        throw new AppError("internal", "The thread answered no pixels.");
      return answer.values;
    },
  };
}

function tookTooLong(silenceMs: number): AppError {
  return new AppError(
    "worker-timeout",
    `Reading the file gave no sign of life for ${silenceMs / 1000} s and was stopped.`,
  );
}

function asThreadError(error: unknown): AppError {
  const isMemory =
    error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  const why = error instanceof Error ? error.message : String(error);
  return new AppError(isMemory ? "out-of-memory" : "worker-crashed", `Reading stopped: ${why}`, {
    cause: error,
  });
}
