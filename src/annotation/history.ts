// Undo and redo: a line of whole documents with labels. No edit needs an inverse, because the old document still exists.

/** A document and what the user did to reach it ("Move vertex"). */
type Entry<D> = { readonly document: D; readonly label: string };

export type History<D> = {
  /** Oldest first. */
  readonly past: readonly Entry<D>[];
  readonly present: Entry<D>;
  /** Next first. */
  readonly future: readonly Entry<D>[];
};

/** Documents share their unchanged fronts, so 500 steps cost little. */
export const HISTORY_LIMIT = 500;

export function startHistory<D>(document: D): History<D> {
  return { past: [], present: { document, label: "Open" }, future: [] };
}

export function record<D>({ past, present }: History<D>, document: D, label: string): History<D> {
  return {
    past: [...past, present].slice(-HISTORY_LIMIT),
    present: { document, label },
    future: [],
  };
}

export function undo<D>(history: History<D>): History<D> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
  };
}

export function redo<D>(history: History<D>): History<D> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}

/** What undo would take back; null at the start. */
export function undoLabel<D>({ past, present }: History<D>): string | null {
  return past.length === 0 ? null : present.label;
}

/** What redo would do again; null at the end. */
export function redoLabel<D>({ future }: History<D>): string | null {
  return future[0]?.label ?? null;
}
