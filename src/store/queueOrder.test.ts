// The order in which scenes are worked on, and stepping through it.
import { expect, it } from "vitest";
import { model } from "../../test/fixtures/anyEdit.ts";
import { scene } from "../../test/fixtures/pretendedApp.ts";
import type { AnnotationDocument } from "../annotation/document.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { setSceneLabel } from "../annotation/edits/setSceneLabel.ts";
import { predictedFront } from "../annotation/newFront.ts";
import { createSceneCommands } from "./createSceneCommands.ts";
import { createDocumentStore } from "./documentStore.ts";
import { queueOf, reviewedCount } from "./queueOrder.ts";
import { createScenesStore } from "./scenesStore.ts";
import { createViewStore } from "./viewStore.ts";

const DATES = { a: "2019-05-01", b: null, c: "2017-05-01" } as const;
const ids = ["a", "b", "c"] as const;

function setUp() {
  const scenesStore = createScenesStore();
  for (const id of ids)
    scenesStore.add(
      { ...scene, id, fileName: id, acquisition: { ...scene.acquisition, date: DATES[id] } },
      id,
    );
  const documentStore = createDocumentStore(() => "tester");
  const viewStore = createViewStore(null);
  const commands = createSceneCommands(documentStore, viewStore, scenesStore);
  return { scenesStore, documentStore, viewStore, commands };
}

const traced = (sceneId: string, meanProbability01: number) =>
  predictedFront(
    `f-${sceneId}`,
    sceneId,
    {
      vertices: [
        [0, 0],
        [1, 1],
      ],
      probability01: [],
      meanProbability01,
      certaintyMetres: null,
    },
    model,
  );

it("sorts by date, by doubt and by state", () => {
  const { scenesStore, documentStore } = setUp();
  documentStore.commit("Add", addFronts([traced("a", 0.9), traced("c", 0.4)]));
  documentStore.commit("Accept", setSceneLabel("a", { review: "accepted" }));
  documentStore.commit("Ask", setSceneLabel("b", { review: "needs-review" }));
  const order = (by: "added" | "date" | "doubt" | "state", document: AnnotationDocument) =>
    queueOf(scenesStore.getState().scenes, document, by).map(({ open }) => open.scene.id);
  const document = documentStore.committed();
  expect(order("added", document)).toEqual(["a", "b", "c"]);
  expect(order("date", document)).toEqual(["c", "a", "b"]);
  expect(order("doubt", document)).toEqual(["c", "a", "b"]);
  expect(order("state", document)).toEqual(["b", "c", "a"]);
  const dated = setSceneLabel("b", { date: "2016-01-01" })(document);
  expect(order("date", dated)).toEqual(["b", "c", "a"]);
  expect(reviewedCount(queueOf(scenesStore.getState().scenes, document, "added"))).toBe(1);
});

it("steps around the queue and takes a decision back when it is made again", () => {
  const { documentStore, viewStore, commands } = setUp();
  viewStore.set({ author: " K. Reviewer ", queueOrder: "date" });
  commands.stepScene(1);
  expect(viewStore.getState().sceneId).toBe("c");
  commands.stepScene(-1);
  expect(viewStore.getState().sceneId).toBe("b");
  commands.review("accepted");
  expect(documentStore.committed().sceneLabels[0]).toMatchObject({
    review: "accepted",
    reviewer: "K. Reviewer",
  });
  commands.review("accepted");
  expect(documentStore.committed().sceneLabels[0]).toMatchObject({
    review: "unreviewed",
    reviewer: null,
  });
});
