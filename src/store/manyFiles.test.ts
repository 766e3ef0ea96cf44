// Five hundred files: listed at once, opened in turn, few of them open at a time, and none twice.
import { expect, it } from "vitest";
import { scene, setUp } from "../../test/fixtures/pretendedApp.ts";
import { AppError } from "../base/errors.ts";
import type { SceneCalls } from "../workers/protocol.ts";

const COUNT = 500;

/** Workers that remember which scenes they hold. `content`: two files of the same first byte are the same. */
function worker() {
  const held = new Set<string>();
  let most = 0;
  let opened = 0;
  const calls = {
    fingerprint: async ({ file }: { file: unknown }) =>
      file instanceof Blob ? await file.text() : "address",
    open: async ({ file, fileName, fingerprint }: SceneCalls["open"]["request"]) => {
      if (fileName === "file7.tif") throw new AppError("file-corrupt", "It is damaged.");
      const id = `worker-${++opened}`;
      held.add(id);
      most = Math.max(most, held.size);
      const sizeBytes = file instanceof Blob ? file.size : 1;
      const told = fingerprint ?? (await calls.fingerprint({ file }));
      return { scene: { ...scene, id, fileName, sizeBytes }, fingerprint: told };
    },
    close: async ({ sceneId }: { sceneId: string }) => {
      held.delete(sceneId);
      return null;
    },
  };
  return { calls, most: () => most, opened: () => opened };
}

const named = (i: number, content = String(i)) => ({
  file: new Blob([content]),
  fileName: `file${i}.tif`,
});
const files = Array.from({ length: COUNT }, (_, i) => named(i, i === 9 ? "3" : String(i)));

it("lists many files and opens the first alone, the others when they are looked at", async () => {
  const { calls, opened } = worker();
  const { actions, scenesStore, viewStore, jobsStore } = setUp(calls);
  await actions.openFiles(files);
  expect(opened()).toBe(1);
  expect(scenesStore.getState().scenes.map((open) => open.scene.fileName)).toEqual(["file0.tif"]);
  const { waiting } = scenesStore.getState();
  expect(waiting.map(({ fileName }) => fileName)).toEqual(
    files.slice(1).map(({ fileName }) => fileName),
  );
  expect(jobsStore.getState().open).toMatchObject({
    kind: "done",
    summary: expect.stringContaining("500 files are listed"),
  });
  await actions.showWaiting(waiting[41]?.id ?? "");
  const shown = scenesStore.find(viewStore.getState().sceneId);
  expect(shown?.scene.fileName).toBe("file42.tif");
  expect(scenesStore.getState().waiting).toHaveLength(COUNT - 2);
  // Nothing happens twice.
  await actions.showWaiting(waiting[41]?.id ?? "");
  expect(opened()).toBe(2);
});

it("predicts all of them in turn, with few open at a time, names the bad one and does a twin once", async () => {
  const { calls, most, opened } = worker();
  const { actions, scenesStore } = setUp(calls);
  await actions.openFiles(files);
  const ids = scenesStore.getState().waiting.map(({ id }) => id);
  const [first] = scenesStore.getState().scenes;
  await actions.queue.start([first?.scene.id ?? "", ...ids]);
  const { state } = actions.queue.getState();
  expect(state).toMatchObject({ kind: "done", total: COUNT });
  expect(state.kind === "done" && state.failures.map(({ subject }) => subject)).toEqual([
    "file7.tif",
  ]);
  const { scenes, waiting } = scenesStore.getState();
  expect(waiting).toEqual([]);
  expect(scenes).toHaveLength(COUNT - 2);
  expect(scenes.every(({ prediction }) => prediction !== null)).toBe(true);
  expect(opened()).toBe(COUNT - 2);
  // One more for a moment, while the oldest is closed.
  expect(most()).toBeLessThanOrEqual(13);
});

it("says which file is open already, and opens it once", async () => {
  const { calls, opened } = worker();
  const { actions, jobsStore } = setUp(calls);
  await actions.openFiles([named(1, "same")]);
  await actions.openFiles([named(2, "same")]);
  expect(jobsStore.getState().open).toMatchObject({
    kind: "done",
    summary: "file2.tif is open already, as file1.tif.",
  });
  expect(opened()).toBe(1);
});

it("opens a scene again that was closed in the worker for others, and tries a tile anew after a crash", async () => {
  const { calls, opened } = worker();
  let crashes = 1;
  const asked: string[] = [];
  const { actions, scenesStore } = setUp({
    ...calls,
    tile: async ({ sceneId, widthPx, heightPx }) => {
      asked.push(sceneId);
      if (crashes-- > 0) throw new AppError("worker-crashed", "It stopped.");
      const values = new Float32Array(widthPx * heightPx);
      return { widthPx, heightPx, values, isQuick: false };
    },
  });
  for (let i = 20; i < 34; i++) await actions.openFiles([named(i)]);
  expect(opened()).toBe(14);
  const [first] = scenesStore.getState().scenes;
  const tile = {
    sceneId: first?.scene.id ?? "",
    band: 0,
    bounds: [0, 0, 1, 1],
    widthPx: 2,
    heightPx: 2,
    signal: new AbortController().signal,
  } as const;
  const [one, two] = await Promise.all([actions.readTile(tile), actions.readTile(tile)]);
  expect([one.values.length, two.values.length]).toEqual([4, 4]);
  // Opened again once for both.
  expect(opened()).toBe(15);
  expect(new Set(asked)).toEqual(new Set(["worker-15"]));
});

it("gives a scene up whose file held the worker up", async () => {
  const { calls } = worker();
  let tiles = 0;
  const { actions, scenesStore } = setUp({
    ...calls,
    tile: async () => {
      tiles++;
      throw new AppError("worker-timeout", "It was silent.");
    },
  });
  await actions.openFiles([named(1)]);
  const tile = {
    sceneId: scenesStore.getState().scenes[0]?.scene.id ?? "",
    band: 0,
    bounds: [0, 0, 1, 1],
    widthPx: 2,
    heightPx: 2,
    signal: new AbortController().signal,
  } as const;
  for (let i = 0; i < 3; i++)
    await expect(actions.readTile(tile)).rejects.toMatchObject({ code: "worker-timeout" });
  expect(tiles).toBe(1);
});
