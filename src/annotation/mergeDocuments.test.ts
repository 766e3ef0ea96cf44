// Merging loses nothing of mine and asks where both changed the same.
import { expect, it } from "vitest";
import type { AnnotationDocument, Edit } from "./document.ts";
import { deleteFront } from "./edits/deleteFront.ts";
import { moveVertex } from "./edits/moveVertex.ts";
import { setIceSide } from "./edits/setIceSide.ts";
import { setSceneLabel } from "./edits/setSceneLabel.ts";
import { type History, record, startHistory, undo } from "./history.ts";
import { mergeFronts, planMerge as planOf } from "./mergeDocuments.ts";
import { drawnFront } from "./newFront.ts";

const line = (id: string, y: number) =>
  drawnFront(id, "s1", [
    [0, y],
    [9, y],
  ]);
const base: AnnotationDocument = { fronts: [line("a", 0), line("b", 5)], sceneLabels: [] };
const same = (id: string) => id;
type Work = AnnotationDocument | History<AnnotationDocument>;
const historyOf = (work: Work) => ("present" in work ? work : startHistory(work));
const planMerge = (mine: Work, theirs: Work, sceneIdOf: (id: string) => string) =>
  planOf(historyOf(mine), historyOf(theirs), sceneIdOf);
const after = (start: AnnotationDocument, steps: Readonly<Record<string, Edit>>) =>
  Object.entries(steps).reduce(
    (history, [label, edit]) => record(history, edit(history.present.document), label),
    startHistory(start),
  );
let ids = 0;
const newId = () => `new-${++ids}`;
const nothing = { fronts: new Map(), stays: new Map(), theirLabels: new Set<string>(), newId };

it("finds nothing to do between equal documents, whatever objects they are made of", () => {
  const plan = planMerge(base, JSON.parse(JSON.stringify(base)), same);
  expect(plan).toEqual({
    added: [],
    labels: [],
    sided: [],
    fronts: [],
    deleted: [],
    labelConflicts: [],
    same: 2,
  });
  expect(mergeFronts(plan, nothing)(base)).toBe(base);
});

it("adds what only they have, on the scene as it is called here", () => {
  const theirs = { fronts: [line("c", 7)], sceneLabels: [] };
  const merged = mergeFronts(
    planMerge(base, theirs, () => "here"),
    nothing,
  )(base);
  expect(merged.fronts.map(({ id, sceneId }) => [id, sceneId])).toEqual([
    ["a", "s1"],
    ["b", "s1"],
    ["c", "here"],
  ]);
});

it("keeps mine, theirs or both of a front that both changed", () => {
  const theirs = moveVertex("a", 0, [1, 1])(base);
  const plan = planMerge(base, theirs, same);
  expect(plan.fronts).toHaveLength(1);
  const take = (choice: "mine" | "theirs" | "both") =>
    mergeFronts(plan, { ...nothing, fronts: new Map([["a", choice]]) })(base);
  expect(take("mine")).toBe(base);
  expect(take("theirs").fronts[0]).toEqual(theirs.fronts[0]);
  const both = take("both").fronts;
  expect(both[0]).toBe(base.fronts[0]);
  expect(both).toHaveLength(3);
  expect(both[2]?.vertices).toEqual(theirs.fronts[0]?.vertices);
});

it("takes what they say of a scene where I say nothing, and asks where I do", () => {
  const theirs = setSceneLabel("s1", { glacierName: "Helheim" })(base);
  expect(mergeFronts(planMerge(base, theirs, same), nothing)(base).sceneLabels).toEqual(
    theirs.sceneLabels,
  );
  const mine = setSceneLabel("s1", { glacierName: "Jorum" })(base);
  const plan = planMerge(mine, theirs, same);
  expect(plan.labelConflicts).toHaveLength(1);
  expect(mergeFronts(plan, nothing)(mine)).toBe(mine);
  const taken = mergeFronts(plan, { ...nothing, theirLabels: new Set(["s1"]) })(mine);
  expect(taken.sceneLabels).toEqual(theirs.sceneLabels);
});

it("learns the side of the ice where only one of them knows it, and asks where they contradict", () => {
  const left = setIceSide("a", "left")(base);
  const learnt = planMerge(base, left, same);
  expect([learnt.fronts, learnt.same]).toEqual([[], 2]);
  expect(mergeFronts(learnt, nothing)(base)).toEqual(left);
  const kept = planMerge(left, base, same);
  expect([kept.fronts, kept.same]).toEqual([[], 2]);
  expect(mergeFronts(kept, nothing)(left)).toBe(left);
  expect(planMerge(left, setIceSide("a", "right")(base), same).fronts).toHaveLength(1);
});

const idsOf = (document: AnnotationDocument) => document.fronts.map(({ id }) => id).sort();

it("does not bring back what I deleted and they left alone, unless it is asked for", () => {
  const mine = after(base, { "Delete front": deleteFront("a") });
  const plan = planMerge(mine, base, same);
  expect(plan.added).toEqual([]);
  expect(plan.deleted).toMatchObject([
    { front: { id: "a" }, deletedBy: "me", step: "Delete front", isUnchanged: true },
  ]);
  const document = mine.present.document;
  expect(mergeFronts(plan, nothing)(document)).toBe(document);
  const back = mergeFronts(plan, { ...nothing, stays: new Map([["a", true]]) })(document);
  expect(idsOf(back)).toEqual(["a", "b"]);
});

it("takes away what they deleted and I left alone, and keeps it if asked to", () => {
  const theirs = after(base, { "Delete front": deleteFront("a") });
  const plan = planMerge(base, theirs, same);
  expect(plan.deleted).toMatchObject([{ deletedBy: "them", isUnchanged: true }]);
  expect(idsOf(mergeFronts(plan, nothing)(base))).toEqual(["b"]);
  expect(mergeFronts(plan, { ...nothing, stays: new Map([["a", true]]) })(base)).toBe(base);
});

it("keeps a deleted front that the other worked on since, on either side", () => {
  const deleted = after(base, { "Delete front": deleteFront("a") });
  const worked = after(base, { "Move vertex": moveVertex("a", 0, [1, 1]) });
  const back = planMerge(deleted, worked, same);
  expect(back.deleted).toMatchObject([{ deletedBy: "me", isUnchanged: false }]);
  const merged = mergeFronts(back, nothing)(deleted.present.document);
  expect(merged.fronts.find(({ id }) => id === "a")?.vertices[0]?.at).toEqual([1, 1]);
  const kept = planMerge(worked, deleted, same);
  expect(kept.deleted).toMatchObject([{ deletedBy: "them", isUnchanged: false }]);
  expect(mergeFronts(kept, nothing)(worked.present.document)).toBe(worked.present.document);
});

it("tells a deletion by the scene's id here, and an undone step from a deletion", () => {
  const theirs = after(base, { "Delete front": deleteFront("a") });
  const mine = { ...base, fronts: base.fronts.map((front) => ({ ...front, sceneId: "here" })) };
  const plan = planMerge(mine, theirs, () => "here");
  expect(plan.deleted).toMatchObject([{ deletedBy: "them", isUnchanged: true }]);
  // A merge that was taken back and is done again must find the same fronts to add.
  const only = { fronts: [line("c", 7)], sceneLabels: [] };
  const merged = record(
    startHistory(base),
    { ...base, fronts: [...base.fronts, line("c", 7)] },
    "",
  );
  const again = planMerge(undo(merged), only, same);
  expect([again.added.length, again.deleted.length]).toEqual([1, 0]);
});
