// The actions against pretended workers: what reaches the stores, and that a failure or a cancel loses nothing.
import { expect, it, vi } from "vitest";
import { prediction, scene, setUp } from "../../test/fixtures/pretendedApp.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { labelOfScene, setSceneLabel } from "../annotation/edits/setSceneLabel.ts";
import { undoLabel } from "../annotation/history.ts";
import { drawnFront } from "../annotation/newFront.ts";
import { AppError } from "../base/errors.ts";
import type { MapXY } from "../geo/coordinates.ts";
import type { SceneCalls } from "../workers/protocol.ts";
import { createFrontCommands } from "./createFrontCommands.ts";
import type { Prediction } from "./rasterRegistry.ts";

const blob = (fileName: string) => ({ file: new Blob(["x"]), fileName });

it("opens files, reports the bad one and keeps the good ones", async () => {
  const { actions, jobsStore, scenesStore } = setUp({
    open: ({ fileName }) =>
      fileName.startsWith("bad")
        ? Promise.reject(new AppError("file-not-tiff", "No TIFF header."))
        : Promise.resolve({ scene: { ...scene, fileName }, fingerprint: fileName }),
  });
  await actions.openFiles([blob("a.tif"), blob("bad.tif"), blob("c.tif"), blob("bad2.tif")]);
  expect(scenesStore.getState().scenes.map((open) => open.scene.fileName)).toEqual([
    "a.tif",
    "c.tif",
  ]);
  expect(jobsStore.getState().open).toMatchObject({
    kind: "failed",
    failures: [
      { subject: "bad.tif", code: "file-not-tiff", message: "No TIFF header." },
      { subject: "bad2.tif", code: "file-not-tiff" },
    ],
  });
});

it("opens one batch after the other, and a change of band stops none of them", async () => {
  const { actions, jobsStore, scenesStore } = setUp({
    measureBand: () => Promise.resolve({ ...scene.statistics, max: 2 }),
  });
  await actions.openFiles([blob("a.tif")]);
  const id = scenesStore.getState().scenes[0]?.scene.id ?? "";
  await Promise.all([
    actions.openFiles([blob("b.tif"), blob("c.tif")]),
    actions.openDemo(),
    actions.showBand(id, 1),
    actions.openFiles([blob("d.tif")]),
  ]);
  expect(scenesStore.getState().scenes.map((open) => open.scene.fileName)).toEqual([
    "a.tif",
    "b.tif",
    "c.tif",
    "demo.tif",
    "d.tif",
  ]);
  expect(scenesStore.find(id)?.band).toBe(1);
  expect(jobsStore.getState()).toMatchObject({ open: { kind: "done" }, band: { kind: "done" } });
});

it("closing another scene leaves a prediction alone; closing its own stops it", async () => {
  let answer: (value: Prediction) => void = () => undefined;
  const { actions, jobsStore, scenesStore, viewStore } = setUp(
    {},
    { predict: () => new Promise((resolve) => (answer = resolve)) },
  );
  await actions.openFiles([blob("a.tif"), blob("b.tif")]);
  const [a = "", b = ""] = scenesStore.getState().scenes.map((open) => open.scene.id);
  const predicting = actions.predict();
  await vi.waitFor(() => expect(jobsStore.getState().predict.kind).toBe("running"));
  viewStore.showScene(b);
  await actions.closeScene(b);
  expect(jobsStore.getState().predict.kind).toBe("running");
  await actions.closeScene(a);
  expect(jobsStore.getState().predict.kind).toBe("idle");
  answer(prediction);
  await predicting;
  expect(scenesStore.getState().scenes).toEqual([]);
});

it("connects the workers once and commits predicted fronts as one undoable step", async () => {
  const { actions, documentStore, jobsStore, log, rasters, viewStore } = setUp();
  await actions.openFiles([blob("a.tif")]);
  await actions.predict();
  await actions.predict();
  expect(log).toEqual([
    "open",
    "start",
    "attach",
    "attachScenes",
    "loadModel",
    "predict",
    "predict",
  ]);
  expect(jobsStore.getState().predict.kind).toBe("done");
  expect(documentStore.committed().fronts).toHaveLength(1);
  expect(rasters.get(viewStore.getState().sceneId)?.maps).toHaveLength(1);
  documentStore.undo();
  documentStore.undo();
  expect(documentStore.committed().fronts).toEqual([]);
});

it("cancels a prediction at once and leaves no trace, even when the answer comes late", async () => {
  let answer: (prediction: Prediction) => void = () => undefined;
  const { actions, documentStore, jobsStore, scenesStore } = setUp(
    {},
    {
      predict: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    },
  );
  await actions.openFiles([blob("a.tif")]);
  const running = actions.predict();
  await new Promise((resolve) => setTimeout(resolve, 5));
  actions.cancel("predict");
  expect(jobsStore.getState().predict.kind).toBe("idle");
  answer(prediction);
  await running;
  expect(jobsStore.getState().predict.kind).toBe("idle");
  expect(documentStore.committed().fronts).toEqual([]);
  expect(scenesStore.getState().scenes[0]?.prediction).toBeNull();
});

it("keeps every front when a prediction fails, and starts anew after a crash", async () => {
  let fails = true;
  const { actions, documentStore, jobsStore, log, viewStore } = setUp(
    {},
    {
      predict: () =>
        fails
          ? Promise.reject(new AppError("worker-crashed", "gone"))
          : Promise.resolve(prediction),
    },
  );
  await actions.openFiles([blob("a.tif")]);
  const sceneId = viewStore.getState().sceneId ?? "";
  documentStore.commit(
    "Draw",
    addFronts([
      drawnFront("mine", sceneId, [
        [9, -1],
        [9, -2],
      ]),
    ]),
  );
  await actions.predict();
  expect(jobsStore.getState().predict).toMatchObject({
    kind: "failed",
    failures: [{ code: "worker-crashed" }],
  });
  expect(documentStore.committed().fronts.map(({ id }) => id)).toEqual(["mine"]);
  actions.inferenceWorkerStopped();
  actions.sceneWorkerStopped();
  fails = false;
  log.length = 0;
  await actions.predict();
  expect(log).toEqual(["start", "attach", "attachScenes", "loadModel", "open", "predict"]);
  expect(documentStore.committed().fronts).toHaveLength(2);
});

it("opens the demo with its true front and exports what was corrected", async () => {
  const exported: SceneCalls["exportVector"]["request"][] = [];
  const { actions, documentStore, saved, scenesStore, viewStore } = setUp({
    exportVector: (request) => {
      exported.push(request);
      return Promise.resolve({ fileName: "demo_fronts.zip", bytes: new Uint8Array() });
    },
  });
  await actions.openDemo();
  expect(scenesStore.getState().scenes[0]?.trueFronts).toEqual([
    [
      [0, 0],
      [5, -5],
    ],
  ]);
  await actions.predict();
  const [front] = documentStore.committed().fronts;
  documentStore.commit("Move vertex", moveVertex(front?.id ?? "", 0, [2, -1]));
  expect(documentStore.hasUnsavedHandWork()).toBe(true);
  viewStore.set({ author: " A. Nansen " });
  await actions.exportFronts({ ...viewStore.getState().exportChoice, targetCrs: "scene" });
  expect(documentStore.hasUnsavedHandWork()).toBe(false);
  expect(saved).toHaveLength(1);
  const file = exported[0]?.files[0];
  expect(file?.lines[0]?.attributes).toMatchObject({
    Date: "2018-06-02",
    QualFlag: "00",
    Method: "corrected",
    ModelHash: "0123456789abcdef",
    EditFrac: 1,
    Author: "A. Nansen",
  });
  for (const { name } of file?.fields ?? []) expect(name.length).toBeLessThanOrEqual(10);
  const sidecar = JSON.parse(exported[0]?.sidecar?.text ?? "");
  expect(sidecar.fronts[0]).toMatchObject({
    origin: { kind: "predicted", band: 0, weightsSha256: "0123456789abcdef0123" },
    direction: "unknown",
    stretches: [
      { from: 0, to: 0, provenance: "corrected", by: "" },
      { from: 1, to: 1 },
    ],
  });
});

it("has nothing to export before there is a front, and says so", async () => {
  const { actions, jobsStore, viewStore } = setUp();
  await actions.openFiles([blob("a.tif")]);
  await actions.exportFronts({ ...viewStore.getState().exportChoice, product: "geojson" });
  expect(jobsStore.getState().export).toMatchObject({
    kind: "failed",
    failures: [{ code: "nothing-to-export" }],
  });
});

it("closes a scene with everything that belongs to it", async () => {
  const { actions, documentStore, rasters, scenesStore, viewStore } = setUp();
  await actions.openFiles([blob("a.tif"), blob("b.tif")]);
  await actions.predict();
  const sceneId = viewStore.getState().sceneId ?? "";
  await actions.closeScene(sceneId);
  expect(undoLabel(documentStore.getState().history)).toBeNull();
  expect(documentStore.committed().fronts).toEqual([]);
  expect(rasters.get(sceneId)).toBeUndefined();
  expect(viewStore.getState().sceneId).toBe(scenesStore.getState().scenes[0]?.scene.id);
});

it("another band is shown with its own statistics, and the next prediction reads it", async () => {
  const asked: number[] = [];
  const { actions, scenesStore } = setUp(
    {
      open: async () => {
        const twoBands = { ...scene, bandCount: 2, bandNames: ["HH", "HV"] };
        return { scene: twoBands, fingerprint: "f" };
      },
      measureBand: ({ band }) => Promise.resolve({ ...scene.statistics, max: 10 * band }),
    },
    {
      predict: ({ band }) => {
        asked.push(band);
        return Promise.resolve(prediction);
      },
    },
  );
  await actions.openFiles([{ file: new Blob(["x"]), fileName: "a.tif" }]);
  const { id } = scenesStore.getState().scenes[0]?.scene ?? { id: "" };
  await actions.showBand(id, 1);
  expect(scenesStore.find(id)).toMatchObject({ band: 1, scene: { statistics: { max: 10 } } });
  await actions.predict();
  expect(asked).toEqual([1]);
  expect(scenesStore.find(id)?.prediction?.band).toBe(1);
});

it("predicts no front again where a hand has corrected it, and says so", async () => {
  const { actions, documentStore, jobsStore } = setUp(
    {},
    {
      predict: () =>
        Promise.resolve({
          ...prediction,
          grid: { ...prediction.grid, gridToPixel: [1, 0, 0, 0, 1, 0] },
        }),
    },
  );
  await actions.openFiles([blob("a.tif")]);
  await actions.predict();
  const [front] = documentStore.committed().fronts;
  documentStore.commit("Move vertex", moveVertex(front?.id ?? "", 0, [2, -1]));
  await actions.predict();
  expect(documentStore.committed().fronts).toHaveLength(1);
  expect(jobsStore.getState().predict).toMatchObject({
    summary: expect.stringMatching(/1 left out, because a front that you changed is there/),
  });
});

/** Glacier on the western half of the scene, ocean on the eastern; rock along its northern edge. */
const zoned = (front: readonly MapXY[]): Prediction => ({
  ...prediction,
  grid: {
    widthPx: 40,
    heightPx: 40,
    gridToPixel: [0.25, 0, 0, 0, 0.25, 0],
    pixelSizeMetres: null,
  },
  zones: Uint8Array.from({ length: 1600 }, (_, i) => {
    if (i < 40) return 64;
    return i % 40 < 20 ? 127 : 254;
  }),
  fronts: prediction.fronts.map((traced) => ({ ...traced, vertices: front })),
});
const WHOLE: readonly MapXY[] = [
  [5, -0.75],
  [5, -9.5],
];
const SHORT: readonly MapXY[] = [
  [5, -0.75],
  [5, -5],
];

it("asks the zones for the side of the ice and for fronts that stop short, and keeps the answer", async () => {
  let traced = WHOLE;
  const { actions, documentStore, jobsStore, rasters, scenesStore, viewStore } = setUp(
    {},
    { predict: () => Promise.resolve(zoned(traced)) },
  );
  const commands = createFrontCommands(documentStore, viewStore, scenesStore, rasters);
  const facts = () =>
    documentStore.committed().fronts.map(({ iceSide, label }) => [iceSide, label.flags]);
  const summary = () => {
    const { predict } = jobsStore.getState();
    return predict.kind === "done" ? predict.summary : "";
  };
  await actions.openFiles([blob("a.tif")]);
  await actions.predict();
  expect(facts()).toEqual([["right", []]]);
  expect(summary()).not.toContain("flag 04");
  const sceneId = viewStore.getState().sceneId ?? "";
  const review = () => labelOfScene(documentStore.committed(), sceneId).review;
  documentStore.commit("Accept scene", setSceneLabel(sceneId, { review: "accepted" }));
  await actions.predict();
  expect(review()).toBe("accepted");
  traced = SHORT;
  await actions.predict();
  expect(facts()).toEqual([["right", ["04"]]]);
  expect(summary()).toContain("1 stops short of rock and of the data's edge (flag 04).");
  expect(review()).toBe("needs-review");
  expect(summary()).toContain("it needs review again");
  // What the prediction itself said of the front does not keep it from the next one.
  traced = WHOLE;
  await actions.predict();
  expect(facts()).toEqual([["right", []]]);
  commands.draw([...SHORT].reverse());
  expect(facts().at(-1)).toEqual(["left", ["04"]]);
  expect(viewStore.getState().notice).toContain("flag 04");
  commands.extend();
  expect(facts().at(-1)).toEqual(["left", []]);
  rasters.drop(sceneId);
  commands.draw(WHOLE);
  expect(facts().at(-1)).toEqual([null, []]);
  commands.flipIceSide();
  commands.flipIceSide();
  expect(facts().at(-1)).toEqual(["right", []]);
  documentStore.undo();
  expect(facts().at(-1)).toEqual(["left", []]);
});

it("takes back an accepted scene's prediction and its review by one undo", async () => {
  let traced = WHOLE;
  const { actions, documentStore, viewStore } = setUp(
    {},
    { predict: () => Promise.resolve(zoned(traced)) },
  );
  await actions.openFiles([blob("a.tif")]);
  await actions.predict();
  const sceneId = viewStore.getState().sceneId ?? "";
  documentStore.commit("Accept scene", setSceneLabel(sceneId, { review: "accepted" }));
  const before = documentStore.committed();
  traced = SHORT;
  await actions.predict();
  expect(documentStore.committed()).not.toBe(before);
  documentStore.undo();
  expect(documentStore.committed()).toBe(before);
});

it("predicts with no other network in the worker: what is being looked into is done with first", async () => {
  let finish = () => {};
  const { actions, insights, jobsStore, log } = setUp(
    {},
    {
      inspect: () =>
        new Promise((_, reject) => {
          finish = () => reject(new AppError("backend-failed", "over"));
        }),
      forgetInspected: () => Promise.resolve(null),
    },
  );
  await actions.openFiles([blob("a.tif")]);
  actions.insight.open({ tab: "ablation" });
  await vi.waitFor(() => expect(log.join()).toContain("inspect"));
  const predicting = actions.predict();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(log.join()).not.toContain("loadModel");
  finish();
  await predicting;
  expect(jobsStore.getState().predict.kind).toBe("done");
  const order = log.filter((call) => /inspect|loadModel|predict/.test(call)).slice(0, 3);
  expect(order.map((call) => call.split(" ")[0])).toEqual(["inspect", "loadModel", "predict"]);
  insights.set({ isOpen: false });
});
