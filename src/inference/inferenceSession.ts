// What one inference worker (or one run of a program) holds: the started backend and the loaded model.
import { AppError } from "../base/errors.ts";
import { placementChoiceOf, type Scene } from "../scene/scene.ts";
import { AttentionKeeper, type LookedAt } from "./attention/attentionKeeper.ts";
import { type StartedBackend, type StartOptions, startBackend } from "./engine/startBackend.ts";
import { type InspectRequest, inspectScene } from "./inspectScene.ts";
import { loadModel, type ModelFileReader } from "./loadModel.ts";
import { nextMessage } from "./nextMessage.ts";
import type { AttentionRequest, Inspected, PixelAttention, Prediction } from "./prediction.ts";
import { type LoadedModel, type PredictOptions, predictScene } from "./predictScene.ts";
import {
  type PreparedScene,
  type PrepareSceneOptions,
  prepareScene,
  type ReadPixels,
} from "./prepareScene.ts";
import { type EnsemblePlan, predictEnsemble } from "./uncertainty/predictEnsemble.ts";

export type LoadStage = "card" | "graph" | "weights" | "upload" | "warm-up";

export class InferenceSession {
  #backend: Promise<StartedBackend> | null = null;
  #model: LoadedModel | null = null;
  /** The name it was asked for by: its folder's, which may differ from the card's. */
  #loadedAs: string | null = null;
  readonly #attention = new AttentionKeeper();
  /** What `inspect` looked at last. */
  #prepared: { readonly key: string; readonly prepared: PreparedScene } | null = null;

  /** Starts a backend once; later calls, also while it is starting, get the same one. A failed start may be repeated. */
  start(options: StartOptions): Promise<StartedBackend> {
    this.#backend ??= startBackend(options).catch((error: unknown) => {
      this.#backend = null;
      throw error;
    });
    return this.#backend;
  }

  /** Loads and warms up a model unless it is the one in use. The old one's memory is freed. */
  async load(
    name: string,
    read: ModelFileReader,
    {
      signal,
      onStage,
      warmUp = true,
    }: {
      signal?: AbortSignal;
      /** False where the model runs at once, and but a few times. */
      warmUp?: boolean;
      onStage?: (stage: LoadStage, done: number, total: number) => void;
    } = {},
  ): Promise<LoadedModel> {
    if (!this.#backend) throw new AppError("internal", "No backend has been started.");
    if (this.#model && this.#loadedAs === name) return this.#model;
    const { backend } = await this.#backend;
    const model = await loadModel(read, backend, (stage) => onStage?.(stage, 0, 0));
    try {
      const [height, width, channels] = model.engine.inputShape;
      if (warmUp)
        await model.engine.run(new Float32Array(height * width * channels), {
          ...(signal && { signal }),
          onProgress: (done, total) => onStage?.("warm-up", done, total),
        });
      // A load given up may not take the place of the model in use.
      await nextMessage();
      signal?.throwIfAborted();
    } catch (error) {
      model.engine.dispose();
      throw error;
    }
    this.#model?.engine.dispose();
    this.#attention.forget();
    this.#model = model;
    this.#loadedAs = name;
    return model;
  }

  /** Frees the model's memory. */
  dispose(): void {
    this.#attention.forget();
    this.#prepared = null;
    this.#model?.engine.dispose();
    this.#model = null;
    this.#loadedAs = null;
  }

  /** Loads one model after the other; the last one stays. */
  predictEnsemble(
    models: readonly { readonly name: string; readonly read: ModelFileReader }[],
    scene: Scene,
    readPixels: ReadPixels,
    { plan, ...options }: PredictOptions & { readonly plan: EnsemblePlan },
  ): Promise<Prediction> {
    const { signal } = options;
    const members = models.map(
      ({ name, read }) =>
        () =>
          this.load(name, read, signal && { signal }),
    );
    return predictEnsemble(scene, readPixels, members, plan, options);
  }

  /** Predicts with the loaded model. Throws `internal` when `modelName` is not the one loaded. */
  predict(
    modelName: string,
    scene: Scene,
    readPixels: ReadPixels,
    options?: PredictOptions,
  ): Promise<Prediction> {
    return predictScene(scene, readPixels, this.#loaded(modelName), options);
  }

  /**
   * Looks into a prediction, as `inspectScene`. The scene is prepared once for one `key`, area and recipe. Throws
   * `internal` when `modelName` is not the one loaded.
   */
  async inspect(
    modelName: string,
    { key, readPixels, scene }: LookedAt,
    request: InspectRequest,
    options: PrepareSceneOptions = {},
  ): Promise<Inspected> {
    const model = this.#loaded(modelName);
    const { groundResolutionMetres, preprocessing } = model.card;
    const { id, pixelSizeMetres, pixelToMap } = scene;
    const placed = [placementChoiceOf(scene), pixelSizeMetres, pixelToMap];
    const whole = JSON.stringify([key, id, ...placed, groundResolutionMetres, preprocessing]);
    if (this.#prepared?.key !== whole) {
      this.#prepared = null;
      const prepared = await prepareScene(scene, readPixels, model.card, options);
      this.#prepared = { key: whole, prepared };
    }
    return inspectScene(scene, this.#prepared.prepared, model, request, options);
  }

  /** Frees what is kept for `inspect`. */
  forgetInspected(): void {
    this.#prepared = null;
  }

  /** What a pixel looks at, as `AttentionKeeper.look`; of a window that was looked at last, without a run. */
  lookFrom(
    modelName: string,
    lookedAt: LookedAt,
    request: AttentionRequest,
    options?: PrepareSceneOptions,
  ): Promise<PixelAttention> {
    return this.#attention.look(this.#loaded(modelName), lookedAt, request, options);
  }

  /** Frees what is kept for `lookFrom`. */
  forgetAttention(): void {
    this.#attention.forget();
  }

  #loaded(modelName: string): LoadedModel {
    if (!this.#model || this.#loadedAs !== modelName)
      throw new AppError("internal", `The model ${modelName} is not loaded.`);
    return this.#model;
  }
}
