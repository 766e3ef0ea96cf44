// The inference session of a program: the browser's own code on Node, models read from disk.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AppError, toAppError } from "../src/base/errors.ts";
import type { StartedBackend } from "../src/inference/engine/startBackend.ts";
import { InferenceSession } from "../src/inference/inferenceSession.ts";
import type { Backend, Prediction } from "../src/inference/prediction.ts";
import type { LoadedModel, PredictOptions } from "../src/inference/predictScene.ts";
import type { ReadPixels } from "../src/inference/prepareScene.ts";
import type { Scene } from "../src/scene/scene.ts";
import type { EnsembleOption } from "./ensembleOption.ts";
import { wasmFolder } from "./startWasm.ts";

export type OpenedSession = {
  readonly name: string;
  /** By one run, or by several where the session was opened for an ensemble. */
  readonly predict: Predict;
  readonly started: StartedBackend;
  readonly model: LoadedModel;
  /** Of every model of the ensemble, the first one's first, with "+" between. */
  readonly weightsSha256: string;
  /** Frees the models' memory. */
  readonly dispose: () => void;
};

export type Predict = (
  scene: Scene,
  readPixels: ReadPixels,
  options?: PredictOptions,
) => Promise<Prediction>;

/**
 * `model` is a name in public/models or the path of a model folder. Rejects with `model-load-failed` when there is no
 * such model, `webgpu-unavailable` when WebGPU was asked for and Dawn's Node package finds no adapter.
 */
export async function openSession(
  model: string,
  preference: "auto" | Backend,
  ensemble: EnsembleOption | null = null,
): Promise<OpenedSession> {
  const members = [model, ...(ensemble?.others ?? [])].map((name) => {
    const folder = modelFolder(name);
    return { name, read: async (file: string) => Uint8Array.from(readModelFile(folder, file)) };
  });
  if (preference !== "wasm") await offerWebgpu();
  const session = new InferenceSession();
  const started = await session.start({
    preference,
    wasmFiles: wasmFolder(),
    threads: availableParallelism(),
  });
  const hashes: string[] = [];
  // The first one last: it stays loaded.
  for (const { name, read } of members.toReversed())
    hashes.unshift((await session.load(name, read)).card.weightsSha256);
  const [first] = members as [(typeof members)[number]];
  const loaded = await session.load(first.name, first.read);
  return {
    name: model,
    started,
    model: loaded,
    weightsSha256: hashes.join("+"),
    predict: (scene, readPixels, options) =>
      ensemble === null
        ? session.predict(model, scene, readPixels, options)
        : session.predictEnsemble(members, scene, readPixels, { plan: ensemble, ...options }),
    dispose: () => session.dispose(),
  };
}

/** Throws `option-invalid` for anything but auto, webgpu and wasm. */
export function readBackend(text = "auto"): "auto" | Backend {
  if (text !== "auto" && text !== "webgpu" && text !== "wasm")
    throw new AppError("option-invalid", `--backend must be auto, webgpu or wasm, not "${text}".`);
  return text;
}

/** The folder of a model by name or path. Throws `model-load-failed`. */
export function modelFolder(model: string): string {
  const known = join(import.meta.dirname, "../public/models", model);
  for (const folder of [known, model]) if (existsSync(join(folder, "card.json"))) return folder;
  throw new AppError(
    "model-load-failed",
    `There is no model "${model}": neither ${join("public/models", model)} nor ${model} holds a card.json.`,
  );
}

export function readModelFile(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file));
  } catch (cause) {
    throw new AppError("model-load-failed", `${join(folder, file)} cannot be read.`, { cause });
  }
}

/** Gives Node the WebGPU of the optional package `webgpu` (Dawn), where that is installed. */
async function offerWebgpu(): Promise<void> {
  try {
    const { create, globals } = await import("webgpu");
    Object.assign(globalThis, globals);
    const navigator = globalThis.navigator ?? {};
    Object.defineProperty(navigator, "gpu", { value: create([]), configurable: true });
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  } catch (error) {
    process.stderr.write(`WebGPU is not offered: ${toAppError(error).message}\n`);
  }
}
