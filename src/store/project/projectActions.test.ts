// Project files that are opened or merged: nothing comes back that was deleted, and nothing changes where nothing may.
import { expect, it, vi } from "vitest";
import { scene, setUp } from "../../../test/fixtures/pretendedApp.ts";
import { addFronts } from "../../annotation/edits/addFronts.ts";
import { deleteFront } from "../../annotation/edits/deleteFront.ts";
import { drawnFront } from "../../annotation/newFront.ts";
import { writeProjectFile } from "./projectFile.ts";

const line = (id: string) =>
  drawnFront(id, "s1", [
    [0, 0],
    [5, -5],
  ]);
const nothingChosen = { fronts: new Map(), stays: new Map(), theirLabels: new Set<string>() };

/** A project with two fronts, and a copy of it in a file; then one front is deleted and a scene closed. */
async function withCopy() {
  const app = setUp();
  await vi.waitFor(() => expect(app.projectStore.getState().project).not.toBeNull());
  app.scenesStore.add({ ...scene, id: "s1" }, "1-here");
  app.documentStore.commit("Draw", addFronts([line("a"), line("b")]));
  const { history } = app.documentStore.getState();
  const theirScene = { ...scene, id: "s2", fileName: "b.tif" };
  const stored = { band: 0, prediction: null, trueFronts: [], fingerprint: "1-there" };
  const bytes = await writeProjectFile({
    name: "Copy",
    createdAt: "2026-01-01T00:00:00.000Z",
    scenes: [{ ...stored, scene: theirScene }],
    history,
  });
  app.documentStore.commit("Delete front", deleteFront("a"));
  await app.actions.openProjectFile({ file: new Blob([bytes]), fileName: "copy.icefront" });
  return app;
}

it("merges scenes and fronts as one step, and leaves deleted what was deleted here", async () => {
  const { actions, documentStore, projectStore, scenesStore } = await withCopy();
  expect(projectStore.getState().incoming?.plan.deleted).toMatchObject([{ front: { id: "a" } }]);
  await actions.decideIncoming({ kind: "merge", ...nothingChosen });
  expect(scenesStore.getState().scenes.map(({ scene: { id } }) => id)).toEqual(["s1", "s2"]);
  expect(documentStore.committed().fronts.map(({ id }) => id)).toEqual(["b"]);
});

it("merges nothing where the project may only be looked at, and says so", async () => {
  const { actions, documentStore, scenesStore } = await withCopy();
  const refused = vi.fn();
  documentStore.forbidChanges(refused);
  const before = documentStore.committed();
  await actions.decideIncoming({
    kind: "merge",
    ...nothingChosen,
    stays: new Map([["a", true]]),
  });
  expect(refused).toHaveBeenCalledOnce();
  expect(scenesStore.getState().scenes).toHaveLength(1);
  expect(documentStore.committed()).toBe(before);
});
