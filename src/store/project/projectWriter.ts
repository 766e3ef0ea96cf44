// Writes what was done as soon as it was done; after a failure everything is written anew, until it succeeds.
import { toAppError } from "../../base/errors.ts";
import type { ProjectChange, ProjectDatabase } from "./projectDatabase.ts";
import type { SaveState } from "./projectStore.ts";

/** Between attempts after a failure. */
const RETRY_MS = 10_000;

type Writer = {
  readonly database: Pick<ProjectDatabase, "write">;
  readonly projectId: string;
  /** The whole project as it is now: what is written after a failure, when it is not known what the disk holds. */
  readonly everything: () => readonly ProjectChange[];
  readonly onState: (state: SaveState) => void;
};

export type ProjectWriter = ReturnType<typeof createProjectWriter>;

export function createProjectWriter({ database, projectId, everything, onState }: Writer) {
  let waiting: ProjectChange[] = [];
  let writing: Promise<void> | null = null;
  let hasFailed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  async function writeAll(): Promise<void> {
    while ((waiting.length > 0 || hasFailed) && !isStopped) {
      const changes = hasFailed ? [...everything()] : waiting;
      waiting = [];
      onState({ kind: "saving" });
      try {
        await database.write(projectId, changes);
        hasFailed = false;
      } catch (error) {
        hasFailed = true;
        onState({ kind: "failed", code: toAppError(error).code });
        retry = setTimeout(start, RETRY_MS);
        return;
      }
    }
    if (!isStopped) onState({ kind: "saved", at: Date.now() });
  }

  function start(): void {
    clearTimeout(retry);
    if (isStopped) return;
    writing ??= writeAll().finally(() => {
      writing = null;
      // What came between the last look and now would otherwise wait for the next edit.
      if (waiting.length > 0 && !hasFailed) start();
    });
  }

  return {
    /** Begins to write at once, or as soon as the write under way is done. */
    add(...changes: readonly ProjectChange[]): void {
      waiting.push(...changes);
      start();
    },
    tryAgain: start,
    /** Resolves when everything added so far was written, or could not be. */
    settled: async () => {
      while (writing !== null) await writing;
    },
    stop(): void {
      isStopped = true;
      clearTimeout(retry);
    },
  };
}
