// One project at a time: found again when the page opens, written while it is worked on, shown only where another tab has it.

import { EMPTY_DOCUMENT } from "../../annotation/document.ts";
import { startHistory } from "../../annotation/history.ts";
import { AppError, toAppError } from "../../base/errors.ts";
import type { DocumentStore } from "../documentStore.ts";
import type { OpenScene, ScenesStore } from "../scenesStore.ts";
import type { ViewStore } from "../viewStore.ts";
import {
  type FileHandle,
  type FileStamp,
  type LoadedProject,
  PROJECT_FILE,
  type ProjectChange,
  type ProjectDatabase,
  type ProjectFacts,
  snapshotOf,
} from "./projectDatabase.ts";
import type { ProjectLock, ProjectLocks } from "./projectLocks.ts";
import { NEW_PROJECT_NAME, nameAfterScene, uniqueName } from "./projectName.ts";
import type { ProjectStore } from "./projectStore.ts";
import { createProjectWriter, type ProjectWriter } from "./projectWriter.ts";

/** So many edits are replayed at most when a project opens. */
const ENTRIES_BETWEEN_SNAPSHOTS = 300;

const LAST_PROJECT_KEY = "icefront.project";

type Context = {
  readonly documentStore: DocumentStore;
  readonly scenesStore: ScenesStore;
  readonly viewStore: ViewStore;
  readonly projectStore: ProjectStore;
  readonly openDatabase: () => Promise<ProjectDatabase>;
  readonly locks: ProjectLocks;
  /** Remembers which project was worked on last. */
  readonly storage: Storage | null;
  /** Scenes came with a project whose files are not open: they are to be found again. */
  readonly onLoaded: () => void;
  /** The project that is shown is about to be left; it is still there until this resolves. */
  readonly onLeaving: () => Promise<void>;
};

type Current = {
  readonly writer: ProjectWriter | null;
  readonly release: () => void;
  readonly handles: Map<string, FileHandle>;
  fileStamp: FileStamp | null;
};

export type ProjectSession = ReturnType<typeof createProjectSession>;

export function createProjectSession(context: Context) {
  const { documentStore, scenesStore, viewStore, projectStore, locks, storage } = context;
  let database: ProjectDatabase | null = null;
  let current: Current | null = null;
  let seq = 0;
  let lastSnapshot = 0;
  let written: readonly OpenScene[] = [];
  let isLoading = false;

  const facts = () => projectStore.getState().project;

  function touched(): ProjectChange[] {
    const project = facts();
    if (project === null) return [];
    const changed: ProjectFacts = {
      ...named(project),
      changedAt: new Date().toISOString(),
      sceneCount: scenesStore.getState().scenes.length,
      frontCount: documentStore.committed().fronts.length,
    };
    projectStore.set({ project: changed });
    return [{ kind: "facts", facts: changed }];
  }

  /** With a name after the first scene, as long as nobody gave it one. */
  function named(project: ProjectFacts): ProjectFacts {
    const [first] = scenesStore.getState().scenes;
    if (project.namedAfter === undefined || first === undefined) return project;
    const { sceneLabels } = documentStore.committed();
    const label = sceneLabels.find(({ sceneId }) => sceneId === first.scene.id);
    const namedAfter = nameAfterScene(first.scene, label);
    return namedAfter === project.namedAfter
      ? project
      : { ...project, name: freeName(namedAfter, project.id), namedAfter };
  }

  /** A name that no other project has. */
  function freeName(name: string, projectId: string): string {
    const { project, recent } = projectStore.getState();
    const known = project === null ? recent : [...recent, project];
    const taken = known.flatMap((other) => (other.id === projectId ? [] : other.name));
    return uniqueName(name, taken);
  }

  const stampOf = (key: string) => (key === PROJECT_FILE ? (current?.fileStamp ?? null) : null);

  function everything(): readonly ProjectChange[] {
    const project = facts();
    return [
      { kind: "clear" },
      ...(project === null ? [] : [{ kind: "facts", facts: project } as const]),
      snapshotOf(seq, documentStore.getState().history),
      ...scenesStore.getState().scenes.map((open, order) => sceneChange(open, order)),
      ...[...(current?.handles ?? [])].map(
        ([key, handle]) => ({ kind: "handle", key, handle, written: stampOf(key) }) as const,
      ),
    ];
  }

  documentStore.onEntry((entry) => {
    seq++;
    const changes: ProjectChange[] = [...touched(), { kind: "entry", seq, entry }];
    if (seq - lastSnapshot >= ENTRIES_BETWEEN_SNAPSHOTS) {
      lastSnapshot = seq;
      changes.push(snapshotOf(seq, documentStore.getState().history));
    }
    current?.writer?.add(...changes);
  });

  scenesStore.subscribe(() => {
    const now = scenesStore.getState().scenes;
    if (isLoading || now === written) return;
    const before = new Set(written);
    const kept = new Set(now.map(({ scene }) => scene.id));
    const changes: ProjectChange[] = [
      ...now
        .filter((open) => !before.has(open))
        .map((open, index) => sceneChange(open, Date.now() + index)),
      ...written
        .filter(({ scene }) => !kept.has(scene.id))
        .map(({ scene }) => ({ kind: "scene-gone", sceneId: scene.id }) as const),
    ];
    for (const change of changes)
      if (change.kind === "scene-gone") current?.handles.delete(change.sceneId);
    written = now;
    if (changes.length === 0) return;
    const touch = touched();
    current?.writer?.add(...touch, ...changes);
  });

  function show({ facts: project, history, scenes, seq: last }: Shown): void {
    isLoading = true;
    const here = new Set(
      scenesStore.getState().scenes.flatMap(({ scene, link }) => (link === "here" ? scene.id : [])),
    );
    documentStore.load(history);
    scenesStore.load(
      scenes.map((stored) => ({ ...stored, link: here.has(stored.scene.id) ? "here" : "missing" })),
    );
    written = scenesStore.getState().scenes;
    seq = last;
    lastSnapshot = last;
    const { sceneId } = viewStore.getState();
    if (scenesStore.find(sceneId) === undefined) viewStore.showScene(scenes[0]?.scene.id ?? null);
    projectStore.set({ project, file: null });
    isLoading = false;
  }

  /** All that was done is written, and nothing more will be. */
  async function finish(): Promise<void> {
    await context.onLeaving();
    await current?.writer?.settled();
    current?.writer?.stop();
  }

  async function leave(): Promise<void> {
    await finish();
    current?.release();
    current = null;
  }

  /** False while something is only in memory: leaving would lose it. */
  async function isOnDisk(): Promise<boolean> {
    await current?.writer?.settled();
    if (projectStore.getState().save.kind !== "failed") return true;
    current?.writer?.tryAgain();
    await current?.writer?.settled();
    return projectStore.getState().save.kind !== "failed";
  }

  /** Back to the project that is open, after another could not be. */
  function stay(notice: string): false {
    if (current !== null && current.writer === null && database !== null) forbid();
    else documentStore.forbidChanges(null);
    viewStore.set({ notice });
    return false;
  }

  /**
   * Shows the project and, unless another tab has it, begins to write. `fresh`: it is in no database yet. False, with the
   * project at hand untouched, where that is not saved or the other cannot be read.
   */
  async function enter(projectId: string, fresh: Shown | null): Promise<boolean> {
    // Between two projects an edit would belong to neither.
    documentStore.forbidChanges(() => undefined);
    const isSame = facts()?.id === projectId;
    if (!isSame && !(await isOnDisk()))
      return stay("This project is not saved, so it stays open: download it under Project first.");
    // Its own wait for the lock would stand in its way.
    if (isSame) await leave();
    const lock = await locks.take(projectId, {
      onFree: () => void enter(projectId, null),
      onChanged: () => void refresh(projectId),
    });
    try {
      const loaded = fresh ?? (await database?.load(projectId)) ?? null;
      if (loaded === null) throw new AppError("internal", "it is not there.");
      await leave();
      begin(loaded, lock, fresh !== null);
      return true;
    } catch (error) {
      lock.release();
      const notice = whyUnread(projectId, toAppError(error));
      if (!isSame) return stay(notice);
      // The tab that had it deleted or damaged it: what is shown here is kept nowhere.
      await create();
      viewStore.set({ notice });
      return false;
    }
  }

  function whyUnread(projectId: string, { code, message }: AppError): string {
    const { damaged, recent } = projectStore.getState();
    const name = recent.find(({ id }) => id === projectId)?.name;
    const subject = name === undefined ? "That project" : `“${name}”`;
    if (code !== "project-damaged") return `${subject} could not be read: ${message}`;
    projectStore.set({ damaged: new Set([...damaged, projectId]) });
    return `${subject} could not be read: what is stored of it is damaged. It was left as it is, and can be saved under Project.`;
  }

  function begin(loaded: Shown, lock: ProjectLock, isFresh: boolean): void {
    show(loaded);
    const { fileStamp } = loaded;
    const held = { release: lock.release, handles: new Map(loaded.handles), fileStamp };
    if (database === null || !lock.isHeld) {
      current = { writer: null, ...held };
      if (lock.isHeld) documentStore.forbidChanges(null);
      else forbid();
    } else {
      documentStore.forbidChanges(null);
      const writer = createProjectWriter({
        database,
        projectId: loaded.facts.id,
        everything,
        onState: (save) => {
          projectStore.set({ save });
          if (save.kind === "saved") lock.announce();
        },
      });
      current = { writer, ...held };
      const at = Date.parse(loaded.facts.changedAt);
      projectStore.set({ save: isFresh ? { kind: "nothing" } : { kind: "saved", at } });
    }
    remember(loaded.facts.id);
    context.onLoaded();
  }

  /** Not while a tab has it open, this one apart. */
  async function removeProject(projectId: string): Promise<string | null> {
    const isOpenHere = facts()?.id === projectId;
    const lock = isOpenHere
      ? null
      : await locks.take(projectId, { onFree: () => undefined, onChanged: () => undefined });
    const isFree = isOpenHere ? projectStore.getState().save.kind !== "read-only" : lock?.isHeld;
    if (!isFree) {
      lock?.release();
      const notice = "Another tab has that project open, so it was not deleted.";
      viewStore.set({ notice });
      return notice;
    }
    if (isOpenHere) await finish();
    // Before the lock is free: a tab that looks at the project would take it over.
    await database?.remove(projectId);
    lock?.release();
    if (isOpenHere) await create();
    return null;
  }

  function forbid(): void {
    projectStore.set({ save: { kind: "read-only" } });
    // After whatever the attempt says of itself: it would say that something was done.
    documentStore.forbidChanges(() =>
      queueMicrotask(() =>
        viewStore.set({
          notice: "Another tab has this project open, so it can only be looked at here.",
        }),
      ),
    );
  }

  /** The other tab wrote something. */
  async function refresh(projectId: string): Promise<void> {
    if (projectStore.getState().save.kind !== "read-only") return;
    // A record that cannot be read is the matter of the tab that writes it.
    const loaded = await database?.load(projectId).catch(() => null);
    if (loaded && facts()?.id === projectId) show(loaded);
  }

  function remember(projectId: string): void {
    try {
      storage?.setItem(LAST_PROJECT_KEY, projectId);
    } catch {
      // Then the one changed last is opened.
    }
  }

  async function listRecent(): Promise<void> {
    projectStore.set({ recent: (await database?.list()) ?? [] });
  }

  async function start(): Promise<void> {
    try {
      database = await context.openDatabase();
      await listRecent();
    } catch (error) {
      projectStore.set({ save: { kind: "unavailable", code: toAppError(error).code } });
    }
    const { recent } = projectStore.getState();
    const last = storage?.getItem(LAST_PROJECT_KEY) ?? null;
    // The last one may have been left empty, and is not stored then: its user wanted to begin anew.
    const found = last === null ? recent[0] : recent.find(({ id }) => id === last);
    if (found === undefined || !(await enter(found.id, null))) await create();
  }

  async function create(start: Partial<Shown> = {}): Promise<void> {
    const isUnavailable = database === null;
    const { save } = projectStore.getState();
    const fresh = newProject(start, start.facts && freeName(start.facts.name, ""));
    await enter(fresh.facts.id, fresh);
    if (isUnavailable) projectStore.set({ save });
    if (fresh.scenes.length > 0 || start.history !== undefined)
      current?.writer?.add(...everything());
  }

  const ready = start();
  return {
    /** The last project is shown, or an empty one: nothing may be changed before. */
    ready,
    create: async (fresh?: Partial<Shown>) => {
      await create(fresh);
      await listRecent();
    },
    open: async (projectId: string) => {
      if (facts()?.id !== projectId) await enter(projectId, null);
      await listRecent();
    },
    listRecent,
    rename: (name: string) => {
      const project = facts();
      const isSame = name.trim() === "" || name.trim() === project?.name;
      if (project === null || isSame || projectStore.getState().save.kind === "read-only") return;
      const { namedAfter: _, ...own } = project;
      projectStore.set({ project: { ...own, name: name.trim() } });
      const touch = touched();
      current?.writer?.add(...touch);
    },
    /** Why it was not deleted; null where it was. */
    remove: async (projectId: string): Promise<string | null> => {
      const refusal = await removeProject(projectId);
      await listRecent();
      return refusal;
    },
    /** All that is stored of a project, sound or not. */
    stored: async (projectId: string): Promise<object | null> =>
      (await database?.raw(projectId)) ?? null,
    /** `written`: how the project's own file was left. */
    keepHandle: (key: string, handle: FileHandle, written: FileStamp | null = null) => {
      if (current === null) return;
      current.handles.set(key, handle);
      if (key === PROJECT_FILE) current.fileStamp = written;
      current.writer?.add({ kind: "handle", key, handle, written });
    },
    fileStamp: (): FileStamp | null => current?.fileStamp ?? null,
    handles: (): ReadonlyMap<string, FileHandle> => current?.handles ?? new Map(),
    tryAgain: () => current?.writer?.tryAgain(),
    /** Everything done so far is on the disk, or its failure is in the project store. */
    settled: async () => current?.writer?.settled(),
  };
}

type Shown = LoadedProject;

function sceneChange({ link: _, ...open }: OpenScene, order: number): ProjectChange {
  return { kind: "scene", stored: open, order };
}

/** `name`: of a project that was named before; else the page names it. */
function newProject({ facts, history, scenes }: Partial<Shown>, name: string | undefined): Shown {
  const now = new Date().toISOString();
  const fresh: ProjectFacts = {
    id: crypto.randomUUID(),
    name: name ?? NEW_PROJECT_NAME,
    createdAt: facts?.createdAt ?? now,
    changedAt: now,
    ...(name === undefined && { namedAfter: "" }),
  };
  return {
    facts: fresh,
    history: history ?? startHistory(EMPTY_DOCUMENT),
    seq: 0,
    scenes: scenes ?? [],
    handles: new Map(),
    fileStamp: null,
  };
}
