// The project in work, and whether what was done is on the disk.
import { createStore } from "zustand/vanilla";
import type { ErrorCode } from "../../base/errors.ts";
import type { IncomingProject } from "./incomingProject.ts";
import type { ProjectFacts } from "./projectDatabase.ts";

export type SaveState =
  /** Nothing has been done that could be lost. */
  | { readonly kind: "nothing" }
  | { readonly kind: "saving" }
  /** Milliseconds since the epoch. */
  | { readonly kind: "saved"; readonly at: number }
  /** Everything is still in memory, and writing is tried again. */
  | { readonly kind: "failed"; readonly code: ErrorCode }
  /** Another tab has the project; this one only shows it. */
  | { readonly kind: "read-only" }
  /** The browser keeps nothing here. */
  | { readonly kind: "unavailable"; readonly code: ErrorCode };

export type ProjectState = {
  /** Null before the first is opened. */
  readonly project: ProjectFacts | null;
  readonly save: SaveState;
  /** The projects in this browser, the one worked on last first; this one included. */
  readonly recent: readonly ProjectFacts[];
  /** Ids of projects that could not be opened since the page came: what is stored of them is damaged. */
  readonly damaged: ReadonlySet<string>;
  /** The file that the project is also saved to: its name, and when that was last done (milliseconds since the epoch). */
  readonly file: {
    readonly name: string;
    readonly savedAt: number | null;
    readonly failure: ErrorCode | null;
  } | null;
  /** A project file that was read while another project is open, until it is decided what to do with it. */
  readonly incoming: IncomingProject | null;
  /** Scenes whose files the browser will read again once its user agrees. */
  readonly askableFiles: number;
};

export type ProjectStore = ReturnType<typeof createProjectStore>;

export function createProjectStore() {
  const store = createStore<ProjectState>()(() => ({
    project: null,
    save: { kind: "nothing" },
    recent: [],
    damaged: new Set(),
    file: null,
    incoming: null,
    askableFiles: 0,
  }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    set: (change: Partial<ProjectState>) => store.setState(change),
  };
}
