// A file of the disk as the page would be handed it.
import { openAsBlob, statSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";
import { productFolder } from "./productFolder.ts";

/** A file, or a product's folder. Rejects with `file-unreadable`. */
export async function fileAsBlob(file: string): Promise<Blob> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return productFolder(file);
  try {
    return await openAsBlob(file);
  } catch (cause) {
    const sentence = "The file cannot be read. Check its name and permissions.";
    throw new AppError("file-unreadable", sentence, { cause });
  }
}
