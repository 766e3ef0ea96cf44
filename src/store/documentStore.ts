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
import { type History, record, redo, startHistory, undo } from "../annotation/history.ts";
import { stampChanges } from "../annotation/stampChanges.ts";

export type DocumentState = {
  readonly history: History<AnnotationDocument>;
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
  const setHistory = (history: History<AnnotationDocument>) =>
    store.setState({ history, preview: null });
  // A front is replaced by another object at every edit, so this remembers what of it was exported.
  const exported = new WeakSet<Front>();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    committed,
    commit(label: string, edit: Edit) {
      const before = committed();
      const after = edit(before);
      if (after === before) {
        store.setState({ preview: null });
        return;
      }
      const mark = { by: annotator(), at: new Date().toISOString() };
      const document = stampChanges(before, after, mark);
      setHistory(record(store.getState().history, document, label));
    },
    showPreview: (edit: Edit) => store.setState({ preview: edit(committed()) }),
    dropPreview: () => store.setState({ preview: null }),
    undo: () => setHistory(undo(store.getState().history)),
    redo: () => setHistory(redo(store.getState().history)),
    forgetScene: (sceneId: string) => setHistory(forgetScene(store.getState().history, sceneId)),
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
