// A product's folder on the disk as the page would be handed it: one Blob that refers to its files.
import { type Dirent, openAsBlob, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { packFolder } from "../src/scene/packFolder.ts";
import { findProducts } from "../src/scene/productTable.ts";

/** As deep as products go. */
const DEEPEST = 4;

/** Rejects with `file-unreadable` where the folder is no product that is known. */
export async function productFolder(folder: string): Promise<Blob> {
  // Without ".." and slashes at its end, as its own name is.
  const name = basename(folder);
  const paths = pathsIn(folder, 1).map((path) => `${name}/${path}`);
  const [product, ...others] = findProducts(paths);
  if (product === undefined)
    throw new AppError(
      "file-unreadable",
      "This is a folder, but no product that is known here; name the files in it.",
    );
  if (others.length > 0)
    throw new AppError(
      "file-unreadable",
      `This folder holds ${others.length + 1} products; name their folders.`,
    );
  const files = product.files.map(async (path) => ({
    path,
    file: await openAsBlob(join(folder, path.slice(name.length + 1))),
  }));
  return packFolder(await Promise.all(files));
}

function pathsIn(folder: string, depth: number): string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    if (!entry.isDirectory() || depth >= DEEPEST) return [];
    return pathsIn(join(folder, entry.name), depth + 1).map((path) => `${entry.name}/${path}`);
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    const sentence = `The folder ${folder} cannot be read. Check its permissions.`;
    throw new AppError("file-unreadable", sentence, { cause });
  }
}
