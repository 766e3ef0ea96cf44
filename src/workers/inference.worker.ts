// The inference worker's entry: answers InferenceCalls, reads pixels from the scene worker over a port.
import wasmUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { AppError } from "../base/errors.ts";
import { InferenceSession } from "../inference/inferenceSession.ts";
import { readModel } from "../inference/loadModel.ts";
import { networkInput } from "../inference/networkInput.ts";
import { createModelHandlers } from "./modelHandlers.ts";
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
    check: async (read) => (await readModel(read)).card,
    load: async (name, read, options) => (await session.load(name, read, options)).card,
  }),
  attachScenes: async ({ port }) => {
    scenes = new WorkerClient<SceneCalls>(port);
    return { response: null };
  },
  prepareInput: async ({ scene, band, recipe }, { signal, report }) => {
    const source = scenes;
    if (!source) throw new AppError("internal", "The scene worker is not attached.");
    const readBand = () => source.call("readBand", { sceneId: scene.id, band }, { signal });
    const response = await networkInput(scene, readBand, recipe, {
      signal,
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    return { response, transfer: [response.values.buffer, response.valid.buffer] };
  },
  predict: async ({ scene, band, modelName }, { signal, report }) => {
    const source = scenes;
    if (!source) throw new AppError("internal", "The scene worker is not attached.");
    const readBand = () => source.call("readBand", { sceneId: scene.id, band }, { signal });
    const prediction = await session.predict(modelName, scene, readBand, {
      signal,
      onProgress: (stage, done, total) => report({ stage, done, total }),
    });
    const buffers = prediction.maps.map((map) => map.values.buffer);
    return {
      response: prediction,
      transfer: [...buffers, prediction.valid.buffer, prediction.traceable.buffer],
    };
  },
});
