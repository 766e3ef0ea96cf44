// Starts the page: stores, workers and actions meet here, and nowhere else.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./components/App.tsx";
import type { ShellParts } from "./components/AppContext.ts";
import { allowOwnScripts } from "./store/allowOwnScripts.ts";
import { createAttentions } from "./store/attentions.ts";
import { createActions } from "./store/createActions.ts";
import { createCursorStore } from "./store/cursorStore.ts";
import { createDocumentStore } from "./store/documentStore.ts";
import { fetchBytes } from "./store/fetchBytes.ts";
import { createInsights } from "./store/insight/insightStore.ts";
import { createJobsStore } from "./store/jobsStore.ts";
import { createModelsStore } from "./store/modelsStore.ts";
import { createNetworkInputs } from "./store/networkInputs.ts";
import { createOfflineStore } from "./store/offline.ts";
import { createKeptMaps } from "./store/project/keptMaps.ts";
import { openProjectDatabase } from "./store/project/projectDatabase.ts";
import { createProjectLocks } from "./store/project/projectLocks.ts";
import { createProjectSession, type ProjectSession } from "./store/project/projectSession.ts";
import { createProjectStore } from "./store/project/projectStore.ts";
import { createRasterRegistry } from "./store/rasterRegistry.ts";
import { saveFile } from "./store/saveFile.ts";
import { createScenesStore } from "./store/scenesStore.ts";
import { createViewStore } from "./store/viewStore.ts";
import type { InferenceCalls, SceneCalls } from "./workers/protocol.ts";
import { supervise } from "./workers/supervise.ts";

function start(root: HTMLElement): void {
  allowOwnScripts();
  const scenesWorker = supervise<SceneCalls>(
    () => new Worker(new URL("./workers/scene.worker.ts", import.meta.url), { type: "module" }),
    { onStopped: () => actions.sceneWorkerStopped() },
  );
  const inferenceWorker = supervise<InferenceCalls>(
    () => new Worker(new URL("./workers/inference.worker.ts", import.meta.url), { type: "module" }),
    { onStopped: () => actions.inferenceWorkerStopped() },
  );
  const viewStore = createViewStore(localStorageIfAllowed());
  const keptMaps = createKeptMaps({
    name: "icefront-maps",
    estimate: async () => {
      const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
      return usage === undefined || quota === undefined ? null : { usage, quota };
    },
  });
  const stores = {
    documentStore: createDocumentStore(() => viewStore.getState().author),
    viewStore,
    jobsStore: createJobsStore(),
    scenesStore: createScenesStore(),
    modelsStore: createModelsStore(),
    rasters: createRasterRegistry(),
    inputs: createNetworkInputs(),
    attentions: createAttentions(),
    insights: createInsights(),
    projectStore: createProjectStore(),
  };
  const session: ProjectSession = createProjectSession({
    ...stores,
    openDatabase: () => openProjectDatabase("icefront", () => location.reload()),
    locks: createProjectLocks(navigator.locks ?? null, (name) => new BroadcastChannel(name)),
    storage: localStorageIfAllowed(),
    onLoaded: () => void actions.projectLoaded(),
    onLeaving: () => actions.projectLeaving(),
  });
  const actions = createActions({
    ...stores,
    keptMaps,
    session: () => session,
    scenesCall: scenesWorker.call,
    inferenceCall: inferenceWorker.call,
    fetchBytes,
    saveFile,
    baseUrl: document.baseURI,
    backendPreference: askedBackend(),
  });
  // The last chance before the page may be gone: what begins now is mostly still finished.
  const flush = () => void actions.flushProjectFile();
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });
  const offlineStore = createOfflineStore(document.baseURI, session.settled);
  // The dev server changes its files all the time.
  if (import.meta.env.PROD) void offlineStore.start();
  const parts: ShellParts = {
    ...stores,
    actions,
    session,
    offlineStore,
    cursorStore: createCursorStore(),
    map: { current: null },
  };
  createRoot(root).render(
    <StrictMode>
      <App parts={parts} />
    </StrictMode>,
  );
}

/** `?backend=wasm` or `?backend=webgpu` in the address. */
function askedBackend(): "auto" | "webgpu" | "wasm" {
  const asked = new URLSearchParams(location.search).get("backend");
  return asked === "wasm" || asked === "webgpu" ? asked : "auto";
}

/** Reading the property itself throws where the browser forbids storage. */
function localStorageIfAllowed(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById("root");
if (root !== null) start(root);
