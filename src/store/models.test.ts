// The choice among models: the list, what is added by hand, refusals that change nothing, and which model predicted.
import { expect, it } from "vitest";
import { prediction, setUp, shippedCard } from "../../test/fixtures/pretendedApp.ts";
import { AppError } from "../base/errors.ts";
import type { InferenceCalls } from "../workers/protocol.ts";
import type { DroppedModel } from "./droppedFiles.ts";

const scene = { file: new Blob(["x"]), fileName: "a.tif" };
const card = { ...shippedCard(), weightsBytes: 4 };
const plainUnet = { ...card, name: "unet", title: "U-Net" };
const index = JSON.stringify([
  { folder: "unet", card: plainUnet },
  { folder: "broken", card: { ...card, format: "other" } },
  { folder: "attention-unet", card },
]);

function filesOf(changed: Readonly<Record<string, string | null>> = {}): ReadonlyMap<string, Blob> {
  const whole = {
    "card.json": JSON.stringify(card),
    "graph.json": "{}",
    "weights.safetensors": "1234",
    ...changed,
  };
  return new Map(
    Object.entries(whole).flatMap(([name, text]) =>
      text === null ? [] : [[name, new Blob([text])] as const],
    ),
  );
}

const dropped = (folder: string | null, changed = {}): DroppedModel => ({
  folder,
  files: filesOf(changed),
});

function setUpModels(inference: Parameters<typeof setUp>[1] = {}) {
  const loads: InferenceCalls["loadModel"]["request"][] = [];
  const predictedWith: string[] = [];
  const app = setUp(
    {},
    {
      checkModel: ({ files }) =>
        Promise.resolve(JSON.parse(new TextDecoder().decode(files["card.json"]))),
      loadModel: (request) => {
        loads.push(request);
        return Promise.resolve(request.modelName === "unet" ? plainUnet : card);
      },
      predict: ({ modelName }) => {
        predictedWith.push(modelName);
        const [name, weightsSha256] =
          modelName === "unet" ? ["unet", "ff"] : ["attention-unet", "00"];
        return Promise.resolve({
          ...prediction,
          modelName: name ?? "",
          weightsSha256: weightsSha256 ?? "",
        });
      },
      ...inference,
    },
    { "models/index.json": index },
  );
  const titles = () => app.modelsStore.getState().models.map(({ title }) => title);
  return { ...app, loads, predictedWith, titles };
}

it("asks for the list with the first scene, once, and offers the sound models, the usual one first", async () => {
  const { actions, fetched, titles } = setUpModels();
  expect(fetched).toEqual([]);
  await actions.openFiles([scene, scene]);
  await expect.poll(titles).toEqual(["Attention U-Net", "U-Net"]);
  expect(fetched).toEqual(["models/index.json"]);
});

it("keeps the usual model when there is no list, and asks again with the next scene", async () => {
  const { actions, fetched, modelsStore, viewStore } = setUp(
    {},
    {},
    { "models/index.json": "<html>" },
  );
  await actions.openFiles([scene]);
  await expect.poll(() => viewStore.getState().notice).toMatch(/list of models/);
  await actions.openFiles([scene]);
  await expect.poll(() => fetched).toHaveLength(2);
  expect(viewStore.getState().modelId).toBe("attention-unet");
  await actions.predict();
  expect(modelsStore.getState().models.map(({ title }) => title)).toEqual(["Attention U-Net"]);
});

it("predicts with the chosen model, says so in facts and fronts, and keeps fronts over a change", async () => {
  const { actions, documentStore, loads, predictedWith, scenesStore, viewStore } = setUpModels();
  await actions.openFiles([scene]);
  await actions.predict();
  const origin = () => documentStore.committed().fronts[0]?.origin;
  expect(origin()).toMatchObject({ modelName: "attention-unet", weightsSha256: "00" });
  viewStore.set({ modelId: "unet" });
  expect(documentStore.committed().fronts).toHaveLength(1);
  expect(origin()).toMatchObject({ modelName: "attention-unet" });
  await actions.predict();
  await actions.predict();
  expect(origin()).toMatchObject({ modelName: "unet", weightsSha256: "ff" });
  expect(scenesStore.getState().scenes[0]?.prediction).toMatchObject({
    modelId: "unet",
    weightsSha256: "ff",
  });
  viewStore.set({ modelId: "attention-unet" });
  await actions.predict();
  expect(predictedWith).toEqual(["attention-unet", "unet", "unet", "attention-unet"]);
  expect(loads.map(({ modelName }) => modelName)).toEqual([
    "attention-unet",
    "unet",
    "attention-unet",
  ]);
  expect(loads[1]?.source).toEqual({ kind: "served", modelsUrl: "http://localhost/app/models/" });
});

it("exports the name and the hash of the model that made the front, not of the chosen one", async () => {
  const exported: unknown[] = [];
  const app = setUp(
    {
      exportVector: ({ files }) => {
        exported.push(...files.flatMap(({ lines }) => lines.map(({ attributes }) => attributes)));
        return Promise.resolve({ fileName: "a.zip", bytes: new Uint8Array() });
      },
    },
    {
      predict: () =>
        Promise.resolve({ ...prediction, modelName: "unet", weightsSha256: "f".repeat(64) }),
    },
    { "models/index.json": index },
  );
  await app.actions.openFiles([scene]);
  app.viewStore.set({ modelId: "unet" });
  await app.actions.predict();
  app.viewStore.set({ modelId: "attention-unet" });
  await app.actions.exportFronts({ ...app.viewStore.getState().exportChoice, targetCrs: "scene" });
  expect(exported).toMatchObject([{ Model: "unet", ModelHash: "f".repeat(16) }]);
});

it("adds models by hand under names and titles of their own, and hands their bytes over to load", async () => {
  const { actions, jobsStore, loads, modelsStore, predictedWith, titles, viewStore } =
    setUpModels();
  await actions.addModels([dropped("attention-unet"), dropped("mine"), dropped(null)]);
  expect(modelsStore.getState().models.map(({ id }) => id)).toEqual([
    "attention-unet",
    "unet",
    "attention-unet-2",
    "mine",
    "attention-unet-3",
  ]);
  expect(titles().slice(2, 4)).toEqual([
    "Attention U-Net (attention-unet-2)",
    "Attention U-Net (mine)",
  ]);
  expect(jobsStore.getState().model).toMatchObject({ kind: "done" });
  expect(viewStore.getState().modelId).toBe("attention-unet");
  await actions.openFiles([scene]);
  viewStore.set({ modelId: "mine" });
  await actions.predict();
  expect(predictedWith).toEqual(["mine"]);
  expect(loads[0]?.source).toMatchObject({ kind: "handed" });
  actions.inferenceWorkerStopped();
  await actions.predict();
  expect(loads[1]?.source).toMatchObject({
    files: { "weights.safetensors": new TextEncoder().encode("1234") },
  });
});

it.each([
  ["model-card-missing", { "card.json": null }],
  ["model-card-invalid", { "card.json": "{}" }],
  ["model-card-invalid", { "card.json": JSON.stringify({ ...card, figures: [{ dice: "high" }] }) }],
  ["model-graph-missing", { "graph.json": null }],
  ["model-weights-missing", { "weights.safetensors": null }],
  ["model-hash-mismatch", { "weights.safetensors": "12" }],
])(
  "refuses a model (%s, %#) before its bytes are read, and nothing else changes",
  async (code, changed) => {
    const { actions, jobsStore, log, titles, viewStore } = setUpModels();
    await actions.addModels([dropped("mine", changed)]);
    expect(jobsStore.getState().model).toMatchObject({
      kind: "failed",
      failures: [{ subject: "mine", code }],
    });
    expect(log).toEqual([]);
    expect(titles()).toEqual(["Attention U-Net", "U-Net"]);
    expect(viewStore.getState().modelId).toBe("attention-unet");
  },
);

it("adds the sound models of a batch, keeps the fronts, and says what the worker found in the other", async () => {
  const { actions, documentStore, jobsStore, titles } = setUpModels({
    checkModel: ({ files }) =>
      new TextDecoder().decode(files["graph.json"]) === "bad"
        ? Promise.reject(new AppError("model-graph-invalid", "No graph."))
        : Promise.resolve({ ...card, title: "New" }),
  });
  await actions.openFiles([scene]);
  await actions.predict();
  await actions.addModels([dropped("bad", { "graph.json": "bad" }), dropped("good")]);
  expect(jobsStore.getState().model).toMatchObject({
    failures: [{ subject: "bad", code: "model-graph-invalid" }],
  });
  expect(titles()).toEqual(["Attention U-Net", "U-Net", "New"]);
  expect(documentStore.committed().fronts).toHaveLength(1);
});

it("opens the scenes and adds the models of a mixed drop, and names the folder that holds neither", async () => {
  const { actions, jobsStore, scenesStore, titles } = setUpModels();
  const model = [...filesOf()].map(([name, file]) => ({ path: `mine/${name}`, file }));
  const files = [{ path: "a.tif", file: new Blob(["x"]) }, ...model];
  await actions.openDropped(Promise.resolve({ files, folders: ["mine", "notes"] }));
  expect(scenesStore.getState().scenes).toHaveLength(1);
  expect(titles()).toContain("Attention U-Net (mine)");
  expect(jobsStore.getState().open).toMatchObject({
    failures: [{ subject: "notes", code: "folder-without-use" }],
  });
  await actions.openDropped(Promise.reject(new AppError("file-unreadable", "gone")));
  expect(jobsStore.getState().open).toMatchObject({ failures: [{ code: "file-unreadable" }] });
});
