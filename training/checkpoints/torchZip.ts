// PyTorch's file format since 1.6: a zip with one folder that holds data.pkl and data/<key>, a file for every storage.
import { listZip, readEntryBlob, type ZipEntry } from "../../src/scene/zipEntries.ts";
import { readPickle } from "./pickle.ts";
import { damaged, refused } from "./refuse.ts";
import type { TorchFile } from "./torchFile.ts";

/** A pickle of a thousand layers has some 100 kB. */
const MOST_PICKLE_BYTES = 2 ** 26;

/** Rejects with `checkpoint-refused`, `file-corrupt`, `file-unsupported` or `file-too-large`. */
export async function openTorchZip(file: Blob): Promise<TorchFile> {
  const entries = new Map((await listZip(file)).map((entry) => [entry.path, entry]));
  const folder = pickleFolder([...entries.keys()]);
  const pickle = await read(file, entries.get(`${folder}/data.pkl`));
  const order = entries.get(`${folder}/byteorder`);
  if (order && (await (await read(file, order)).text()).trim() !== "little")
    throw refused("was written on a big-endian machine, which is not read here");
  if (pickle.size > MOST_PICKLE_BYTES) throw refused("has a list of contents beyond 64 MB");
  const { value } = readPickle(new Uint8Array(await pickle.arrayBuffer()));
  const opened = new Map<string, Promise<Blob>>();
  const storage = (key: string) => {
    const blob = opened.get(key) ?? read(file, entries.get(`${folder}/data/${key}`), key);
    opened.set(key, blob);
    return blob;
  };
  return { root: value, storage };
}

function pickleFolder(paths: readonly string[]): string {
  const folders = paths.flatMap((path) => /^([^/]+)\/data\.pkl$/.exec(path)?.[1] ?? []);
  const [folder] = folders;
  if (folder === undefined || folders.length > 1)
    throw refused("is a zip, but not one that PyTorch wrote: it holds no data.pkl, or several");
  return folder;
}

async function read(file: Blob, entry: ZipEntry | undefined, key?: string): Promise<Blob> {
  if (!entry) throw damaged(`storage ${key} is missing`);
  return readEntryBlob(file, entry);
}
