// What the actions are given: stores, workers, and the ways to fetch and to save.
import type { InferenceCalls, SceneCalls } from "../workers/protocol.ts";
import type { Call } from "../workers/workerClient.ts";
import type { Attentions } from "./attentions.ts";
import type { FetchBytes } from "./demo.ts";
import type { DocumentStore } from "./documentStore.ts";
import type { Insights } from "./insight/insightStore.ts";
import type { JobsStore } from "./jobsStore.ts";
import type { ModelsStore } from "./modelsStore.ts";
import type { NetworkInputs } from "./networkInputs.ts";
import type { KeptMaps } from "./project/keptMaps.ts";
import type { ProjectSession } from "./project/projectSession.ts";
import type { ProjectStore } from "./project/projectStore.ts";
import type { RasterRegistry } from "./rasterRegistry.ts";
import type { SaveFile } from "./saveFile.ts";
import type { ScenesStore } from "./scenesStore.ts";
import type { ViewStore } from "./viewStore.ts";

export type ActionsContext = {
  readonly scenesCall: Call<SceneCalls>;
  readonly inferenceCall: Call<InferenceCalls>;
  readonly documentStore: DocumentStore;
  readonly viewStore: ViewStore;
  readonly jobsStore: JobsStore;
  readonly scenesStore: ScenesStore;
  readonly modelsStore: ModelsStore;
  readonly projectStore: ProjectStore;
  /** A function, because the session tells the actions when a project has come. */
  readonly session: () => ProjectSession;
  readonly rasters: RasterRegistry;
  readonly inputs: NetworkInputs;
  readonly attentions: Attentions;
  readonly insights: Insights;
  readonly keptMaps: KeptMaps;
  readonly fetchBytes: FetchBytes;
  readonly saveFile: SaveFile;
  /** Where the page lives; models and the demo lie beside it. */
  readonly baseUrl: string;
  readonly backendPreference: "auto" | "webgpu" | "wasm";
};
