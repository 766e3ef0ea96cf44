// The history as a log: what happened, one entry after another, from which document and undo steps come back.
import type { AnnotationDocument } from "../document.ts";
import { forgetScene } from "../forgetScene.ts";
import { type History, record, redo, undo } from "../history.ts";
import { settleScene } from "../settleScene.ts";
import { applyChange, asWrittenNow, type DocumentChange, diffDocuments } from "./documentChange.ts";

export type DocumentHistory = History<AnnotationDocument>;

/** One thing that happened to the history. */
export type LogEntry =
  | { readonly kind: "commit"; readonly label: string; readonly change: DocumentChange }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "forget-scene" | "settle-scene"; readonly sceneId: string };

export function applyEntry(history: DocumentHistory, entry: LogEntry): DocumentHistory {
  switch (entry.kind) {
    case "commit":
      return record(history, applyChange(history.present.document, entry.change), entry.label);
    case "undo":
      return undo(history);
    case "redo":
      return redo(history);
    case "forget-scene":
      return forgetScene(history, entry.sceneId);
    case "settle-scene":
      return settleScene(history, entry.sceneId);
  }
}

/** A whole history with every document but the oldest as the change that leads to it. */
export type PackedHistory = {
  readonly oldest: { readonly document: AnnotationDocument; readonly label: string };
  readonly steps: readonly { readonly label: string; readonly change: DocumentChange }[];
  /** How many of the steps lie behind the present. */
  readonly done: number;
};

export function packHistory({ past, present, future }: DocumentHistory): PackedHistory {
  const line = [...past, present, ...future];
  const oldest = line[0] ?? present;
  const steps = line.slice(1).map(({ document, label }, index) => ({
    label,
    change: diffDocuments((line[index] ?? oldest).document, document),
  }));
  return { oldest, steps, done: past.length };
}

export function unpackHistory({ oldest: first, steps, done }: PackedHistory): DocumentHistory {
  const fronts = first.document.fronts.map(asWrittenNow);
  const oldest: PackedHistory["oldest"] = { ...first, document: { ...first.document, fronts } };
  const line = [oldest];
  for (const { label, change } of steps)
    line.push({ document: applyChange((line.at(-1) ?? oldest).document, change), label });
  return {
    past: line.slice(0, done),
    present: line[done] ?? oldest,
    future: line.slice(done + 1),
  };
}
