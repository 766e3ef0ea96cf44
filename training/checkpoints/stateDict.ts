// A checkpoint's named tensors, whichever of the usual formats and nestings it is written in.
import { AppError } from "../../src/base/errors.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { isZip } from "../../src/scene/zipEntries.ts";
import { hasKind, type PickleDict, type PickleValue } from "./pickleValue.ts";
import { damaged, refused } from "./refuse.ts";
import type { StoredTensor } from "./storedTensor.ts";
import { storedTensor, type TorchFile } from "./torchFile.ts";
import { openTorchLegacy } from "./torchLegacy.ts";
import { openTorchZip } from "./torchZip.ts";

/** By the names of the file. */
export type StateDict = ReadonlyMap<string, StoredTensor>;

/** Where trainers put the state dict: PyTorch Lightning, Microsoft's Swin files. */
const NESTINGS = ["state_dict", "model"];

/**
 * Reads a PyTorch file (either format) or safetensors; nothing in it is ever run. Values are read when asked for. Rejects
 * with `checkpoint-refused` when it asks for code or holds no state dict, with `file-corrupt` when it contradicts itself
 * or ends too early.
 */
export async function openStateDict(file: Blob): Promise<StateDict> {
  const torch = await openTorch(file);
  if (torch) return torchStateDict(torch);
  if (await looksLikeSafetensors(file)) return safetensorsStateDict(file);
  throw refused("is neither a PyTorch file nor safetensors");
}

/** Null when it is no PyTorch file. Rejects as `openStateDict` does. */
export async function openTorch(file: Blob): Promise<TorchFile | null> {
  if (await isZip(file)) return openTorchZip(file);
  const [first] = new Uint8Array(await file.slice(0, 1).arrayBuffer());
  return first === PICKLE_BEGINS ? openTorchLegacy(file) : null;
}

const PICKLE_BEGINS = 0x80;

function torchStateDict(file: TorchFile): StateDict {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of findStateDict(file.root)) {
    if (typeof name !== "string" || !hasKind(value, "tensor"))
      throw refused(`holds ${quoted(name)} among its weights, which is not a tensor`);
    tensors.set(name, storedTensor(file, value));
  }
  return tensors;
}

function findStateDict(root: PickleValue): PickleDict {
  if (!(root instanceof Map)) throw refused("holds no dictionary of weights");
  for (const name of NESTINGS) {
    const nested = root.get(name);
    if (nested instanceof Map) return nested;
  }
  return root;
}

function quoted(name: PickleValue): string {
  return typeof name === "string" ? `"${name}"` : "an entry without a name";
}

async function looksLikeSafetensors(file: Blob): Promise<boolean> {
  return (await file.slice(8, 9).text()) === "{";
}

async function safetensorsStateDict(file: Blob): Promise<StateDict> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    const weights = readSafetensors(bytes);
    return new Map(
      [...weights].map(([name, { shape, values }]) => [
        name,
        { shape, dtype: "float32", isFloat: true, values: async () => values },
      ]),
    );
  } catch (cause) {
    if (!(cause instanceof AppError)) throw damaged("its header describes no tensors", cause);
    throw new AppError("file-corrupt", cause.message, { cause });
  }
}
