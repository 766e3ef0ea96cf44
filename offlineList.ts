// A Vite plugin for work without a connection: builds the service worker and the list of files that it may keep.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";
import { groupOf, OFFLINE_LIST, type OfflineFile } from "./src/workers/offlineFiles.ts";

const WORKER = "service-worker.js";

export function offlineList(): Plugin {
  return {
    name: "offline-list",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: "src/workers/service.worker.ts", fileName: WORKER });
    },
    writeBundle({ dir = "dist" }) {
      const files = listFiles(dir);
      const list = JSON.stringify(files);
      const version = createHash("sha256").update(list).digest("hex").slice(0, 16);
      writeFileSync(join(dir, OFFLINE_LIST), list);
      const worker = join(dir, WORKER);
      const source = readFileSync(worker, "utf8");
      if (!source.includes("__OFFLINE_VERSION__"))
        throw new Error(`${WORKER} has no place for its version.`);
      writeFileSync(worker, source.replace("__OFFLINE_VERSION__", version));
    },
  };
}

/** Every file of the built site that a page asks for. */
export function listFiles(folder: string): OfflineFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== WORKER && path !== OFFLINE_LIST && !path.endsWith(".map"))
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(folder, path));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { path, bytes: bytes.length, sha256, group: groupOf(path) };
    });
}
