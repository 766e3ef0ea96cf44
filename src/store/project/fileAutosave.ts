// Keeps a file on the disk equal to the project, where the browser can write files (File System Access).
import { AppError, toAppError } from "../../base/errors.ts";
import type { ActionsContext } from "../actionsContext.ts";
import type { FileHandle } from "./projectDatabase.ts";

/** After the last change; a whole project is written each time. */
const QUIET_MS = 1500;
/** The handle's place among the project's. */
const KEY = "project";

type Context = Pick<
  ActionsContext,
  "documentStore" | "scenesStore" | "projectStore" | "session"
> & {
  readonly write: () => Promise<Blob>;
};

/** Not in the DOM types yet. */
type Writable = FileHandle & {
  readonly queryPermission?: (mode: { mode: "readwrite" }) => Promise<PermissionState>;
  readonly requestPermission?: (mode: { mode: "readwrite" }) => Promise<PermissionState>;
};

export function createFileAutosave({
  documentStore,
  scenesStore,
  projectStore,
  session,
  write,
}: Context) {
  let handle: Writable | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();

  function later(): void {
    if (handle === null) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      saving = saving.then(save);
    }, QUIET_MS);
  }
  documentStore.onEntry(later);
  scenesStore.subscribe(later);

  async function save(): Promise<void> {
    const to = handle;
    if (to === null) return;
    try {
      const blob = await write();
      // What is written takes the old file's place only when `close` succeeds.
      const stream = await to.createWritable();
      await stream.write(blob);
      await stream.close();
      projectStore.set({ file: { name: to.name, savedAt: Date.now(), failure: null } });
    } catch (cause) {
      const { savedAt = null } = projectStore.getState().file ?? {};
      const { code } = toAppError(
        new AppError("project-file-not-written", String(cause), { cause }),
      );
      projectStore.set({ file: { name: to.name, savedAt, failure: code } });
    }
  }

  return {
    begin: async (to: FileHandle) => {
      handle = to;
      session().keepHandle(KEY, to);
      await save();
    },
    /** Another project is open: its own file, if the browser still lets the page write it. */
    projectLoaded: async () => {
      clearTimeout(timer);
      handle = null;
      const known: Writable | undefined = session().handles().get(KEY);
      if (known === undefined) return;
      const state = (await known.queryPermission?.({ mode: "readwrite" })) ?? "granted";
      if (state === "granted") handle = known;
      projectStore.set({
        file: {
          name: known.name,
          savedAt: null,
          failure: state === "granted" ? null : "project-file-unasked",
        },
      });
    },
    resume: async () => {
      const known: Writable | undefined = session().handles().get(KEY);
      const state = (await known?.requestPermission?.({ mode: "readwrite" })) ?? "granted";
      if (known === undefined || state !== "granted") return;
      handle = known;
      await save();
    },
  };
}
