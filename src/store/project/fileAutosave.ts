// Keeps a file on the disk equal to the project, where the browser can write files (File System Access).
import type { ErrorCode } from "../../base/errors.ts";
import type { ActionsContext } from "../actionsContext.ts";
import { type FileHandle, type FileStamp, PROJECT_FILE } from "./projectDatabase.ts";

/** After the last change; a whole project is written each time. */
const QUIET_MS = 1500;
/** A disk that does not answer must not keep anybody in a project. */
const LEAVING_MS = 5000;

type Context = Pick<ActionsContext, "projectStore" | "session"> & {
  /** The project as it is at the moment of the call. */
  readonly write: () => Promise<Blob>;
};

/** Not in the DOM types yet. */
type Writable = FileHandle & {
  readonly queryPermission?: (mode: { mode: "readwrite" }) => Promise<PermissionState>;
  readonly requestPermission?: (mode: { mode: "readwrite" }) => Promise<PermissionState>;
};

type Target = {
  readonly handle: Writable;
  /** Null: whatever is in the file may be written over. */
  written: FileStamp | null;
  /** Another program wrote to the file, and it is not decided yet whose content counts. */
  isContested: boolean;
};

export function createFileAutosave({ projectStore, session, write }: Context) {
  let target: Target | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();

  const project = () => projectStore.getState().project;
  /** The tab that has the project writes its file too. */
  const mayWrite = () => projectStore.getState().save.kind !== "read-only";

  projectStore.subscribe((now, before) => {
    if (now.project !== before.project) saveLater();
  });

  function stopWaiting(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function saveLater(): void {
    if (target === null || target.isContested) return;
    stopWaiting();
    timer = setTimeout(saveNow, QUIET_MS);
  }

  function saveNow(): Promise<void> {
    stopWaiting();
    const to = target;
    if (to !== null) saving = saving.then(() => save(to));
    return saving;
  }

  /** What waits to be written is written at once. */
  const flush = () => (timer === undefined ? saving : saveNow());

  async function save(to: Target): Promise<void> {
    if (to !== target || !mayWrite()) return;
    const projectChangedAt = project()?.changedAt ?? "";
    try {
      const blob = await write();
      // What is written takes the old file's place only when `close` succeeds.
      const stream = await to.handle.createWritable();
      await stream.write(blob);
      if (await isChangedByOthers(to)) {
        await stream.abort();
        contest(to);
        return;
      }
      await stream.close();
      const { lastModified } = await to.handle.getFile();
      to.written = { lastModified, size: blob.size, projectChangedAt };
      if (to === target) session().keepHandle(PROJECT_FILE, to.handle, to.written);
      tell(to, null, Date.now());
    } catch {
      tell(to, "project-file-not-written");
    }
  }

  async function isChangedByOthers({ handle, written }: Target): Promise<boolean> {
    if (written === null) return false;
    const { lastModified, size } = await handle.getFile();
    return lastModified !== written.lastModified || size !== written.size;
  }

  function contest(to: Target): void {
    to.isContested = true;
    tell(to, "project-file-changed");
  }

  function tell(to: Target, failure: ErrorCode | null, savedAt?: number): void {
    if (to !== target) return;
    const before = projectStore.getState().file?.savedAt ?? null;
    projectStore.set({ file: { name: to.handle.name, savedAt: savedAt ?? before, failure } });
  }

  async function goOn(handle: Writable, written: FileStamp | null): Promise<void> {
    const to: Target = { handle, written, isContested: false };
    target = to;
    tell(to, null);
    // A file that is gone shows when it is to be written.
    if (await isChangedByOthers(to).catch(() => false)) contest(to);
    else if (to === target && isBehind(to)) saveLater();
  }

  /** The tab that wrote last was closed before the file had everything. */
  const isBehind = ({ written }: Target) =>
    written !== null && written.projectChangedAt !== project()?.changedAt;

  return {
    begin: async (handle: FileHandle) => {
      if (!mayWrite()) return;
      target = { handle, written: null, isContested: false };
      session().keepHandle(PROJECT_FILE, handle);
      await saveNow();
    },
    /** Another project is open: its own file, if the browser still lets the page write it. */
    projectLoaded: async () => {
      stopWaiting();
      target = null;
      const known: Writable | undefined = session().handles().get(PROJECT_FILE);
      if (known === undefined || !mayWrite()) return;
      const of = project()?.id;
      const state = (await known.queryPermission?.({ mode: "readwrite" })) ?? "granted";
      if (of !== project()?.id || !mayWrite()) return;
      if (state === "granted") await goOn(known, session().fileStamp());
      else
        projectStore.set({
          file: { name: known.name, savedAt: null, failure: "project-file-unasked" },
        });
    },
    /** The file has all of the project that is about to be left, and nothing of the next. */
    projectLeaving: async () => {
      await Promise.race([flush(), after(LEAVING_MS)]);
      stopWaiting();
      target = null;
    },
    flush,
    /** A click lets the browser ask whether the file may be written again. */
    resume: async () => {
      const known: Writable | undefined = session().handles().get(PROJECT_FILE);
      const state = (await known?.requestPermission?.({ mode: "readwrite" })) ?? "granted";
      if (known === undefined || state !== "granted") return;
      await goOn(known, session().fileStamp());
    },
    /** The project takes the place of what another program wrote. */
    writeOver: async () => {
      if (target === null) return;
      target.written = null;
      target.isContested = false;
      await saveNow();
    },
    /** What another program wrote; null where it cannot be read. */
    readTheirs: async (): Promise<File | null> => {
      const to = target;
      if (to === null) return null;
      return to.handle.getFile().catch(() => {
        tell(to, "project-file-not-written");
        return null;
      });
    },
  };
}

const after = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
