// The inference worker's entry: answers InferenceCalls, reads pixels from the scene worker over a port.
import wasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { AppError } from "../base/errors.ts";
import { InferenceSession } from "../inference/inferenceSession.ts";
import { scoreBand } from "../inference/inspectScene.ts";
import { readModel } from "../inference/loadModel.ts";
import { networkInput } from "../inference/networkInput.ts";
import { opfsJournal } from "../inference/opfsJournal.ts";
import type { Inspected, Prediction } from "../inference/prediction.ts";
import { maskLines } from "../inference/trace/maskLines.ts";
import { attentionBlocks } from "../models/attentionBlocks.ts";
import { hasDropout } from "../models/graph.ts";
import type { PixelWindow } from "../scene/windowReader.ts";
import { createModelHandlers, readerOf } from "./modelHandlers.ts";
import type { InferenceCalls, SceneCalls } from "./protocol.ts";
import { type ServerPort, serve } from "./serve.ts";
import { WorkerClient } from "./workerClient.ts";

const MAXIMUM_THREADS = 8;
const session = new InferenceSession();
let scenes: WorkerClient<SceneCalls> | null = null;

serve<InferenceCalls>(self as unknown as ServerPort, {
  start: async ({ preference }) => ({
    response: await session.start({
      preference,
      wasmFiles: {
        "tfjs-backend-wasm.wasm": wasmUrl,
        "tfjs-backend-wasm-simd.wasm": simdUrl,
        "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
      },
      threads: Math.min(MAXIMUM_THREADS, navigator.hardwareConcurrency || 1),
    }),
  }),
  ...createModelHandlers({
    // A card may not know of the dropout that the graph has.
    check: async (read) => {
      const { card, graph } = await readModel(read);
      return { ...card, blocks: attentionBlocks(graph), dropout: hasDropout(graph) };
    },
    load: async (name, read, options) => {
      const { blocks, card, hasDropout: dropout } = await session.load(name, read, options);
      return { ...card, blocks, dropout };
    },
  }),
  attachScenes: async ({ port }) => {
    scenes = new WorkerClient<SceneCalls>(port);
    return { response: null };
  },
  prepareInput: async ({ area, band, card, scene }, { signal, report }) => {
    const response = await networkInput(scene, pixelsOf(scene.id, band, signal), card, {
      signal,
      area,
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    return { response, transfer: [response.values.buffer, response.valid.buffer] };
  },
  lookFrom: async ({ area, at, band, block, modelName, scene, view }, { signal, report }) => {
    const readPixels = pixelsOf(scene.id, band, signal);
    const key = JSON.stringify([band, area]);
    const lookedAt = { scene, readPixels, key };
    const request = { at, block, view };
    const response = await session.lookFrom(modelName, lookedAt, request, {
      signal,
      area,
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    return { response };
  },
  forgetAttention: async () => {
    session.forgetAttention();
    return { response: null };
  },
  inspect: async (request, context) => {
    const { area, band, modelName, onto, probe, scene, source } = request;
    const { report, signal } = context;
    const onStage = (stage: string, done: number, total: number) => report({ stage, done, total });
    const read = readerOf(modelName, source, context);
    await session.load(modelName, read, { signal, onStage, warmUp: false });
    const readPixels = pixelsOf(scene.id, band, signal);
    const lookedAt = { scene, readPixels, key: JSON.stringify([band, area]) };
    const asked = { onto, probe };
    const response = await session.inspect(modelName, lookedAt, asked, {
      signal,
      area,
      onProgress: onStage,
    });
    return { response, transfer: buffersOfInspected(response) };
  },
  scoreBand: async ({ band, grid, scene, truth }) => {
    const response = scoreBand(scene, grid, band, truth);
    return { response, transfer: [response.label.buffer] };
  },
  forgetInspected: async () => {
    session.forgetInspected();
    return { response: null };
  },
  readMask: async ({ scene }, { signal }) => ({
    response: await maskLines(scene, pixelsOf(scene.id, 0, signal)),
  }),
  predict: async ({ area, band, modelName, scene }, { signal, report }) => {
    const readPixels = pixelsOf(scene.id, band, signal);
    const prediction = await session.predict(modelName, scene, readPixels, {
      signal,
      area,
      journal: opfsJournal(),
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    return { response: prediction, transfer: buffersOf(prediction) };
  },
  predictEnsemble: async ({ area, band, dropoutRuns, models, scene, turns }, context) => {
    const { report, signal } = context;
    const members = models.map(({ modelName, source }) => ({
      name: modelName,
      read: readerOf(modelName, source, context),
    }));
    const readPixels = pixelsOf(scene.id, band, signal);
    const prediction = await session.predictEnsemble(members, scene, readPixels, {
      plan: { turns, dropoutRuns },
      signal,
      area,
      journal: opfsJournal(),
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    return { response: prediction, transfer: buffersOf(prediction) };
  },
});

function buffersOf({ maps, spread, traceable, valid, zoneProbabilities, zones }: Prediction) {
  const arrays = [
    ...maps.map((map) => map.values),
    ...(zoneProbabilities ?? []),
    ...(zones ? [zones] : []),
    ...(spread ? [...spread.deviations, spread.entropy] : []),
    traceable,
    valid,
  ];
  return arrays.map((array) => array.buffer);
}

function buffersOfInspected({ band, input, maps, valid }: Inspected) {
  return [...maps.map(({ values }) => values), band, input, valid].map(({ buffer }) => buffer);
}

function pixelsOf(sceneId: string, band: number, signal: AbortSignal) {
  const source = scenes;
  if (!source) throw new AppError("internal", "The scene worker is not attached.");
  return (window: PixelWindow) => source.call("readWindow", { sceneId, band, window }, { signal });
}
