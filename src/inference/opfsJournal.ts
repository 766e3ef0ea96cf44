// Half-done predictions of many windows in the browser's origin private file system.
import { PREDICTIONS_FOLDER } from "../scene/opfsFolders.ts";
import type { KeptSums, WindowJournal } from "./runWindows.ts";

/** Runs that were never finished go when there are more. */
const MOST_FILES = 3;

/** Undefined where the browser has no such file system. */
export function opfsJournal(): WindowJournal | undefined {
  if (navigator.storage?.getDirectory === undefined) return undefined;
  const folder = async () =>
    (await navigator.storage.getDirectory()).getDirectoryHandle(PREDICTIONS_FOLDER, {
      create: true,
    });
  return {
    read: async (key) => {
      const handle = await (await folder()).getFileHandle(key).catch(() => null);
      return handle === null ? null : parse(await (await handle.getFile()).arrayBuffer());
    },
    write: async (key, { done, sums }) => {
      const into = await folder();
      await dropOldest(into, key);
      const handle = await into.getFileHandle(key, { create: true });
      // The old content stays until the new one is whole.
      const file = await handle.createWritable();
      await file.write(new Float64Array([done]));
      await file.write(sums);
      await file.close();
    },
    remove: async (key) => {
      await (await folder()).removeEntry(key).catch(() => undefined);
    },
  };
}

function parse(bytes: ArrayBuffer): KeptSums | null {
  if (bytes.byteLength < 8 || bytes.byteLength % 4 !== 0) return null;
  const [done = 0] = new Float64Array(bytes, 0, 1);
  return { done, sums: new Float32Array(bytes, 8) };
}

async function dropOldest(folder: FileSystemDirectoryHandle, keep: string): Promise<void> {
  const files: File[] = [];
  for await (const handle of folder.values())
    if (handle.kind === "file" && handle.name !== keep) files.push(await handle.getFile());
  files.sort((a, b) => b.lastModified - a.lastModified);
  for (const { name } of files.slice(MOST_FILES - 1))
    await folder.removeEntry(name).catch(() => undefined);
}
