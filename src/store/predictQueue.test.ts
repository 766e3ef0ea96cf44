// The queue of predictions: in order, through failures, and on from where it stopped.
import { expect, it, vi } from "vitest";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import { AppError } from "../base/errors.ts";
import { createJobsStore } from "./jobsStore.ts";
import { createPredictQueue } from "./predictQueue.ts";
import { createScenesStore } from "./scenesStore.ts";

function setUp(ids: readonly string[]) {
  const scenesStore = createScenesStore();
  for (const id of ids) scenesStore.add({ ...scene, id, fileName: `${id}.tif` }, `1-${id}`);
  const jobsStore = createJobsStore();
  const begun: string[] = [];
  /** Settles the prediction under way. */
  let settle: { done: () => void; fail: (error: Error) => void } | null = null;
  const queue = createPredictQueue({
    jobsStore,
    scenesStore,
    openWaiting: () => Promise.resolve(null),
    predictScene: ({ scene: { id } }, { signal }) => {
      begun.push(id);
      return new Promise((resolve, reject) => {
        settle = { done: () => resolve("done"), fail: reject };
        signal.addEventListener("abort", () => {
          settle = null;
          reject(signal.reason);
        });
      });
    },
  });
  const next = async (end: (one: NonNullable<typeof settle>) => void) => {
    await vi.waitFor(() => expect(settle).not.toBeNull());
    const one = settle;
    settle = null;
    if (one !== null) end(one);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { jobsStore, queue, scenesStore, begun, next, state: () => queue.getState().state };
}

it("goes on after a bad scene and tells of it at the end", async () => {
  const { queue, begun, next, state } = setUp(["a", "b", "c"]);
  const ended = queue.start(["a", "b", "c"]);
  await next(({ done }) => done());
  expect(state()).toMatchObject({ kind: "running", done: 1, total: 3 });
  await next(({ fail }) => fail(new AppError("file-corrupt", "broken")));
  await next(({ done }) => done());
  await ended;
  expect(begun).toEqual(["a", "b", "c"]);
  expect(state()).toMatchObject({
    kind: "done",
    total: 3,
    failures: [{ subject: "b.tif", code: "file-corrupt" }],
  });
  queue.dismiss();
  expect(state()).toEqual({ kind: "idle" });
});

it("pauses at once, and begins the interrupted scene anew", async () => {
  const { queue, begun, next, state } = setUp(["a", "b"]);
  void queue.start(["a", "b"]);
  await next(({ done }) => done());
  queue.pause();
  expect(state()).toMatchObject({ kind: "paused", done: 1, total: 2 });
  const resumed = queue.resume();
  await next(({ done }) => done());
  expect(begun).toEqual(["a", "b", "b"]);
  await resumed;
  expect(state()).toMatchObject({ kind: "done", failures: [] });
});

it("goes on with the next when the scene under way is closed", async () => {
  const { jobsStore, queue, scenesStore, begun, next, state } = setUp(["a", "b"]);
  const ended = queue.start(["a", "b"]);
  await vi.waitFor(() => expect(begun).toEqual(["a"]));
  scenesStore.remove("a");
  jobsStore.cancel("predict");
  await next(({ done }) => done());
  await ended;
  expect(begun).toEqual(["a", "b"]);
  expect(state()).toMatchObject({ kind: "done", total: 1, failures: [] });
});

it("ends with the project whose scenes it predicts, and not with a look at it anew", async () => {
  const { queue, scenesStore, begun, state } = setUp(["a", "b"]);
  void queue.start(["a", "b"]);
  await vi.waitFor(() => expect(begun).toEqual(["a"]));
  queue.projectLoaded();
  expect(state()).toMatchObject({ kind: "running" });
  scenesStore.load([]);
  queue.projectLoaded();
  expect(state()).toEqual({ kind: "idle" });
});

it("stops for good when it is cancelled, and leaves out what is not at hand or closed", async () => {
  const { queue, scenesStore, begun, next, state } = setUp(["a", "b", "c"]);
  void queue.start(["a", "b", "c"]);
  await next(({ done }) => done());
  queue.cancel();
  expect(state()).toEqual({ kind: "idle" });
  scenesStore.change("a", { link: "missing" });
  scenesStore.remove("b");
  const ended = queue.start(["a", "b", "c"]);
  await next(({ done }) => done());
  await ended;
  expect(begun.at(-1)).toBe("c");
  expect(state()).toMatchObject({ kind: "done", failures: [{ code: "scene-missing" }] });
});
