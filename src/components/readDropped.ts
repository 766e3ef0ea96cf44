// What was dropped on the page, folders opened up, as files with their places.
import { AppError } from "../base/errors.ts";
import type { Dropped, DroppedFile } from "../store/droppedFiles.ts";

/** As deep as a folder of products goes; a whole disk is not walked. */
const DEEPEST = 5;
const MOST_FILES = 20_000;

/** Must be called within the drop event: the items are empty afterwards. Rejects with `file-unreadable`. */
export async function readDropped(items: Iterable<DataTransferItem>): Promise<Dropped> {
  const files: (DroppedFile | Promise<readonly DroppedFile[]>)[] = [];
  const folders: string[] = [];
  for (const item of items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry !== null && isFolder(entry)) {
      folders.push(entry.name);
      files.push(readFolder(entry, entry.name, 1));
    } else if (file !== null) files.push(withHandle(item, file));
  }
  return { files: (await Promise.all(files)).flat(), folders };
}

/** Not in the DOM types yet; browsers without it, and files that came from no disk, give no handle. */
type HandleItem = DataTransferItem & {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
};

async function withHandle(item: HandleItem, file: File): Promise<readonly DroppedFile[]> {
  const handle = await item.getAsFileSystemHandle?.().catch(() => null);
  const isFound = handle?.kind === "file" && handle instanceof FileSystemFileHandle;
  return [isFound ? { path: file.name, file, handle } : { path: file.name, file }];
}

async function readFolder(
  folder: FileSystemDirectoryEntry,
  place: string,
  depth: number,
): Promise<readonly DroppedFile[]> {
  const found: DroppedFile[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = `${place}/${entry.name}`;
    if (entry.name.startsWith(".")) continue;
    if (found.length > MOST_FILES)
      throw new AppError(
        "file-unreadable",
        `${place} holds more than ${MOST_FILES} files. Drop the folder with the scenes in it.`,
      );
    if (isFile(entry)) found.push({ path, file: await fileOf(entry, path) });
    else if (isFolder(entry) && depth < DEEPEST)
      found.push(...(await readFolder(entry, path, depth + 1)));
  }
  return found;
}

/** The browser gives a folder's entries in portions, the last one empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    }).catch((cause: unknown) => fail(folder.name, cause));
    if (portion.length === 0) return all;
    all.push(...portion);
  }
}

function fileOf(entry: FileSystemFileEntry, path: string): Promise<File> {
  return new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  }).catch((cause: unknown) => fail(path, cause));
}

function fail(path: string, cause: unknown): never {
  throw new AppError("file-unreadable", `${path} cannot be read.`, { cause });
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
