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

  async function load(projectId: string): Promise<LoadedProject | null> {
    const facts = await database.get("projects", projectId);
    if (facts === undefined) return null;
    const snapshot = await database.get("snapshots", projectId);
    const log = await database.getAll("log", ofProject(projectId));
    const scenes = await database.getAll("scenes", ofProject(projectId));
    const handles = await database.getAll("handles", ofProject(projectId));
    const start = snapshot === undefined ? EMPTY : unpackHistory(snapshot.history);
    const since = log.filter(({ seq }) => seq > (snapshot?.seq ?? 0));
    return {
      facts,
      history: since.reduce((history, { entry }) => applyEntry(history, entry), start),
      seq: since.at(-1)?.seq ?? snapshot?.seq ?? 0,
      scenes: scenes.sort((a, b) => a.order - b.order).map(({ stored }) => stored),
      handles: new Map(handles.map(({ key, handle }) => [key, handle])),
      fileStamp: handles.find(({ key }) => key === PROJECT_FILE)?.written ?? null,
    };
  }

  return {
    write,
    load,
    /** The one worked on last comes first. */
    list: async (): Promise<readonly ProjectFacts[]> =>
      (await database.getAll("projects")).sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
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
