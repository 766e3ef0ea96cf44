// Pyramids in the browser's origin private file system, from within a worker.
import { PICTURES_FOLDER, PREDICTIONS_FOLDER } from "./opfsFolders.ts";
import type { PyramidSink, PyramidStore } from "./pyramidFile.ts";

const MOST_BYTES = 2 * 2 ** 30;

/** Null where the browser has no such file system. */
export function opfsPyramids(): PyramidStore | null {
  if (typeof navigator === "undefined" || navigator.storage?.getDirectory === undefined)
    return null;
  const folder = async (name = PICTURES_FOLDER) =>
    (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  const all = () => Promise.all([folder(), folder(PREDICTIONS_FOLDER)]);
  return {
    open: async (key) => {
      const found = (await filesIn(await folder())).find(({ handle }) => handle.name === key);
      return found === undefined ? null : found.file;
    },
    create: async (key, bytes) => {
      if (bytes > MOST_BYTES) return null;
      const into = await folder();
      await makeRoom(into, bytes);
      return createSink(into, key);
    },
    measure: async () => {
      const files = (await Promise.all((await all()).map(filesIn))).flat();
      return { count: files.length, bytes: files.reduce((sum, { file }) => sum + file.size, 0) };
    },
    clear: async () => {
      for (const from of await all())
        for (const { handle } of await filesIn(from)) await remove(from, handle.name);
    },
  };
}

type Kept = { readonly handle: FileSystemFileHandle; readonly file: File };

async function filesIn(folder: FileSystemDirectoryHandle): Promise<readonly Kept[]> {
  const files: Kept[] = [];
  for await (const handle of folder.values()) {
    if (handle.kind !== "file") continue;
    // Another tab may throw it away at this moment.
    const file = await handle.getFile().catch(() => null);
    if (file !== null) files.push({ handle, file });
  }
  return files;
}

/** The oldest go first. */
async function makeRoom(folder: FileSystemDirectoryHandle, bytes: number): Promise<void> {
  const files = [...(await filesIn(folder))].sort(
    (a, b) => a.file.lastModified - b.file.lastModified,
  );
  let held = files.reduce((sum, { file }) => sum + file.size, 0);
  for (const { file, handle } of files) {
    if (held + bytes <= MOST_BYTES) return;
    await remove(folder, handle.name);
    held -= file.size;
  }
}

/** A file that another tab is writing stays. */
async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name).catch(() => undefined);
}

async function createSink(
  folder: FileSystemDirectoryHandle,
  key: string,
): Promise<PyramidSink | null> {
  const handle = await folder.getFileHandle(key, { create: true });
  // Throws where another tab holds it.
  const access = await handle.createSyncAccessHandle().catch(() => null);
  if (access === null) return null;
  access.truncate(0);
  const written = (bytes: Uint8Array<ArrayBuffer>, at: number) => {
    // A full disk shows as fewer bytes written, or as an error.
    if (access.write(bytes, { at }) < bytes.byteLength) throw new Error("The storage is full.");
  };
  return {
    write: written,
    finish: async () => {
      access.flush();
      access.close();
    },
    discard: async () => {
      access.close();
      await remove(folder, key);
    },
  };
}
