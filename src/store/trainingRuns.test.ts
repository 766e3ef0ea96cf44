// Training runs handed in: what is opened, which models they bring and take away, and what is said of faulty folders.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { setUp } from "../../test/fixtures/pretendedApp.ts";
import { readModel } from "../inference/loadModel.ts";
import { buildAttentionUnet } from "../models/attentionUnet.ts";
import { writeSafetensors } from "../models/safetensors.ts";
import { sampleWeights } from "../models/weights.ts";
import type { ModelSource } from "../workers/protocol.ts";
import { listedModels, offeredModel } from "./modelsStore.ts";

const shipped = JSON.parse(
  readFileSync(new URL("../../training/configs/attention-unet.json", import.meta.url), "utf8"),
);
const config = {
  ...shipped,
  name: "small",
  network: { baseWidth: 2, attention: true, zoneHead: false },
  preprocessing: { ...shipped.preprocessing, sizePx: 64 },
  keepEpochs: [1, 2, 4, 9],
};
const unet = { sizePx: 64, inputChannels: 2, baseWidth: 2, zoneHead: false } as const;
const graph = buildAttentionUnet({ ...unet, attention: true });
const weightsOf = (seed: number, of = graph) =>
  new Blob([writeSafetensors(sampleWeights(of, seed), "float32", {})]);
const log = [1, 2, 3, 4]
  .map((epoch) => ({
    ...{ epoch, of: 9, loss: 1, learningRate: 1, seconds: 1 },
    ...(epoch === 3 && { isBest: true, validation: { dice: 0.5, threshold: 0.25 } }),
  }))
  .map((record) => `${JSON.stringify(record)}\n`)
  .join("");

type Files = Readonly<Record<string, Blob | string | null>>;

const WHOLE: Files = {
  "config.json": JSON.stringify(config),
  "graph.json": JSON.stringify(graph),
  "log.jsonl": log,
  "epoch1.safetensors": weightsOf(1),
  "epoch2.safetensors": weightsOf(2),
  "epoch4.safetensors": weightsOf(4),
  "best.safetensors": weightsOf(3),
  "last.safetensors": weightsOf(5),
  "checkpoint.pt": "never read",
};

function filesOf(folder: string, changed: Files) {
  return Object.entries({ ...WHOLE, ...changed }).flatMap(([name, content]) =>
    content === null ? [] : [{ path: `${folder}/${name}`, file: new Blob([content]) }],
  );
}

function setUpRuns() {
  const loaded: ModelSource[] = [];
  const app = setUp(
    {},
    {
      loadModel: async ({ source }) => {
        loaded.push(source);
        const files = source.kind === "handed" ? source.files : {};
        const { card } = await readModel(async (name) => files[name] ?? new Uint8Array());
        return card;
      },
    },
  );
  const { actions, jobsStore, modelsStore } = app;
  return {
    ...app,
    loaded,
    open: (folder = "mine", changed: Files = {}) =>
      actions.openDropped(Promise.resolve({ files: filesOf(folder, changed), folders: [folder] })),
    runs: () => actions.trainingRuns.getState().runs,
    job: () => jobsStore.getState().model,
    listed: () => listedModels(modelsStore.getState()).map(({ id }) => id),
  };
}

const scene = { file: new Blob(["x"]), fileName: "a.tif" };

it("opens a run: its kept epochs are models that no list shows, and what is missing is said", async () => {
  const { job, listed, modelsStore, open, runs } = setUpRuns();
  await open("mine", { "epoch2.safetensors": null });
  const [run] = runs();
  expect(run).toMatchObject({
    name: "mine",
    title: "mine",
    lossText: "Dice + BCE + 0.5 zone BCE",
    missing: [2],
    bestEpoch: 3,
    hasGates: true,
  });
  expect(run?.kept.map(({ epoch, isBest }) => [epoch, isBest])).toEqual([
    [1, false],
    [3, true],
    [4, false],
  ]);
  expect(job()).toMatchObject({
    kind: "done",
    summary:
      "mine: 3 epochs kept (1, 3 best, 4). Not in its folder: the weights of epoch 2. Open a scene to see what its epochs make of it.",
  });
  expect(listed()).toEqual(["attention-unet"]);
  const model = offeredModel(modelsStore.getState(), run?.kept[1]?.modelId ?? "");
  expect(model).toMatchObject({
    title: "mine, epoch 3",
    epochOf: { runId: run?.id, epoch: 3 },
    card: { weightsFile: "best.safetensors", tracing: { threshold01: 0.25 } },
  });
});

it("predicts with an epoch: the worker is handed a sound model folder, its weights read anew", async () => {
  const { actions, loaded, modelsStore, open, runs, viewStore } = setUpRuns();
  await actions.openFiles([scene]);
  await open();
  const [first, second] = runs()[0]?.kept ?? [];
  for (const kept of [first, second]) {
    viewStore.set({ modelId: kept?.modelId ?? "" });
    await actions.predict();
  }
  expect(loaded.map((source) => source.kind)).toEqual(["handed", "handed"]);
  const [one, other] = loaded.map((source) =>
    source.kind === "handed" ? Object.keys(source.files) : [],
  );
  expect(one).toEqual(["card.json", "graph.json", "epoch1.safetensors"]);
  expect(other).toEqual(["card.json", "graph.json", "epoch2.safetensors"]);
  // Loading it has not put it on the list.
  expect(listedModels(modelsStore.getState())).toHaveLength(1);
});

it("names epoch and file when an epoch cannot be loaded", async () => {
  const { actions, jobsStore, open, runs, viewStore } = setUpRuns();
  await actions.openFiles([scene]);
  const broken = sampleWeights(graph, 1);
  broken.get("conv1_1.weight")?.values.fill(Number.NaN);
  await open("mine", {
    "epoch1.safetensors": new Blob([writeSafetensors(broken, "float32", {})]),
  });
  viewStore.set({ modelId: runs()[0]?.kept[0]?.modelId ?? "" });
  await actions.predict();
  expect(jobsStore.getState().predict).toMatchObject({
    kind: "failed",
    failures: [
      {
        code: "model-weights-not-finite",
        message: expect.stringMatching(/^mine, epoch 1 \(epoch1.safetensors\): conv1_1.weight/),
      },
    ],
  });
});

it("several runs are open at once; a closed one takes its models along, and its ids are not given again", async () => {
  const { actions, modelsStore, open, runs, viewStore } = setUpRuns();
  await open();
  await open();
  expect(runs().map(({ title }) => title)).toEqual(["mine", "mine (2)"]);
  const [first] = runs();
  const modelId = first?.kept[0]?.modelId ?? "";
  viewStore.set({ modelId });
  actions.closeRun(first?.id ?? "");
  expect(runs().map(({ title }) => title)).toEqual(["mine (2)"]);
  expect(viewStore.getState().modelId).toBe("attention-unet");
  expect(offeredModel(modelsStore.getState(), modelId)).toBe(undefined);
  expect(modelsStore.getState().models).toHaveLength(1 + 4);
  await open();
  expect(runs().map(({ title }) => title)).toEqual(["mine (2)", "mine"]);
  expect(new Set([first, ...runs()].map((run) => run?.id)).size).toBe(3);
});

it("leaves weights of another network out, names file and run, and opens the rest", async () => {
  const { job, open, runs, viewStore } = setUpRuns();
  const foreign = weightsOf(1, buildAttentionUnet({ ...unet, attention: false }));
  await open("mine", { "epoch4.safetensors": foreign });
  expect(runs()[0]?.kept.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(job()).toMatchObject({
    kind: "failed",
    failures: [
      {
        subject: "mine, epoch4.safetensors",
        code: "run-weights-foreign",
        message: expect.stringMatching(/^epoch4.safetensors of the run mine: /),
      },
    ],
  });
  expect(viewStore.getState().notice).toMatch(/^mine: 3 epochs kept/);
});

it("says that a network without gates has no maps of them", async () => {
  const { job, open, runs } = setUpRuns();
  const plain = buildAttentionUnet({ ...unet, attention: false });
  await open("plain", {
    "graph.json": JSON.stringify(plain),
    ...Object.fromEntries(
      [1, 2, 4].map((epoch) => [`epoch${epoch}.safetensors`, weightsOf(epoch, plain)]),
    ),
    "best.safetensors": weightsOf(3, plain),
  });
  expect(runs()[0]?.hasGates).toBe(false);
  expect(job()).toMatchObject({ summary: expect.stringContaining("no attention gates") });
});

const NONE = Object.fromEntries(
  Object.keys(WHOLE).flatMap((name) => (/^(epoch|best)/.test(name) ? [[name, null]] : [])),
);

it.each<[string, Files]>([
  ["run-without-weights", NONE],
  ["run-without-epoch", { "log.jsonl": "" }],
  ["run-without-epoch", { "log.jsonl": null }],
  ["run-log-invalid", { "log.jsonl": "no log\n" }],
  ["run-config-invalid", { "config.json": "{}" }],
  ["model-graph-invalid", { "graph.json": "{}" }],
])("refuses a folder (%s, %#), and nothing else changes", async (code, changed) => {
  const { job, listed, open, runs, viewStore } = setUpRuns();
  await open("bad", changed);
  expect(job()).toMatchObject({ kind: "failed", failures: [{ subject: "bad", code }] });
  expect(runs()).toEqual([]);
  expect(listed()).toEqual(["attention-unet"]);
  expect(viewStore.getState().notice).toBe(null);
});

it("never reads the checkpoint; an epoch whose file cannot be read is left out", async () => {
  const { actions, job, runs } = setUpRuns();
  const gone = Object.assign(new Blob(["x"]), {
    arrayBuffer: () => Promise.reject(new DOMException("Changed.", "NotReadableError")),
  });
  const files = filesOf("mine", {}).map((one) =>
    /checkpoint.pt|epoch1.safe/.test(one.path) ? { ...one, file: gone } : one,
  );
  await actions.openDropped(Promise.resolve({ files, folders: ["mine"] }));
  expect(runs()[0]?.kept.map(({ epoch }) => epoch)).toEqual([2, 3, 4]);
  expect(job()).toMatchObject({
    failures: [{ subject: "mine, epoch1.safetensors", code: "file-unreadable" }],
  });
});
