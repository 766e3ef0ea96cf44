// One prediction: backend, channel between the workers, model, network, and then the fronts into the document.
import { type Front, frontPath, frontsOfScene, isUntouched } from "../annotation/document.ts";
import { replacePredictedFronts } from "../annotation/edits/replacePredictedFronts.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import { PARTIAL_FLAG } from "../annotation/isPartial.ts";
import { predictedFront } from "../annotation/newFront.ts";
import { type Reach, withoutCovered } from "../annotation/withoutCovered.ts";
import { AppError } from "../base/errors.ts";
import { composeAffine, invertAffine, pixelToMap } from "../geo/coordinates.ts";
import { metresPerMapUnit } from "../geo/projection.ts";
import type { ModelCard } from "../models/modelCard.ts";
import type { Scene } from "../scene/scene.ts";
import { windowOfArea } from "../scene/windowOfArea.ts";
import type { InferenceCalls } from "../workers/protocol.ts";
import type { ActionsContext } from "./actionsContext.ts";
import { costOfArea, isInside } from "./areaOfInterest.ts";
import type { Question } from "./attentions.ts";
import { planRuns, type RunPlan } from "./ensembleChoice.ts";
import type { JobContext } from "./jobsStore.ts";
import { type ModelAccess, SILENCE_MS } from "./modelAccess.ts";
import { offeredModel } from "./modelsStore.ts";
import type { Prediction } from "./rasterRegistry.ts";
import type { SceneAccess } from "./sceneAccess.ts";
import type { OpenScene, PredictionFacts } from "./scenesStore.ts";
import { toldByZones, zonesOf } from "./toldByZones.ts";

type TracedFront = Prediction["fronts"][number];
type InspectRequest = InferenceCalls["inspect"]["request"];
type Author = Parameters<typeof predictedFront>[3];

type Context = ActionsContext & { readonly access: SceneAccess; readonly models: ModelAccess };

export function createPredictor(context: Context) {
  const { scenesCall, inferenceCall, documentStore, scenesStore, rasters, access, models } =
    context;
  let isStarted = false;
  let isAttached = false;
  let loadedId: string | null = null;
  let areZonesKnown = false;
  /** Done when nobody uses the worker's network any more. */
  let free: Promise<unknown> = Promise.resolve();

  /** The worker has one network at a time: who loads another waits until the one in use is done with. */
  function alone<T>({ signal }: JobContext, work: () => Promise<T>): Promise<T> {
    const done = free.then(() => {
      signal.throwIfAborted();
      return work();
    });
    free = done.catch(() => undefined);
    return done;
  }

  async function attach(signal: AbortSignal): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    await scenesCall("attach", { port: port1 }, { transfer: [port1], signal });
    await inferenceCall("attachScenes", { port: port2 }, { transfer: [port2], signal });
  }

  async function startOnce({ signal, report }: JobContext): Promise<void> {
    const options = { signal, onProgress: report, timeoutMs: SILENCE_MS };
    if (!isStarted) {
      report({ stage: "backend", done: 0, total: 0 });
      const preference = context.backendPreference;
      scenesStore.setBackend(await inferenceCall("start", { preference }, options));
      isStarted = true;
    }
    await attachOnce(signal);
  }

  async function prepare(modelId: string, job: JobContext): Promise<void> {
    const { signal, report } = job;
    const options = { signal, onProgress: report, timeoutMs: SILENCE_MS };
    await startOnce(job);
    if (loadedId !== modelId) {
      report({ stage: "model", done: 0, total: 0 });
      // A load that is cancelled or fails may still have changed what the worker holds.
      loadedId = null;
      await models.load(modelId, options);
      loadedId = modelId;
    }
  }

  async function attachOnce(signal: AbortSignal): Promise<void> {
    if (isAttached) return;
    await attach(signal);
    isAttached = true;
  }

  /** What the model would be given of the scene. */
  async function prepareInput({ area, scene, band }: OpenScene, modelId: string, job: JobContext) {
    await attachOnce(job.signal);
    await models.list();
    const card = offeredModel(context.modelsStore.getState(), modelId)?.card;
    if (card === undefined)
      throw new AppError("model-load-failed", "The model's card is not at hand.");
    const workerId = await access.workerIdOf(scene.id);
    return inferenceCall(
      "prepareInput",
      { scene: { ...scene, id: workerId }, band, card, area: windowOfArea(scene, area ?? null) },
      { signal: job.signal, onProgress: job.report, timeoutMs: SILENCE_MS },
    );
  }

  /** What a pixel looks at, or with none the whole scene. */
  async function lookFrom(
    { area, scene, band }: OpenScene,
    modelName: string,
    { at, block, view }: Question,
    job: JobContext,
  ) {
    await prepare(modelName, job);
    const mapToPixel = invertAffine(scene.pixelToMap);
    const pixel = at && mapToPixel ? pixelToMap(mapToPixel, [at[0], at[1]]) : null;
    const workerId = await access.workerIdOf(scene.id);
    return inferenceCall(
      "lookFrom",
      {
        scene: { ...scene, id: workerId },
        band,
        modelName,
        area: windowOfArea(scene, area ?? null),
        at: pixel && [pixel[0], pixel[1]],
        block,
        view,
      },
      { signal: job.signal, onProgress: job.report, timeoutMs: SILENCE_MS },
    );
  }

  /** A model's prediction to be looked into; changes neither fronts nor maps of the scene. */
  async function inspect(
    { area, band, scene }: OpenScene,
    { modelName, onto, probe }: Pick<InspectRequest, "modelName" | "onto" | "probe">,
    job: JobContext,
  ): Promise<InferenceCalls["inspect"]["response"]> {
    const { signal, report } = job;
    await startOnce(job);
    const { model, transfer } = await models.requestOf(modelName);
    const workerId = await access.workerIdOf(scene.id);
    const request = {
      ...model,
      scene: { ...scene, id: workerId },
      band,
      area: windowOfArea(scene, area ?? null),
      onto,
      probe,
    };
    // A load that is cancelled or fails may still have changed what the worker holds.
    loadedId = null;
    const options = { signal, onProgress: report, timeoutMs: SILENCE_MS, transfer };
    const result = await inferenceCall("inspect", request, options);
    loadedId = modelName;
    return result;
  }

  /** The lines in a mask that was opened in the scene worker, in its pixels. */
  async function readMask(mask: Scene, { signal }: JobContext) {
    await attachOnce(signal);
    return inferenceCall("readMask", { scene: mask }, { signal, timeoutMs: SILENCE_MS });
  }

  /** One run, or several as one. */
  async function runNetworks(
    { area, band, scene }: OpenScene,
    { dropoutRuns, modelIds, runs, turns }: RunPlan,
    job: JobContext,
  ): Promise<Prediction> {
    const { signal, report } = job;
    const options = { signal, onProgress: report, timeoutMs: SILENCE_MS };
    const [modelName] = modelIds;
    await prepare(modelName, job);
    report({ stage: "read", done: 0, total: 0 });
    const workerId = await access.workerIdOf(scene.id);
    const request = {
      scene: { ...scene, id: workerId },
      band,
      area: windowOfArea(scene, area ?? null),
    };
    if (runs === 1) return inferenceCall("predict", { ...request, modelName }, options);
    const members = await Promise.all(modelIds.map(models.requestOf));
    // Whichever of them is under way may stay loaded when it is cancelled or fails.
    loadedId = null;
    const prediction = await inferenceCall(
      "predictEnsemble",
      { ...request, models: members.map(({ model }) => model), turns, dropoutRuns },
      { ...options, transfer: members.flatMap(({ transfer }) => transfer) },
    );
    loadedId = modelIds.at(-1) ?? null;
    return prediction;
  }

  async function predict(open: OpenScene, job: JobContext): Promise<string> {
    const { area, band, scene } = open;
    const startedAt = performance.now();
    const { ensemble, modelId } = context.viewStore.getState();
    const plan = planRuns(ensemble, modelId, context.modelsStore.getState());
    const prediction = await alone(job, () => runNetworks(open, plan, job));
    // Closed or cancelled in the meantime: nothing of it may appear.
    if (job.signal.aborted || !access.isOpen(scene.id)) return "";
    rasters.put(scene.id, prediction);
    const projectId = context.projectStore.getState().project?.id;
    if (projectId !== undefined) {
      const { weightsSha256 } = prediction;
      void context.keptMaps.keep({ projectId, sceneId: scene.id, weightsSha256, band }, prediction);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    scenesStore.change(scene.id, { prediction: factsOf(prediction, { modelId, band, seconds }) });
    const card = offeredModel(context.modelsStore.getState(), modelId)?.card;
    // Several models: what each of them took is not known.
    if (card !== undefined && plan.modelIds.length === 1) {
      const windows = plan.runs * costOfArea(open, card).windows;
      const networkSeconds = prediction.stageMilliseconds.network / 1000;
      scenesStore.setSecondsPerWindow(modelId, networkSeconds / windows);
    }
    showWithoutProbability(prediction);
    const by: Author = {
      modelName: prediction.modelName,
      weightsSha256: prediction.weightsSha256,
      backend: prediction.backend,
      band,
      preprocessing: card === undefined ? "" : recipeText(card.preprocessing, prediction),
      at: new Date().toISOString(),
    };
    const zones = zonesOf(scene, prediction);
    const traced = prediction.fronts.map((front) =>
      toldByZones(predictedFront(crypto.randomUUID(), scene.id, front, by), zones),
    );
    const reviewed = () => labelOfScene(documentStore.committed(), scene.id).review;
    const touched = frontsOfScene(documentStore.committed(), scene.id).filter(
      (front) => !isUntouched(front),
    );
    const fronts = withoutCovered(traced, touched, samePlace(scene, prediction));
    const reviewBefore = reviewed();
    const elsewhere = frontsOfScene(documentStore.committed(), scene.id).filter(
      (front) => isUntouched(front) && isOutside(front, area),
    );
    documentStore.commit("Predict", replacePredictedFronts(scene.id, [...elsewhere, ...fronts]));
    return [
      summaryOf(fronts.length, traced.length - fronts.length, seconds),
      ...partialSentence(fronts),
      ...(reviewed() === reviewBefore ? [] : [NO_LONGER_ACCEPTED]),
    ].join(" ");
  }

  /** Who has never seen such a network would see fronts alone; shown once, so that hidden zones stay hidden. */
  function showWithoutProbability({ maps, zones }: Prediction): void {
    if (areZonesKnown || zones === null || maps.some(({ name }) => name === "probability")) return;
    areZonesKnown = true;
    context.viewStore.setLayer("zones", { visible: true });
  }

  return {
    predict,
    lookFrom: (...asked: Parameters<typeof lookFrom>) => alone(asked[3], () => lookFrom(...asked)),
    prepareInput,
    inspect: (...asked: Parameters<typeof inspect>) => alone(asked[2], () => inspect(...asked)),
    readMask,
    sceneWorkerStopped: () => {
      isAttached = false;
    },
    inferenceWorkerStopped: () => {
      isStarted = false;
      isAttached = false;
      loadedId = null;
      scenesStore.setBackend(null);
    },
  };
}

/** Predicted again, an unchanged front comes back within a few network pixels. */
const SAME_PLACE_PX = 3;

function samePlace({ bounds, crs, pixelToMap }: Scene, { grid }: Prediction): Reach {
  const [minX, minY, maxX, maxY] = bounds;
  const metres = metresPerMapUnit([(minX + maxX) / 2, (minY + maxY) / 2], crs);
  if (metres !== null && grid.pixelSizeMetres !== null) {
    const { x, y } = grid.pixelSizeMetres;
    return { distance: SAME_PLACE_PX * Math.max(x, y), scale: metres };
  }
  const [a, b, , d, e] = composeAffine(pixelToMap, grid.gridToPixel);
  const side = Math.max(Math.hypot(a, d), Math.hypot(b, e));
  return { distance: SAME_PLACE_PX * side, scale: { x: 1, y: 1 } };
}

/** Whether no part of the front lies in the area that was predicted on; never where that was the whole scene. */
function isOutside(front: Front, area: OpenScene["area"]): boolean {
  return area != null && !frontPath(front).some((at) => isInside(area, at));
}

/** The card's recipe as JSON; of several runs also what they were. */
function recipeText(recipe: ModelCard["preprocessing"], { spread }: Prediction): string {
  if (spread === null) return JSON.stringify(recipe);
  const { dropoutRuns, models, turns } = spread;
  return JSON.stringify({ ...recipe, ensemble: { models, turns, dropoutRuns } });
}

type RunFacts = Pick<PredictionFacts, "modelId" | "band" | "seconds">;

function factsOf(prediction: Prediction, run: RunFacts): PredictionFacts {
  const { modelName, weightsSha256, backend, threshold01, fronts, grid, spread } = prediction;
  return {
    ...run,
    modelName,
    weightsSha256,
    backend,
    networkPixelMetres: grid.pixelSizeMetres?.x ?? null,
    threshold01,
    frontCount: fronts.length,
    certaintyMetres: meanCertainty(fronts),
    ...(spread !== null && { runs: spread.runs }),
  };
}

function meanCertainty(fronts: readonly TracedFront[]): number | null {
  let weighted = 0;
  let length = 0;
  for (const { certaintyMetres, lengthMetres } of fronts) {
    if (certaintyMetres === null || lengthMetres === null) continue;
    weighted += certaintyMetres * lengthMetres;
    length += lengthMetres;
  }
  return length === 0 ? null : weighted / length;
}

const NO_LONGER_ACCEPTED =
  "The scene was accepted, but its fronts have changed: it needs review again.";

function partialSentence(fronts: readonly Front[]): string[] {
  const partial = fronts.filter(({ label }) => label.flags.includes(PARTIAL_FLAG)).length;
  if (partial === 0) return [];
  const stops = partial === 1 ? "1 stops" : `${partial} stop`;
  return [`${stops} short of rock and of the data's edge (flag 04).`];
}

function summaryOf(count: number, leftOut: number, seconds: number): string {
  const time = `${seconds.toFixed(1)} s`;
  const kept = `${leftOut} left out, because a front that you changed is there already`;
  if (leftOut > 0)
    return `${count} ${count === 1 ? "front" : "fronts"} predicted in ${time}; ${kept}.`;
  if (count === 0) return `The network found no front here (${time}). Draw it by hand with D.`;
  return `${count} ${count === 1 ? "front" : "fronts"} predicted in ${time}.`;
}
