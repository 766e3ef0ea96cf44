// PyTorch's file format before 1.6: five pickles one after another (magic number, version, machine, contents, keys of
// the storages), then every storage as a 64-bit count of its elements and their bytes.
import { type Pickle, readPickle } from "./pickle.ts";
import { damaged, refused } from "./refuse.ts";
import type { TorchFile } from "./torchFile.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const MOST_PICKLE_BYTES = 2 ** 26;

/** Rejects with `checkpoint-refused` or `file-corrupt`. */
export async function openTorchLegacy(file: Blob): Promise<TorchFile> {
  const head = new Uint8Array(await file.slice(0, MOST_PICKLE_BYTES).arrayBuffer());
  const magic = readPickle(head);
  if (magic.value !== MAGIC) throw refused("is a pickle, but not one that PyTorch wrote");
  const version = readPickle(head, magic.end);
  const machine = readPickle(head, version.end);
  if (machine.value instanceof Map && machine.value.get("little_endian") === false)
    throw refused("was written on a big-endian machine, which is not read here");
  const contents = readPickle(head, machine.end);
  const keys = readPickle(head, contents.end);
  const storages = await findStorages(file, keys, contents.storages);
  return {
    root: contents.value,
    storage: async (key) => {
      const blob = storages.get(key);
      if (!blob) throw damaged(`storage ${key} is missing`);
      return blob;
    },
  };
}

async function findStorages(
  file: Blob,
  keys: Pickle,
  storages: Pickle["storages"],
): Promise<ReadonlyMap<string, Blob>> {
  if (!Array.isArray(keys.value)) throw damaged("it does not list its storages");
  const found = new Map<string, Blob>();
  let at = keys.end;
  for (const key of keys.value) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (!storage || found.has(storage.key)) throw damaged("it lists a storage that nothing uses");
    const count = new DataView(await file.slice(at, at + 8).arrayBuffer());
    const end = at + 8 + storage.elements * storage.element.bytes;
    if (count.byteLength < 8 || end > file.size)
      throw damaged(`the file ends before storage ${storage.key} does`);
    if (count.getBigUint64(0, true) !== BigInt(storage.elements))
      throw damaged(`storage ${storage.key} is not as long as its list says`);
    found.set(storage.key, file.slice(at + 8, end));
    at = end;
  }
  return found;
}
