// Projects in the browser's own database: who is what, the scenes, the log of edits and a snapshot to replay it on.
import { type DBSchema, type IDBPTransaction, openDB } from "idb";
import {
  applyEntry,
  type DocumentHistory,
  type LogEntry,
  type PackedHistory,
  packHistory,
  unpackHistory,
} from "../../annotation/log/historyLog.ts";
import { AppError } from "../../base/errors.ts";
import type { OpenScene } from "../scenesStore.ts";
import { requireSound } from "./soundProject.ts";

/** What every list of projects shows. */
export type ProjectFacts = {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** As they were at the last change; absent in what was written before they were counted. */
  readonly sceneCount?: number;
  readonly frontCount?: number;
  /** What the page made the name from, "" before there is a scene; absent once somebody named the project. */
  readonly namedAfter?: string;
};

/** An open scene without what lives only as long as the page. */
export type StoredScene = Omit<OpenScene, "link">;

/** What can be found again on the disk; the browser asks its user before it is read. */
export type FileHandle = FileSystemFileHandle;

/** The file that the project is also saved to, as this page left it. */
export type FileStamp = {
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly size: number;
  /** Which state of the project it holds. */
  readonly projectChangedAt: string;
};

export type ProjectChange =
  | { readonly kind: "facts"; readonly facts: ProjectFacts }
  | { readonly kind: "entry"; readonly seq: number; readonly entry: LogEntry }
  | { readonly kind: "snapshot"; readonly seq: number; readonly history: PackedHistory }
  /** `order`: among the scenes that are new; one that is known keeps its place. */
  | { readonly kind: "scene"; readonly stored: StoredScene; readonly order: number }
  /** All of the project but its facts is forgotten, before it is written anew. */
  | { readonly kind: "clear" }
  | { readonly kind: "scene-gone"; readonly sceneId: string }
  /** `key`: a scene's id, or `PROJECT_FILE`. */
  | {
      readonly kind: "handle";
      readonly key: string;
      readonly handle: FileHandle;
      readonly written: FileStamp | null;
    };

export type LoadedProject = {
  readonly facts: ProjectFacts;
  readonly history: DocumentHistory;
  /** Of the last entry in the log. */
  readonly seq: number;
  readonly scenes: readonly StoredScene[];
  readonly handles: ReadonlyMap<string, FileHandle>;
  /** Null where the project is saved to no file. */
  readonly fileStamp: FileStamp | null;
};

interface Schema extends DBSchema {
  projects: { key: string; value: ProjectFacts };
  snapshots: {
    key: string;
    value: { readonly projectId: string; readonly seq: number; readonly history: PackedHistory };
  };
  log: {
    key: [string, number];
    value: { readonly projectId: string; readonly seq: number; readonly entry: LogEntry };
  };
  scenes: {
    key: [string, string];
    value: {
      readonly projectId: string;
      readonly sceneId: string;
      readonly order: number;
      readonly stored: StoredScene;
    };
  };
  handles: {
    key: [string, string];
    value: {
      readonly projectId: string;
      readonly key: string;
      readonly handle: FileHandle;
      readonly written?: FileStamp | null;
    };
  };
}

/** Among the handles: the file that the project is also saved to. */
export const PROJECT_FILE = "project";

const STORES = ["projects", "snapshots", "log", "scenes", "handles"] as const;
type Writing = IDBPTransaction<Schema, typeof STORES, "readwrite">;

/** Raise it with every change of the schema, and add the step that leads to it to `upgrade`. */
const VERSION = 1;

export type ProjectDatabase = Awaited<ReturnType<typeof openProjectDatabase>>;

/**
 * Rejects with `storage-newer` where a newer Icefront wrote the database, with `storage-unavailable` where the browser
 * gives none. `onBlocking`: another page wants to change the schema; the database is closed then.
 */
export async function openProjectDatabase(name: string, onBlocking: () => void) {
  const database = await openDB<Schema>(name, VERSION, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("projects", { keyPath: "id" });
        db.createObjectStore("snapshots", { keyPath: "projectId" });
        db.createObjectStore("log", { keyPath: ["projectId", "seq"] });
        db.createObjectStore("scenes", { keyPath: ["projectId", "sceneId"] });
        db.createObjectStore("handles", { keyPath: ["projectId", "key"] });
      }
    },
    blocking: () => {
      database.close();
      onBlocking();
    },
  }).catch((cause: unknown) => {
    const isNewer = cause instanceof DOMException && cause.name === "VersionError";
    throw new AppError(isNewer ? "storage-newer" : "storage-unavailable", String(cause), { cause });
  });

  /** All of it is on the disk when this resolves, or nothing. Rejects with `storage-full` or `storage-failed`. */
  async function write(projectId: string, changes: readonly ProjectChange[]): Promise<void> {
    try {
      const transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
      await Promise.all([
        ...changes.map((change) => put(transaction, projectId, change)),
        transaction.done,
      ]);
    } catch (cause) {
      throw storageError(cause);
    }
  }

  /** As it lies there, at one moment: another tab may be writing. Null where there is no such project. */
  async function records(projectId: string) {
    const reading = database.transaction(STORES, "readonly");
    const [facts, snapshot, log, scenes, handles] = await Promise.all([
      reading.objectStore("projects").get(projectId),
      reading.objectStore("snapshots").get(projectId),
      reading.objectStore("log").getAll(ofProject(projectId)),
      reading.objectStore("scenes").getAll(ofProject(projectId)),
      reading.objectStore("handles").getAll(ofProject(projectId)),
    ]);
    return facts === undefined ? null : { facts, snapshot, log, scenes, handles };
  }

  /** Null where there is no such project. Rejects with `project-damaged` where what is stored cannot be worked on. */
  async function load(projectId: string): Promise<LoadedProject | null> {
    const found = await records(projectId);
    if (found === null) return null;
    const { facts, snapshot, log, scenes, handles } = found;
    const since = log.filter(({ seq }) => seq > (snapshot?.seq ?? 0));
    const history = replay(snapshot, since);
    const stored = scenes.sort((a, b) => a.order - b.order).map((record) => record.stored);
    requireSound(history, stored);
    return {
      facts: soundFacts(facts),
      history,
      seq: since.at(-1)?.seq ?? snapshot?.seq ?? 0,
      scenes: stored,
      handles: new Map(handles.map(({ key, handle }) => [key, handle])),
      fileStamp: handles.find(({ key }) => key === PROJECT_FILE)?.written ?? null,
    };
  }

  return {
    write,
    load,
    /** All that is stored of a project, sound or not, for whoever tries to save it; of files no more than their names. */
    raw: async (projectId: string): Promise<object | null> => {
      const found = await records(projectId);
      if (found === null) return null;
      const handles = found.handles.map(({ key, handle }) => ({ key, name: handle?.name }));
      return { ...found, handles };
    },
    /** The one worked on last comes first. */
    list: async (): Promise<readonly ProjectFacts[]> =>
      (await database.getAll("projects"))
        .map(soundFacts)
        .sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
    remove: async (projectId: string) => {
      const transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
      await Promise.all([
        transaction.objectStore("projects").delete(projectId),
        transaction.objectStore("snapshots").delete(projectId),
        transaction.objectStore("log").delete(ofProject(projectId)),
        transaction.objectStore("scenes").delete(ofProject(projectId)),
        transaction.objectStore("handles").delete(ofProject(projectId)),
        transaction.done,
      ]);
    },
    close: () => database.close(),
  };
}

const EMPTY = unpackHistory({
  oldest: { document: { fronts: [], sceneLabels: [] }, label: "Open" },
  steps: [],
  done: 0,
});

type Stored<Name extends "snapshots" | "log"> = Schema[Name]["value"];

/** Rejects with `project-damaged` where an entry is missing or says nothing that can be done. */
function replay(
  snapshot: Stored<"snapshots"> | undefined,
  since: readonly Stored<"log">[],
): DocumentHistory {
  const first = (snapshot?.seq ?? 0) + 1;
  const gap = since.findIndex(({ seq }, index) => seq !== first + index);
  if (gap >= 0)
    throw new AppError("project-damaged", `Entry ${first + gap} of the log is missing.`);
  let place = "the snapshot";
  try {
    let history = snapshot === undefined ? EMPTY : unpackHistory(snapshot.history);
    for (const { seq, entry } of since) {
      place = `entry ${seq} of the log`;
      history = applyEntry(history, entry);
      // What is no entry at all leads nowhere.
      void history.present.document;
    }
    return history;
  } catch (cause) {
    throw new AppError("project-damaged", `${place}: ${String(cause)}`, { cause });
  }
}

/** A project whose facts are damaged is listed all the same. */
function soundFacts(facts: ProjectFacts): ProjectFacts {
  const text = (value: unknown, otherwise: string) =>
    typeof value === "string" && value !== "" ? value : otherwise;
  const changedAt = text(facts.changedAt, new Date(0).toISOString());
  return {
    ...facts,
    name: text(facts.name, "Project without a name"),
    changedAt,
    createdAt: text(facts.createdAt, changedAt),
  };
}

/** Every key that begins with this project's id: in a key range an array sorts after all numbers and strings. */
function ofProject(projectId: string): IDBKeyRange {
  return IDBKeyRange.bound([projectId], [projectId, []]);
}

async function put(writing: Writing, projectId: string, change: ProjectChange): Promise<void> {
  switch (change.kind) {
    case "facts":
      await writing.objectStore("projects").put(change.facts);
      return;
    case "entry":
      await writing.objectStore("log").put({ projectId, seq: change.seq, entry: change.entry });
      return;
    case "snapshot":
      // The log up to here is in the snapshot; in one transaction neither is ever missing.
      await writing.objectStore("log").delete(ofProject(projectId));
      await writing
        .objectStore("snapshots")
        .put({ projectId, seq: change.seq, history: change.history });
      return;
    case "scene": {
      const scenes = writing.objectStore("scenes");
      const sceneId = change.stored.scene.id;
      const known = await scenes.get([projectId, sceneId]);
      const order = known?.order ?? change.order;
      await scenes.put({ projectId, sceneId, order, stored: change.stored });
      return;
    }
    case "clear":
      await Promise.all(
        (["snapshots", "log", "scenes", "handles"] as const).map((store) =>
          writing
            .objectStore(store)
            .delete(store === "snapshots" ? projectId : ofProject(projectId)),
        ),
      );
      return;
    case "scene-gone":
      await writing.objectStore("scenes").delete([projectId, change.sceneId]);
      await writing.objectStore("handles").delete([projectId, change.sceneId]);
      return;
    case "handle":
      await writing
        .objectStore("handles")
        .put({ projectId, key: change.key, handle: change.handle, written: change.written });
  }
}

function storageError(cause: unknown): AppError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : "";
  const code = name === "QuotaExceededError" ? "storage-full" : "storage-failed";
  return new AppError(code, String(cause), { cause });
}

/** What a snapshot of the history is written as. */
export function snapshotOf(seq: number, history: DocumentHistory): ProjectChange {
  return { kind: "snapshot", seq, history: packHistory(history) };
}
