// The actions against pretended workers: what reaches the stores, and that a failure or a cancel loses nothing.
import { expect, it } from "vitest";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { undoLabel } from "../annotation/history.ts";
import { drawnFront } from "../annotation/newFront.ts";
import { AppError } from "../base/errors.ts";
import { PIXEL_CRS } from "../geo/crs.ts";
import type { Scene } from "../scene/scene.ts";
import type { Calls, ExportedFile, InferenceCalls, SceneCalls } from "../workers/protocol.ts";
import type { Call } from "../workers/workerClient.ts";
import { createActions } from "./createActions.ts";
import { createDocumentStore } from "./documentStore.ts";
import { createJobsStore } from "./jobsStore.ts";
import { createRasterRegistry, type Prediction } from "./rasterRegistry.ts";
import { createScenesStore } from "./scenesStore.ts";
import { createViewStore } from "./viewStore.ts";

const scene: Scene = {
  id: "worker-1",
  fileName: "a.tif",
  sizeBytes: 1,
  widthPx: 10,
  heightPx: 10,
  bandCount: 1,
  bandNames: [],
  sampleType: "uint8",
  compression: "none",
  crs: PIXEL_CRS,
  pixelToMap: [1, 0, 0, 0, -1, 0],
  bounds: [0, -10, 10, 0],
  pixelSizeMetres: null,
  noData: null,
  statistics: { min: 0, max: 1, mean: 0, quantiles: [], valid01: 1 },
  acquisition: { date: "2018-06-02", sensor: "S1" },
  simulated: false,
  notices: [],
};

const prediction: Prediction = {
  modelName: "attention-unet",
  weightsSha256: "0123456789abcdef0123",
  backend: "wasm",
  threshold01: 0.5,
  grid: { widthPx: 1, heightPx: 1, gridToPixel: [1, 0, 0, 0, 1, 0], pixelSizeMetres: null },
  maps: [{ name: "probability", values: new Float32Array([0.7]) }],
  valid: new Uint8Array([1]),
  fronts: [
    {
      vertices: [
        [1, -1],
        [9, -9],
      ],
      probability01: [0.9, 0.7],
      meanProbability01: 0.8,
      lengthMetres: null,
      certaintyMetres: null,
    },
  ],
  stageMilliseconds: { read: 1, prepare: 1, network: 1, trace: 1 },
};

type Answers<C extends Calls> = {
  [N in keyof C]?: (request: C[N]["request"], signal?: AbortSignal) => Promise<C[N]["response"]>;
};

function pretend<C extends Calls>(answers: Answers<C>, log: string[]): Call<C> {
  return (name, request, options) => {
    log.push(name);
    const answer = answers[name];
    return answer === undefined
      ? Promise.reject(new AppError("internal", name))
      : answer(request, options?.signal);
  };
}

function setUp(scenes: Answers<SceneCalls> = {}, inference: Answers<InferenceCalls> = {}) {
  const log: string[] = [];
  const saved: ExportedFile[] = [];
  const stores = {
    documentStore: createDocumentStore(),
    viewStore: createViewStore(null),
    jobsStore: createJobsStore(),
    scenesStore: createScenesStore(),
    rasters: createRasterRegistry(),
  };
  const actions = createActions({
    ...stores,
    scenesCall: pretend<SceneCalls>(
      {
        open: ({ fileName }) => Promise.resolve({ ...scene, fileName }),
        attach: () => Promise.resolve(null),
        close: () => Promise.resolve(null),
        export: ({ stem }) => Promise.resolve({ fileName: `${stem}.zip`, bytes: new Uint8Array() }),
        ...scenes,
      },
      log,
    ),
    inferenceCall: pretend<InferenceCalls>(
      {
        start: () => Promise.resolve({ backend: "wasm", threads: 1, webgpuReason: null }),
        attachScenes: () => Promise.resolve(null),
        loadModel: () => Promise.resolve({} as InferenceCalls["loadModel"]["response"]),
        predict: () => Promise.resolve(prediction),
        ...inference,
      },
      log,
    ),
    fetchBytes: (url) =>
      Promise.resolve(
        new Blob([
          url.endsWith("json")
            ? '{"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0],[5,-5]]}}'
            : "",
        ]),
      ),
    saveFile: (file) => saved.push(file),
    baseUrl: "http://localhost/app/",
    backendPreference: "auto",
  });
  return { actions, log, saved, ...stores };
}

const blob = (fileName: string) => ({ file: new Blob(["x"]), fileName });

it("opens files, reports the bad one and keeps the good ones", async () => {
  const { actions, jobsStore, scenesStore } = setUp({
    open: ({ fileName }) =>
      fileName.startsWith("bad")
        ? Promise.reject(new AppError("file-not-tiff", "No TIFF header."))
        : Promise.resolve({ ...scene, fileName }),
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
  const exported: SceneCalls["export"]["request"][] = [];
  const { actions, documentStore, saved, scenesStore } = setUp({
    export: (request) => {
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
  await actions.exportFronts({ format: "shapefile", targetCrs: "scene", author: " A. Nansen " });
  expect(documentStore.hasUnsavedHandWork()).toBe(false);
  expect(saved).toHaveLength(1);
  expect(exported[0]?.fronts[0]?.attributes).toMatchObject({
    Date: "2018-06-02",
    QualFlag: "00",
    Method: "corrected",
    Band: 1,
    ModelHash: "0123456789abcdef",
    EditFrac: 1,
    Author: "A. Nansen",
  });
  for (const name of Object.keys(exported[0]?.fronts[0]?.attributes ?? {}))
    expect(name.length).toBeLessThanOrEqual(10);
});

it("has nothing to export before there is a front, and says so", async () => {
  const { actions, jobsStore } = setUp();
  await actions.openFiles([blob("a.tif")]);
  await actions.exportFronts({ format: "geojson", targetCrs: "scene", author: "" });
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
      open: () => Promise.resolve({ ...scene, bandCount: 2, bandNames: ["HH", "HV"] }),
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
    summary: expect.stringMatching(/1 left out, because a front set by hand is there/),
  });
});
