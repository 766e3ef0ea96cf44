// A folder of its own for every test of a file, thrown away after it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "@playwright/test";

/** To be called once in a file; the answer tells the folder of the test under way. */
export function tempFolder(name: string): () => string {
  let folder = "";
  test.beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), `icefront-${name}-`));
  });
  test.afterEach(() => rmSync(folder, { recursive: true }));
  return () => folder;
}
