// The project's own file: written when work rests and before the project is left, by one tab, over nobody else's work.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createFileAutosave } from "./fileAutosave.ts";
import type { FileHandle, FileStamp } from "./projectDatabase.ts";
import type { ProjectSession } from "./projectSession.ts";
import { createProjectStore } from "./projectStore.ts";

let clock = 0;

/** A file on a disk that this page and others write. */
function pretendedFile(name = "helheim.icefront") {
  const file = {
    text: "",
    lastModified: 0,
    /** Held back until told. */
    gate: (): Promise<void> => Promise.resolve(),
    permission: "granted" as PermissionState,
    write(text: string) {
      file.text = text;
      file.lastModified = ++clock;
    },
  };
  const handle = {
    name,
    queryPermission: async () => file.permission,
    requestPermission: async () => {
      file.permission = "granted";
      return file.permission;
    },
    getFile: async () => new File([file.text], name, { lastModified: file.lastModified }),
    createWritable: async () => {
      let waiting = "";
      return {
        write: async (blob: Blob) => {
          waiting = await blob.text();
          await file.gate();
        },
        close: async () => file.write(waiting),
        abort: async () => undefined,
      };
    },
  };
  return Object.assign(file, { handle: handle as unknown as FileHandle });
}

type Kept = { readonly handle: FileHandle; readonly written: FileStamp | null };

/** A page on project "p"; `kept` is what its database holds of the file, as another page left it. */
function openPage(kept: Kept | null = null) {
  const projectStore = createProjectStore();
  let stored = kept;
  const session = {
    handles: () => new Map(stored === null ? [] : [["project", stored.handle]]),
    fileStamp: () => stored?.written ?? null,
    keepHandle: (_: string, handle: FileHandle, written: FileStamp | null = null) => {
      stored = { handle, written };
    },
  } as unknown as ProjectSession;
  let text = "nothing";
  const autosave = createFileAutosave({
    projectStore,
    session: () => session,
    write: () => Promise.resolve(new Blob([text])),
  });
  let edits = 0;
  const show = (id: string, changedAt: string) =>
    projectStore.set({ project: { id, name: id, createdAt: "", changedAt } });
  show("p", "0");
  return {
    ...autosave,
    projectStore,
    show,
    kept: () => stored,
    forget: () => {
      stored = null;
    },
    edit(to: string) {
      text = to;
      show("p", `${++edits}`);
    },
    failure: () => projectStore.getState().file?.failure,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("writes once work rests, not at every edit", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  page.edit("one");
  await vi.advanceTimersByTimeAsync(1000);
  page.edit("two");
  await vi.advanceTimersByTimeAsync(1000);
  expect(file.text).toBe("nothing");
  await vi.advanceTimersByTimeAsync(600);
  expect(file.text).toBe("two");
  expect(page.failure()).toBeNull();
});

it("writes the last edit into the old project's file before the project is left, and nothing of the next", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  page.edit("last edit of p");
  await page.projectLeaving();
  expect(file.text).toBe("last edit of p");
  page.forget();
  page.show("q", "5");
  await page.projectLoaded();
  page.edit("of q");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(file.text).toBe("last edit of p");
});

it("lets go of a project whose file does not answer", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  file.gate = () => new Promise(() => undefined);
  page.edit("one");
  let hasLeft = false;
  void page.projectLeaving().then(() => {
    hasLeft = true;
  });
  await vi.advanceTimersByTimeAsync(4000);
  expect(hasLeft).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(hasLeft).toBe(true);
});

it("writes at once when the page goes out of sight, and only if something waits", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  const before = file.lastModified;
  await page.flush();
  expect(file.lastModified).toBe(before);
  page.edit("unseen");
  await page.flush();
  expect(file.text).toBe("unseen");
});

it("does not write from a tab that only looks, and goes on once that tab has the project", async () => {
  const file = pretendedFile();
  const first = openPage();
  await first.begin(file.handle);
  const second = openPage(first.kept());
  second.projectStore.set({ save: { kind: "read-only" } });
  await second.projectLoaded();
  second.edit("seen through the other tab");
  await second.flush();
  await second.projectLeaving();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(file.text).toBe("nothing");
  expect(second.projectStore.getState().file).toBeNull();

  second.projectStore.set({ save: { kind: "saved", at: 0 } });
  await second.projectLoaded();
  // What the first tab had not written any more when it was closed.
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("seen through the other tab");
  second.edit("its own");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("its own");
});

it("leaves a file alone that holds the project already", async () => {
  const file = pretendedFile();
  const first = openPage();
  await first.begin(file.handle);
  const { lastModified } = file;
  const again = openPage(first.kept());
  await again.projectLoaded();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(file.lastModified).toBe(lastModified);
  expect(again.failure()).toBeNull();
});

it("does not write over what another program wrote, until it is told to", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  file.write("a colleague's");
  page.edit("mine");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("a colleague's");
  expect(page.failure()).toBe("project-file-changed");
  page.edit("mine again");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("a colleague's");
  expect(await (await page.readTheirs())?.text()).toBe("a colleague's");

  await page.writeOver();
  expect(file.text).toBe("mine again");
  expect(page.failure()).toBeNull();
  page.edit("and on");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("and on");
});

it("says at once, on another day, that the file was changed meanwhile", async () => {
  const file = pretendedFile();
  const first = openPage();
  await first.begin(file.handle);
  file.write("a colleague's");
  const again = openPage(first.kept());
  await again.projectLoaded();
  expect(again.failure()).toBe("project-file-changed");
});

it("notices a change that falls into the writing itself", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  let open: (() => void) | undefined;
  file.gate = () =>
    new Promise((resolve) => {
      open = resolve;
    });
  page.edit("mine");
  await vi.advanceTimersByTimeAsync(2000);
  file.write("a colleague's");
  open?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(file.text).toBe("a colleague's");
  expect(page.failure()).toBe("project-file-changed");
});

it("waits for leave where the browser asks again, and then compares before it writes", async () => {
  const file = pretendedFile();
  const first = openPage();
  await first.begin(file.handle);
  file.permission = "prompt";
  const again = openPage(first.kept());
  await again.projectLoaded();
  expect(again.failure()).toBe("project-file-unasked");
  again.edit("mine");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("nothing");
  await again.resume();
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("mine");
});

it("says that the file could not be written, and tries again with the next edit", async () => {
  const [page, file] = [openPage(), pretendedFile()];
  await page.begin(file.handle);
  file.gate = () => Promise.reject(new Error("The disk is full."));
  page.edit("one");
  await vi.advanceTimersByTimeAsync(2000);
  expect(page.failure()).toBe("project-file-not-written");
  file.gate = () => Promise.resolve();
  page.edit("two");
  await vi.advanceTimersByTimeAsync(2000);
  expect(file.text).toBe("two");
  expect(page.failure()).toBeNull();
});
