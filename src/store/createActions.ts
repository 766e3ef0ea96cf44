// What a user can make the program do: stores on one side, workers on the other. Failures become job states.
import { toAppError } from "../base/errors.ts";
import type { Bounds } from "../geo/coordinates.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import type { DisplayRecipe } from "../scene/displayRecipe.ts";
import type { StacFound, StacQuery } from "../scene/stac.ts";
import type { ExportedFile, SceneTile } from "../workers/protocol.ts";
import type { ActionsContext } from "./actionsContext.ts";
import { followAttention } from "./attentions.ts";
import { createFileActions } from "./createFileActions.ts";
import { createGlacierActions } from "./createGlacierActions.ts";
import { createImportActions } from "./createImportActions.ts";
import { createInsightActions } from "./insight/createInsightActions.ts";
import { JOB_NAMES, type JobContext, type JobName } from "./jobsStore.ts";
import { createModelAccess } from "./modelAccess.ts";
import { followNetworkInput } from "./networkInputs.ts";
import type { createPredictor } from "./predict.ts";
import { createPredictQueue } from "./predictQueue.ts";
import { createProjectActions } from "./project/projectActions.ts";
import { restoreMaps } from "./project/restoreMaps.ts";
import type { ExportChoice } from "./rememberedView.ts";
import { createSceneAccess } from "./sceneAccess.ts";
import type { OpenScene } from "./scenesStore.ts";
import { createTrainingRuns } from "./trainingRuns.ts";

type Predictor = ReturnType<typeof createPredictor>;

/** Jobs that end when another project is shown. */
const OF_A_PROJECT: readonly JobName[] = JOB_NAMES.filter(
  (name) => name !== "project" && name !== "model",
);

export type Actions = ReturnType<typeof createActions>;

export function createActions(context: ActionsContext) {
  const { documentStore, viewStore, jobsStore, scenesStore, rasters } = context;
  const access = createSceneAccess(context.scenesCall);
  const models = createModelAccess(context);
  const trainingRuns = createTrainingRuns({ ...context, models });
  // Loaded at the first prediction: it brings the projections along.
  let predictor: Promise<Predictor> | null = null;
  const loadPredictor = (): Promise<Predictor> => {
    predictor ??= import("./predict.ts").then(({ createPredictor }) =>
      createPredictor({ ...context, access, models }),
    );
    return predictor;
  };
  /** The scene that the job "predict" is on, by hand or from the queue. */
  let predictingId: string | null = null;
  let loadedProjectId: string | null = null;
  const predictScene: Predictor["predict"] = async (open, job) => {
    predictingId = open.scene.id;
    return (await loadPredictor()).predict(open, job);
  };
  const files = createFileActions({
    ...context,
    access,
    models,
    trainingRuns,
    openProjectFile: (file) => project.openProjectFile(file),
    readFronts: (found) => imports.readFronts(found),
  });
  const project = createProjectActions({ ...context, access, openFiles: files.openFiles });

  const imports = createImportActions(context);
  const glaciers = createGlacierActions(context);
  followNetworkInput({
    ...context,
    prepare: async (open, modelId, job) => (await loadPredictor()).prepareInput(open, modelId, job),
  });
  followAttention({
    ...context,
    look: async (open, modelId, asked, job) =>
      (await loadPredictor()).lookFrom(open, modelId, asked, job),
    // A worker that is gone keeps nothing.
    forget: () => void context.inferenceCall("forgetAttention", null).catch(() => undefined),
  });
  const insight = createInsightActions({ ...context, loadPredictor, trainingRuns });
  const queue = createPredictQueue({ ...context, openWaiting: files.openWaiting, predictScene });

  async function predict(): Promise<void> {
    const open = scenesStore.find(viewStore.getState().sceneId);
    if (open === undefined) return;
    await jobsStore.run("predict", { subject: open.scene.fileName, firstStage: "backend" }, (job) =>
      predictScene(open, job),
    );
  }

  async function exportFronts(choice: ExportChoice): Promise<void> {
    viewStore.set({ exportChoice: choice });
    await exportAs(choice);
  }

  async function exportAs(choice: ExportChoice): Promise<void> {
    const open = scenesStore.find(viewStore.getState().sceneId);
    if (open === undefined) return;
    await exportJob(open, async (job) => {
      const { exportFronts: writeFronts } = await import("./exportFronts.ts");
      return writeFronts({ ...context, access, open, choice, job });
    });
  }

  const exportJob = ({ scene }: OpenScene, write: (job: JobContext) => Promise<string>) =>
    jobsStore.run("export", { subject: scene.fileName, firstStage: "export" }, write);

  /** The maps of the scene in view; the choices of the last export stay what they are. */
  const exportMaps = () =>
    exportAs({
      ...viewStore.getState().exportChoice,
      product: "maps-geotiff",
      scenes: "open",
      review: "all",
    });

  /** A file that the page makes itself, of the scene in view. */
  async function exportMade(make: (open: OpenScene) => Promise<ExportedFile>): Promise<void> {
    const open = scenesStore.find(viewStore.getState().sceneId);
    if (open === undefined) return;
    await exportJob(open, async () => {
      const file = await make(open);
      context.saveFile(file);
      return `${file.fileName} is in the download folder.`;
    });
  }

  /** The scene's fronts go with it; undo cannot bring back a closed file. */
  async function closeScene(sceneId: string): Promise<void> {
    if (viewStore.getState().sceneId === sceneId) {
      const other = scenesStore.getState().scenes.find(({ scene }) => scene.id !== sceneId);
      viewStore.showScene(other?.scene.id ?? null);
    }
    scenesStore.remove(sceneId);
    // After the scene is gone: the queue goes on with the next one.
    if (predictingId === sceneId) jobsStore.cancel("predict");
    rasters.drop(sceneId);
    const projectId = context.projectStore.getState().project?.id;
    if (projectId !== undefined) void context.keptMaps.dropScene(projectId, sceneId);
    documentStore.forgetScene(sceneId);
    // The worker may be gone; the scene is closed for the user all the same.
    await access.close(sceneId).catch(() => undefined);
  }

  /** Shows another band; the next prediction reads it. */
  async function showBand(sceneId: string, band: number): Promise<void> {
    const open = scenesStore.find(sceneId);
    if (open === undefined || open.band === band) return;
    await jobsStore.run(
      "band",
      { subject: open.scene.fileName, firstStage: "read" },
      async (job) => {
        const workerId = await access.workerIdOf(sceneId);
        const request = { sceneId: workerId, band };
        const statistics = await context.scenesCall("measureBand", request, { signal: job.signal });
        scenesStore.change(sceneId, { band, scene: { ...open.scene, statistics } });
        return "The band is shown.";
      },
    );
  }

  /** What was under way for another project must not end in this one. */
  function leaveProject(): void {
    const id = context.projectStore.getState().project?.id ?? null;
    const isOther = loadedProjectId !== null && loadedProjectId !== id;
    loadedProjectId = id;
    if (!isOther) return;
    scenesStore.stopWaiting();
    queue.projectLoaded();
    for (const name of OF_A_PROJECT) jobsStore.cancel(name);
  }

  async function placeAnew(
    sceneId: string,
    placement: PlacementChoice,
    movesFronts: boolean,
  ): Promise<void> {
    const open = scenesStore.find(sceneId);
    if (open === undefined || !documentStore.mayChange()) return;
    // Its fronts would be told in the coordinates of the former place.
    if (predictingId === sceneId) jobsStore.cancel("predict");
    await jobsStore.run(
      "place",
      { subject: open.scene.fileName, firstStage: "place" },
      async ({ signal }) => {
        const { placeScene } = await import("./placeScene.ts");
        return placeScene({ ...context, access }, open, { placement, movesFronts, signal });
      },
    );
  }

  async function readTile(request: {
    readonly sceneId: string;
    readonly band: number;
    readonly bounds: Bounds;
    readonly widthPx: number;
    readonly heightPx: number;
    readonly display?: DisplayRecipe | undefined;
    readonly signal: AbortSignal;
  }): Promise<SceneTile> {
    const { sceneId, band, bounds, widthPx, heightPx, display, signal } = request;
    if (!access.isOpen(sceneId)) return emptyTile(widthPx, heightPx);
    const read = async () => {
      const workerId = await access.workerIdOf(sceneId);
      const tile = { sceneId: workerId, band, bounds, widthPx, heightPx, display };
      return context.scenesCall("tile", tile, { signal });
    };
    try {
      return await read();
    } catch (error) {
      const { code } = toAppError(error);
      if (code === "worker-timeout") access.giveUp(sceneId);
      // The worker was stopped for something else, or the scene was closed there for another.
      if (signal.aborted || (code !== "worker-crashed" && code !== "scene-closed")) throw error;
      return read();
    }
  }

  /** West, south, east and north of a scene; null without a place on Earth. */
  async function degreesOf(sceneId: string): Promise<[number, number, number, number] | null> {
    const { mapToLonLat } = await import("../geo/projection.ts");
    const scene = scenesStore.find(sceneId)?.scene;
    if (scene === undefined) return null;
    const [minX, minY, maxX, maxY] = scene.bounds;
    const corners = [minX, (minX + maxX) / 2, maxX].flatMap((x) =>
      [minY, (minY + maxY) / 2, maxY].map((y) => mapToLonLat([x, y], scene.crs)),
    );
    const known = corners.flatMap((corner) => (corner === null ? [] : [corner]));
    if (known.length < corners.length) return null;
    const [lons, lats] = [known.map(([lon]) => lon), known.map(([, lat]) => lat)];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** True when the picture of a large scene is sharper than before. */
  async function sharpen(sceneId: string, band: number): Promise<boolean> {
    const open = scenesStore.find(sceneId);
    if (open === undefined || !access.isOpen(sceneId)) return false;
    const job = { subject: open.scene.fileName, firstStage: "picture" };
    let isSharper = false;
    await jobsStore.run("picture", job, async ({ report, signal }) => {
      const request = { sceneId: await access.workerIdOf(sceneId), band };
      await context.scenesCall("sharpen", request, { signal, onProgress: report });
      isSharper = true;
      return "";
    });
    return isSharper;
  }

  return {
    ...files,
    degreesOf,
    /** Asks the catalogue at the address that was typed, and nobody else. */
    findScenes: (query: StacQuery): Promise<StacFound> => context.scenesCall("findScenes", query),
    ...imports,
    ...glaciers,
    ...project,
    insight,
    trainingRuns: trainingRuns.store,
    closeRun: trainingRuns.close,
    queue,
    /** Another project is shown: its images and its file are to be found again. */
    projectLoaded: async () => {
      leaveProject();
      await Promise.all([files.relink(false), project.projectLoaded(), restoreMaps(context)]);
    },
    predict,
    exportFronts,
    exportMaps,
    exportMade,
    closeScene,
    showBand,
    placeScene: placeAnew,
    readTile,
    sharpen,
    keptPictures: (clear: boolean) => context.scenesCall("keptPictures", { clear }),
    cancel: (name: JobName) => jobsStore.cancel(name),
    sceneWorkerStopped: () => {
      access.workerStopped();
      void predictor?.then((loaded) => loaded.sceneWorkerStopped());
    },
    inferenceWorkerStopped: () => {
      void predictor?.then((loaded) => loaded.inferenceWorkerStopped());
    },
  };
}

/** Fronts can be looked at and corrected while the image's file is not at hand. */
function emptyTile(widthPx: number, heightPx: number): SceneTile {
  const values = new Float32Array(widthPx * heightPx).fill(Number.NaN);
  return { widthPx, heightPx, values, isQuick: false };
}
