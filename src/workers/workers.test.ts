// The worker protocol over a real MessageChannel: answer, transfer, progress, cancel, deadline, crash, error code.
import { afterEach, expect, it } from "vitest";
import { AppError } from "../base/errors.ts";
import type { Handlers } from "./protocol.ts";
import { serve } from "./serve.ts";
import { type SupervisedPort, supervise } from "./supervise.ts";
import { WorkerClient } from "./workerClient.ts";

type TestCalls = {
  double: {
    request: { values: Float32Array<ArrayBuffer> };
    progress: { done: number };
    response: Float32Array<ArrayBuffer>;
  };
  wait: { request: { reports: number }; progress: { done: number }; response: string };
};

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const handlers: Handlers<TestCalls> = {
  double: async ({ values }, { report }) => {
    report({ done: 1 });
    const response = values.map((value) => value * 2);
    return { response, transfer: [response.buffer] };
  },
  wait: async ({ reports }, { report }) => {
    for (let done = 1; done <= reports; done++) {
      await pause(20);
      report({ done });
    }
    return reports > 0 ? { response: "reported" } : new Promise(() => {});
  },
};

function connect(overrides: Partial<Handlers<TestCalls>> = {}) {
  const { port1, port2 } = new MessageChannel();
  serve<TestCalls>(port2, { ...handlers, ...overrides });
  closers.push(() => port1.close());
  return { client: new WorkerClient<TestCalls>(port1), port: port1 };
}

it("answers, transfers buffers both ways and reports progress", async () => {
  let made = new Float32Array(0);
  const { client } = connect({
    double: async (request, context) => {
      const answer = await handlers.double(request, context);
      made = answer.response;
      return answer;
    },
  });
  const values = new Float32Array([1, 2]);
  const seen: number[] = [];
  const doubled = await client.call(
    "double",
    { values },
    { transfer: [values.buffer], onProgress: ({ done }) => seen.push(done) },
  );
  expect([...doubled]).toEqual([2, 4]);
  expect(seen).toEqual([1]);
  expect(values.byteLength).toBe(0);
  expect(made.byteLength).toBe(0);
});

it("keeps concurrent calls apart", async () => {
  const { client } = connect();
  const answers = await Promise.all(
    [1, 2, 3].map((value) => client.call("double", { values: new Float32Array([value]) })),
  );
  expect(answers.map(([value]) => value)).toEqual([2, 4, 6]);
});

it("rejects at once when cancelled, tells the worker and drops the late answer", async () => {
  let workerSawAbort = false;
  const { client } = connect({
    wait: async (_request, { signal }) => {
      await pause(30);
      workerSawAbort = signal.aborted;
      return { response: "late" };
    },
  });
  const abort = new AbortController();
  const call = client.call("wait", { reports: 0 }, { signal: abort.signal });
  const reason = new Error("changed my mind");
  abort.abort(reason);
  await expect(call).rejects.toBe(reason);
  await expect(client.call("wait", { reports: 0 }, { signal: abort.signal })).rejects.toBe(reason);
  await pause(60);
  expect(workerSawAbort).toBe(true);
});

it("fails with worker-timeout after silence, but not while progress arrives", async () => {
  const { client } = connect();
  await expect(client.call("wait", { reports: 0 }, { timeoutMs: 30 })).rejects.toMatchObject({
    code: "worker-timeout",
  });
  await expect(client.call("wait", { reports: 8 }, { timeoutMs: 120 })).resolves.toBe("reported");
});

it("carries the error code and turns a failed allocation into out-of-memory", async () => {
  const { client } = connect({
    double: async () => {
      throw new AppError("file-truncated", "The file ends early.");
    },
    wait: async () => {
      throw new RangeError("Array buffer allocation failed");
    },
  });
  await expect(client.call("double", { values: new Float32Array(1) })).rejects.toMatchObject({
    code: "file-truncated",
    message: "The file ends early.",
  });
  await expect(client.call("wait", { reports: 0 })).rejects.toMatchObject({
    code: "out-of-memory",
  });
});

it("fails a call whose request or answer cannot cross the boundary", async () => {
  const { client } = connect({
    wait: async () => ({ response: (() => "a function") as unknown as string }),
  });
  const unsendable = { reports: 0, extra: () => 0 };
  await expect(client.call("wait", unsendable)).rejects.toMatchObject({ code: "internal" });
  await expect(client.call("wait", { reports: 1 })).rejects.toMatchObject({ code: "internal" });
});

it("names a call that has no handler", async () => {
  const { port } = connect();
  const stranger = new WorkerClient<{ x: { request: null; progress: null; response: null } }>(port);
  await expect(stranger.call("x", null)).rejects.toThrow('No call "x"');
});

it("fails everything in flight when the worker crashes", async () => {
  const { client } = connect();
  const calls = [client.call("wait", { reports: 0 }), client.call("wait", { reports: 0 })];
  client.crash(new Error("killed"));
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: "worker-crashed" });
});

/** A Worker stand-in whose other side is served over a real channel. */
class PretendWorker extends EventTarget implements SupervisedPort {
  readonly #port: MessagePort;
  isTerminated = false;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    serve<TestCalls>(port2, handlers);
    this.#port = port1;
    closers.push(() => port1.close());
  }

  set onmessage(listener: SupervisedPort["onmessage"]) {
    this.#port.onmessage = listener;
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#port.close();
  }
}

it("starts the worker at the first call and a new one after a crash or a hang", async () => {
  const workers: PretendWorker[] = [];
  const causes: AppError[] = [];
  const supervised = supervise<TestCalls>(
    () => {
      const worker = new PretendWorker();
      workers.push(worker);
      return worker;
    },
    { onStopped: (cause) => causes.push(cause) },
  );
  expect(workers).toHaveLength(0);
  const hanging = supervised.call("wait", { reports: 0 });
  workers[0]?.dispatchEvent(new Event("error"));
  await expect(hanging).rejects.toMatchObject({ code: "worker-crashed" });
  expect(workers[0]?.isTerminated).toBe(true);

  await expect(supervised.call("wait", { reports: 1 })).resolves.toBe("reported");
  await expect(supervised.call("wait", { reports: 0 }, { timeoutMs: 30 })).rejects.toMatchObject({
    code: "worker-timeout",
  });
  await expect(supervised.call("wait", { reports: 1 })).resolves.toBe("reported");
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true, false]);
  expect(causes.map(({ code }) => code)).toEqual(["worker-crashed", "worker-timeout"]);

  const last = supervised.call("wait", { reports: 0 });
  supervised.dispose();
  await expect(last).rejects.toMatchObject({ code: "worker-crashed" });
  await expect(supervised.call("wait", { reports: 1 })).rejects.toMatchObject({
    code: "worker-crashed",
  });
  expect(workers).toHaveLength(3);
});
