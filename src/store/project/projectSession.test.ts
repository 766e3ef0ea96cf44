// Nothing is lost: what was committed comes back from the database, through failures, second tabs and newer versions.
import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, it, vi } from "vitest";
import { scene } from "../../../test/fixtures/pretendedApp.ts";
import { frontOfId } from "../../annotation/document.ts";
import { addFronts } from "../../annotation/edits/addFronts.ts";
import { moveVertex } from "../../annotation/edits/moveVertex.ts";
import { setSceneLabel } from "../../annotation/edits/setSceneLabel.ts";
import { drawnFront } from "../../annotation/newFront.ts";
import { AppError } from "../../base/errors.ts";
import { createDocumentStore } from "../documentStore.ts";
import { createScenesStore } from "../scenesStore.ts";
import { createViewStore } from "../viewStore.ts";
import { openProjectDatabase, type ProjectDatabase } from "./projectDatabase.ts";
import { createProjectLocks, type ProjectLocks } from "./projectLocks.ts";
import { createProjectSession } from "./projectSession.ts";
import { createProjectStore } from "./projectStore.ts";

const NO_LOCKS = createProjectLocks(null, () => null);
let databases = 0;

/** A page that opens on the database of this name. */
async function openPage(
  name: string,
  {
    locks = NO_LOCKS,
    wrap = (db: ProjectDatabase) => db,
    onLeaving = async () => undefined,
    storage = null,
  }: {
    locks?: ProjectLocks;
    wrap?: (db: ProjectDatabase) => ProjectDatabase;
    onLeaving?: () => Promise<void>;
    storage?: Storage | null;
  } = {},
) {
  const stores = {
    documentStore: createDocumentStore(() => "tester"),
    scenesStore: createScenesStore(),
    viewStore: createViewStore(null),
    projectStore: createProjectStore(),
  };
  const session = createProjectSession({
    ...stores,
    openDatabase: async () => wrap(await openProjectDatabase(name, () => undefined)),
    locks,
    storage,
    onLoaded: () => undefined,
    onLeaving: () => onLeaving(),
  });
  await session.ready;
  return { ...stores, session };
}

type Page = Awaited<ReturnType<typeof openPage>>;

function work({ documentStore, scenesStore }: Page): void {
  if (scenesStore.find("s1") === undefined) scenesStore.add({ ...scene, id: "s1" }, "1-aa");
  documentStore.commit(
    "Draw front",
    addFronts([
      drawnFront("a", "s1", [
        [0, 0],
        [5, 5],
        [9, 0],
      ]),
    ]),
  );
  documentStore.commit("Move vertex", moveVertex("a", 1, [5, 7]));
  documentStore.commit("Accept", setSceneLabel("s1", { review: "accepted" }));
  documentStore.undo();
}

const freshName = () => `test-${++databases}`;

it("brings back the document, the undo history and the scenes", async () => {
  const name = freshName();
  const first = await openPage(name);
  expect(first.projectStore.getState().save.kind).toBe("nothing");
  work(first);
  first.session.rename("Helheim 2018");
  await first.session.settled();
  expect(first.projectStore.getState().save.kind).toBe("saved");

  const second = await openPage(name);
  expect(second.documentStore.getState().history).toEqual(first.documentStore.getState().history);
  expect(second.projectStore.getState().project?.name).toBe("Helheim 2018");
  expect(second.scenesStore.getState().scenes).toEqual([
    { ...first.scenesStore.find("s1"), link: "missing" },
  ]);
  second.documentStore.redo();
  expect(second.documentStore.committed().sceneLabels[0]?.review).toBe("accepted");
  second.documentStore.undo();
  second.documentStore.undo();
  expect(frontOfId(second.documentStore.committed(), "a")?.vertices[1]?.at).toEqual([5, 5]);
});

it("signs who changed what and when, and keeps it", async () => {
  const name = freshName();
  const first = await openPage(name);
  work(first);
  await first.session.settled();
  const second = await openPage(name);
  const front = frontOfId(second.documentStore.committed(), "a");
  expect(front?.changed?.by).toBe("tester");
  expect(front?.vertices[1]?.mark?.at).toMatch(/^\d{4}-\d\d-\d\dT/);
});

it("replays no more than some hundred edits, whatever the length of the work", async () => {
  const name = freshName();
  const first = await openPage(name);
  work(first);
  for (let i = 0; i < 400; i++) first.documentStore.commit("Move", moveVertex("a", 0, [i, 1]));
  await first.session.settled();
  const second = await openPage(name);
  expect(second.documentStore.getState().history).toEqual(first.documentStore.getState().history);
});

it("keeps everything in memory when writing fails, says so, and writes all of it at the next chance", async () => {
  const name = freshName();
  let isFull = true;
  const page = await openPage(name, {
    wrap: (db) => ({
      ...db,
      write: (id, changes) =>
        isFull ? Promise.reject(new AppError("storage-full", "full")) : db.write(id, changes),
    }),
  });
  work(page);
  await page.session.settled();
  expect(page.projectStore.getState().save).toEqual({ kind: "failed", code: "storage-full" });
  page.documentStore.commit("Move", moveVertex("a", 0, [1, 1]));
  await page.session.settled();
  expect(page.documentStore.committed().fronts).toHaveLength(1);
  isFull = false;
  page.session.tryAgain();
  await page.session.settled();
  expect(page.projectStore.getState().save.kind).toBe("saved");
  const again = await openPage(name);
  expect(again.documentStore.getState().history).toEqual(page.documentStore.getState().history);
  expect(again.scenesStore.getState().scenes).toHaveLength(1);
});

it("shows a project that another tab has, changes nothing in it, and takes over when that tab closes", async () => {
  const name = freshName();
  const held = new Set<string>();
  const waiting: (() => void)[] = [];
  const locks: ProjectLocks = {
    take: async (id, { onFree }) => {
      const isHeld = !held.has(id);
      if (isHeld) held.add(id);
      else waiting.push(onFree);
      return { isHeld, announce: () => undefined, release: () => isHeld && held.delete(id) };
    },
  };
  const first = await openPage(name, { locks });
  work(first);
  await first.session.settled();
  const second = await openPage(name, { locks });
  expect(second.projectStore.getState().save.kind).toBe("read-only");
  const before = second.documentStore.committed();
  expect(before.fronts).toHaveLength(1);
  second.documentStore.commit("Move", moveVertex("a", 0, [1, 1]));
  second.documentStore.undo();
  expect(second.documentStore.committed()).toBe(before);
  await Promise.resolve();
  expect(second.viewStore.getState().notice).toContain("Another tab");

  first.documentStore.commit("Move", moveVertex("a", 0, [2, 2]));
  await first.session.settled();
  held.clear();
  for (const take of waiting) take();
  await vi.waitFor(() => expect(second.projectStore.getState().save.kind).toBe("saved"));
  expect(frontOfId(second.documentStore.committed(), "a")?.vertices[0]?.at).toEqual([2, 2]);
  second.documentStore.commit("Move", moveVertex("a", 0, [3, 3]));
  expect(frontOfId(second.documentStore.committed(), "a")?.vertices[0]?.at).toEqual([3, 3]);
});

it("keeps projects apart, and forgets one that is deleted", async () => {
  const name = freshName();
  const page = await openPage(name);
  work(page);
  page.session.rename("One");
  const one = page.projectStore.getState().project?.id ?? "";
  await page.session.create();
  expect(page.documentStore.committed().fronts).toEqual([]);
  expect(page.scenesStore.getState().scenes).toEqual([]);
  page.documentStore.commit(
    "Draw",
    addFronts([
      drawnFront("b", "s2", [
        [0, 0],
        [1, 1],
      ]),
    ]),
  );
  await page.session.settled();
  await page.session.open(one);
  expect(page.documentStore.committed().fronts.map(({ id }) => id)).toEqual(["a"]);
  expect(page.projectStore.getState().recent).toHaveLength(2);
  await page.session.remove(one);
  expect(page.projectStore.getState().recent).toHaveLength(1);
  expect(page.documentStore.committed().fronts).toEqual([]);
});

it("works in memory where the browser keeps nothing, and leaves a newer version's database alone", async () => {
  const name = freshName();
  const request = indexedDB.open(name, 99);
  await new Promise<void>((resolve) => {
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
  const page = await openPage(name);
  expect(page.projectStore.getState().save).toEqual({ kind: "unavailable", code: "storage-newer" });
  work(page);
  expect(page.documentStore.committed().fronts).toHaveLength(1);
  expect(page.projectStore.getState().save.kind).toBe("unavailable");
});

it("keeps the project at hand, and goes on writing it, where another cannot be opened", async () => {
  const name = freshName();
  const page = await openPage(name);
  work(page);
  const { project } = page.projectStore.getState();
  await page.session.open("gone");
  expect(page.projectStore.getState().project?.id).toBe(project?.id);
  expect(page.viewStore.getState().notice).toContain("could not be read");
  page.documentStore.commit("Move", moveVertex("a", 0, [4, 4]));
  await page.session.settled();
  const again = await openPage(name);
  expect(frontOfId(again.documentStore.committed(), "a")?.vertices[0]?.at).toEqual([4, 4]);
});

it("does not leave a project that is only in memory", async () => {
  const page = await openPage(freshName(), {
    wrap: (db) => ({
      ...db,
      write: () => Promise.reject(new AppError("storage-full", "full")),
    }),
  });
  work(page);
  await page.session.create();
  expect(page.documentStore.committed().fronts).toHaveLength(1);
  expect(page.viewStore.getState().notice).toContain("not saved");
  page.documentStore.commit("Move", moveVertex("a", 0, [4, 4]));
  expect(frontOfId(page.documentStore.committed(), "a")?.vertices[0]?.at).toEqual([4, 4]);
});

it("deletes no project that another tab has open", async () => {
  const name = freshName();
  const held = new Set<string>();
  const locks: ProjectLocks = {
    take: async (id) => {
      const isHeld = !held.has(id);
      if (isHeld) held.add(id);
      return { isHeld, announce: () => undefined, release: () => isHeld && held.delete(id) };
    },
  };
  const first = await openPage(name, { locks });
  work(first);
  await first.session.settled();
  const id = first.projectStore.getState().project?.id ?? "";
  const second = await openPage(name, { locks });
  await second.session.create();
  await second.session.remove(id);
  expect(second.viewStore.getState().notice).toContain("Another tab");
  expect(second.projectStore.getState().recent.map((project) => project.id)).toContain(id);
});

/** One tab at a time holds a project; the others are told when it lets go. */
function sharedLocks(): ProjectLocks {
  const held = new Set<string>();
  const waiting = new Map<string, (() => void)[]>();
  return {
    take: async (id, { onFree }) => {
      if (held.has(id)) {
        waiting.set(id, [...(waiting.get(id) ?? []), onFree]);
        return { isHeld: false, announce: () => undefined, release: () => waiting.delete(id) };
      }
      held.add(id);
      const release = () => {
        held.delete(id);
        for (const free of waiting.get(id) ?? []) free();
      };
      return { isHeld: true, announce: () => undefined, release };
    },
  };
}

it("begins anew where the other tab deletes the project that is looked at here", async () => {
  const name = freshName();
  const locks = sharedLocks();
  const first = await openPage(name, { locks });
  work(first);
  await first.session.settled();
  const id = first.projectStore.getState().project?.id ?? "";
  const second = await openPage(name, { locks });
  await first.session.remove(id);
  await vi.waitFor(() => expect(second.projectStore.getState().project?.id).not.toBe(id));
  expect(second.viewStore.getState().notice).toContain("not there");
  work(second);
  await second.session.settled();
  const again = await openPage(name);
  expect(again.documentStore.committed().fronts).toHaveLength(1);
  expect(again.projectStore.getState().recent.map((project) => project.id)).not.toContain(id);
});

it("tells that a project is about to be left while it is still there", async () => {
  let look = () => "";
  const seen: string[] = [];
  const page = await openPage(freshName(), {
    onLeaving: async () => {
      await Promise.resolve();
      seen.push(look());
    },
  });
  work(page);
  look = () => page.documentStore.committed().fronts[0]?.id ?? "";
  await page.session.create();
  expect(seen).toEqual(["", "a"]);
});

it("names a project after its first scene, as long as nobody named it", async () => {
  const page = await openPage(freshName());
  const nameOf = () => page.projectStore.getState().project?.name;
  const withScene = () =>
    page.scenesStore.add({ ...scene, id: "s1", fileName: "fjord.tif" }, "1-aa");
  expect(nameOf()).toBe("New project");
  withScene();
  expect(nameOf()).toBe("fjord 2018");
  page.documentStore.commit("Say", setSceneLabel("s1", { glacierName: "Helheim" }));
  expect(nameOf()).toBe("Helheim 2018");
  await page.session.create();
  withScene();
  page.documentStore.commit("Say", setSceneLabel("s1", { glacierName: "Helheim" }));
  expect(nameOf()).toBe("Helheim 2018 (2)");
  page.session.rename("Mine");
  page.documentStore.commit("Say", setSceneLabel("s1", { glacierName: "Kangerlussuaq" }));
  expect(nameOf()).toBe("Mine");
});

it("lists projects with the number of their scenes and fronts", async () => {
  const page = await openPage(freshName());
  work(page);
  await page.session.create();
  expect(page.projectStore.getState().recent).toMatchObject([{ sceneCount: 1, frontCount: 1 }]);
});

it("opens on a new project where the last one was left empty", async () => {
  const name = freshName();
  const entries = new Map<string, string>();
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  } as Storage;
  const page = await openPage(name, { storage });
  work(page);
  await page.session.settled();
  const worked = await openPage(name, { storage });
  expect(worked.documentStore.committed().fronts).toHaveLength(1);
  await worked.session.create();
  const again = await openPage(name, { storage });
  expect(again.documentStore.committed().fronts).toEqual([]);
  expect(again.projectStore.getState().recent).toHaveLength(1);
});

/** Spoils what is stored, as a bad disk or a foreign program would. */
async function spoil(
  name: string,
  store: "projects" | "snapshots" | "log" | "scenes",
  change: (record: Record<string, unknown>) => unknown,
): Promise<void> {
  const database = await openDB(name);
  const transaction = database.transaction(store, "readwrite");
  for (const record of await transaction.store.getAll()) {
    const spoilt = change(record);
    if (spoilt === null) await transaction.store.delete([record.projectId, record.seq]);
    else await transaction.store.put(spoilt);
  }
  await transaction.done;
  database.close();
}

const damages: Readonly<Record<string, (name: string) => Promise<void>>> = {
  "an entry of the log that is no entry": (name) =>
    spoil(name, "log", (record) => (record.seq === 2 ? { ...record, entry: null } : record)),
  "an entry of the log of no known kind": (name) =>
    spoil(name, "log", (record) => ({ ...record, entry: { kind: "unheard" } })),
  "a missing entry of the log": (name) =>
    spoil(name, "log", (record) => (record.seq === 2 ? null : record)),
  "a front whose vertices are nowhere": (name) =>
    spoil(name, "log", (record) =>
      record.seq === 1
        ? {
            ...record,
            entry: {
              kind: "commit",
              label: "x",
              change: {
                added: [
                  {
                    ...drawnFront("a", "s1", []),
                    vertices: [{ at: [0] }, { at: [1, 1] }, { at: [2, 2] }],
                  },
                ],
              },
            },
          }
        : record,
    ),
  "a scene without its facts": (name) =>
    spoil(name, "scenes", (record) => ({ ...record, stored: { fingerprint: "1-aa" } })),
};

it.each(Object.keys(damages))(
  "leaves a project with %s as it is, says so, and works on",
  async (damage) => {
    const name = freshName();
    const first = await openPage(name);
    work(first);
    first.session.rename("Helheim");
    await first.session.settled();
    const id = first.projectStore.getState().project?.id ?? "";
    await damages[damage]?.(name);
    const before = JSON.stringify(await first.session.stored(id));

    const page = await openPage(name);
    expect(page.projectStore.getState().project?.id).not.toBe(id);
    expect(page.viewStore.getState().notice).toContain("“Helheim” could not be read");
    expect(page.projectStore.getState().damaged).toEqual(new Set([id]));
    work(page);
    await page.session.settled();
    expect(page.projectStore.getState().save.kind).toBe("saved");
    await page.session.open(id);
    expect(page.documentStore.committed().fronts).toHaveLength(1);
    expect(JSON.stringify(await page.session.stored(id))).toBe(before);
    expect(before).toContain('"seq":4');
    expect(await page.session.remove(id)).toBeNull();
    expect(page.projectStore.getState().recent.map((project) => project.name)).not.toContain(
      "Helheim",
    );
  },
);

it("does not stumble over a snapshot without its fields", async () => {
  const name = freshName();
  const first = await openPage(name);
  work(first);
  for (let i = 0; i < 300; i++) first.documentStore.commit("Move", moveVertex("a", 0, [i, 1]));
  await first.session.settled();
  await spoil(name, "snapshots", ({ history: _, ...record }) => record);
  const page = await openPage(name);
  expect(page.projectStore.getState().damaged.size).toBe(1);
});

it("lists and opens a project whose facts are damaged, but not its work", async () => {
  const name = freshName();
  const first = await openPage(name);
  work(first);
  await first.session.settled();
  await spoil(name, "projects", ({ id }) => ({ id, name: 7 }));
  const page = await openPage(name);
  expect(page.documentStore.committed().fronts).toHaveLength(1);
  expect(page.projectStore.getState().recent[0]?.name).toBe("Project without a name");
});
