// The annotation document with its undo history, and the preview of a drag under way.
import { createStore } from "zustand/vanilla";
import {
  type AnnotationDocument,
  type Edit,
  EMPTY_DOCUMENT,
  type Front,
  isUntouched,
} from "../annotation/document.ts";
import { forgetScene } from "../annotation/forgetScene.ts";
import { record, redo, startHistory, undo } from "../annotation/history.ts";
import { diffDocuments } from "../annotation/log/documentChange.ts";
import type { DocumentHistory, LogEntry } from "../annotation/log/historyLog.ts";
import { settleScene } from "../annotation/settleScene.ts";
import { stampChanges } from "../annotation/stampChanges.ts";

export type DocumentState = {
  readonly history: DocumentHistory;
  /** What the map shows while a drag is under way; never enters history. */
  readonly preview: AnnotationDocument | null;
};

export type DocumentStore = ReturnType<typeof createDocumentStore>;

/** `annotator` names whose hand it is at the moment of a commit. */
export function createDocumentStore(annotator: () => string) {
  const store = createStore<DocumentState>()(() => ({
    history: startHistory(EMPTY_DOCUMENT),
    preview: null,
  }));
  const committed = () => store.getState().history.present.document;
  const setHistory = (history: DocumentHistory) => store.setState({ history, preview: null });
  const listeners = new Set<(entry: LogEntry) => void>();
  let onRefused: (() => void) | null = null;

  /** Makes the new history the present one and tells what led to it. */
  function advance(history: DocumentHistory, entry: LogEntry): void {
    if (history === store.getState().history) return;
    setHistory(history);
    for (const listener of listeners) listener(entry);
  }

  /** Whether the document may be changed; the one who forbade it is told of the attempt. */
  function mayChange(): boolean {
    if (onRefused === null) return true;
    store.setState({ preview: null });
    onRefused();
    return false;
  }

  // A front is replaced by another object at every edit, so this remembers what of it was exported.
  const exported = new WeakSet<Front>();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    committed,
    mayChange,
    commit(label: string, edit: Edit) {
      if (!mayChange()) return;
      const before = committed();
      const after = edit(before);
      if (after === before) {
        store.setState({ preview: null });
        return;
      }
      const mark = { by: annotator(), at: new Date().toISOString() };
      const document = stampChanges(before, after, mark);
      const change = diffDocuments(before, document);
      advance(record(store.getState().history, document, label), { kind: "commit", label, change });
    },
    showPreview: (edit: Edit) => store.setState({ preview: edit(committed()) }),
    dropPreview: () => store.setState({ preview: null }),
    undo: () => {
      if (mayChange()) advance(undo(store.getState().history), { kind: "undo" });
    },
    redo: () => {
      if (mayChange()) advance(redo(store.getState().history), { kind: "redo" });
    },
    forgetScene: (sceneId: string) => {
      if (!mayChange()) return;
      advance(forgetScene(store.getState().history, sceneId), { kind: "forget-scene", sceneId });
    },
    /** No undo goes behind how the scene's fronts lie now. */
    settleScene: (sceneId: string) => {
      if (!mayChange()) return;
      advance(settleScene(store.getState().history, sceneId), { kind: "settle-scene", sceneId });
    },
    /** Another project's history takes the place of this one; nobody is told, for it was written down before. */
    load: setHistory,
    /** Called with every change of the history, after it; the answer ends that. */
    onEntry: (listener: (entry: LogEntry) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** From now on nothing can be changed, and each attempt is told; null lets changes in again. */
    forbidChanges: (refused: (() => void) | null) => {
      onRefused = refused;
    },
    markExported: (fronts: readonly Front[]) => {
      for (const front of fronts) exported.add(front);
    },
    /** Whether leaving the page would lose work of a hand. */
    hasUnsavedHandWork: () =>
      committed().fronts.some((front) => !isUntouched(front) && !exported.has(front)),
  };
}

export const shownDocument = ({ preview, history }: DocumentState): AnnotationDocument =>
  preview ?? history.present.document;
