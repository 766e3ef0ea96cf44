// What is written down after each edit brings back the same documents, undo steps included.
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyEdit } from "../../../test/fixtures/anyEdit.ts";
import { type AnnotationDocument, EMPTY_DOCUMENT } from "../document.ts";
import { addFronts } from "../edits/addFronts.ts";
import { moveVertex } from "../edits/moveVertex.ts";
import { forgetScene } from "../forgetScene.ts";
import { record, redo, startHistory, undo } from "../history.ts";
import { drawnFront } from "../newFront.ts";
import { settleScene } from "../settleScene.ts";
import { diffDocuments } from "./documentChange.ts";
import {
  applyEntry,
  type DocumentHistory,
  type LogEntry,
  packHistory,
  unpackHistory,
} from "./historyLog.ts";
import { readHistory } from "./readHistory.ts";

const step = fc.oneof(
  { weight: 6, arbitrary: anyEdit.map((edit) => ({ kind: "edit", edit }) as const) },
  fc.constantFrom({ kind: "undo" } as const, { kind: "redo" } as const),
  fc.constantFrom("s1", "s2").map((sceneId) => ({ kind: "forget-scene", sceneId }) as const),
  fc.constantFrom("s1", "s2").map((sceneId) => ({ kind: "settle-scene", sceneId }) as const),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Through the wire or the disk. */
const written = <T>(value: T): T => JSON.parse(JSON.stringify(value));

function take(history: DocumentHistory, taken: Step): [DocumentHistory, LogEntry] {
  switch (taken.kind) {
    case "edit": {
      const after = taken.edit(history.present.document);
      const change = diffDocuments(history.present.document, after);
      return [record(history, after, "Edit"), { kind: "commit", label: "Edit", change }];
    }
    case "undo":
      return [undo(history), taken];
    case "redo":
      return [redo(history), taken];
    case "forget-scene":
      return [forgetScene(history, taken.sceneId), taken];
    case "settle-scene":
      return [settleScene(history, taken.sceneId), taken];
  }
}

it("replays any sequence of edits, undos and redos from what was written down", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let history: DocumentHistory = startHistory(EMPTY_DOCUMENT);
      let replayed: DocumentHistory = startHistory(EMPTY_DOCUMENT);
      for (const each of steps) {
        const [next, entry] = take(history, each);
        history = next;
        replayed = applyEntry(replayed, written(entry));
      }
      expect(replayed).toEqual(history);
      expect(unpackHistory(written(packHistory(history)))).toEqual(history);
    }),
  );
});

it("writes down one vertex when one of many moved", () => {
  const path = Array.from({ length: 20_000 }, (_, i): [number, number] => [i, i % 7]);
  const before: AnnotationDocument = {
    fronts: [drawnFront("a", "s1", path)],
    sceneLabels: [],
  };
  const after = moveVertex("a", 12_345, [5, 5])(before);
  const [change] = diffDocuments(before, after).changed ?? [];
  expect(change?.splice).toEqual({
    at: 12_345,
    removed: 1,
    vertices: [{ at: [5, 5], provenance: "drawn" }],
  });
  expect(JSON.stringify(change).length).toBeLessThan(300);
});

it("reads what was written before fronts knew the side of the ice", () => {
  const before: AnnotationDocument = {
    fronts: [
      drawnFront("a", "s1", [
        [0, 0],
        [1, 1],
      ]),
    ],
    sceneLabels: [],
  };
  const after = addFronts([
    drawnFront("b", "s1", [
      [5, 5],
      [6, 6],
    ]),
  ])(before);
  const history = record(startHistory(before), after, "Draw front");
  const older = JSON.parse(JSON.stringify(packHistory(history)).replaceAll('"iceSide":null,', ""));
  expect(JSON.stringify(older)).not.toContain("iceSide");
  expect(unpackHistory(older)).toEqual(history);
  expect(readHistory(older, "history")).toEqual(history);
});
