// What components may reach: the shell has stores and actions; the workbench also what edits fronts, and the map.
import { createContext, use, useSyncExternalStore } from "react";
import type { SceneMap } from "../map/createMap.ts";
import type { Attentions } from "../store/attentions.ts";
import type { Actions } from "../store/createActions.ts";
import type { FrontCommands } from "../store/createFrontCommands.ts";
import type { SceneCommands } from "../store/createSceneCommands.ts";
import type { CursorStore } from "../store/cursorStore.ts";
import type { DocumentStore } from "../store/documentStore.ts";
import type { Insights } from "../store/insight/insightStore.ts";
import type { JobsStore } from "../store/jobsStore.ts";
import type { ModelsStore } from "../store/modelsStore.ts";
import type { NetworkInputs } from "../store/networkInputs.ts";
import type { OfflineStore } from "../store/offline.ts";
import type { ProjectSession } from "../store/project/projectSession.ts";
import type { ProjectStore } from "../store/project/projectStore.ts";
import type { RasterRegistry } from "../store/rasterRegistry.ts";
import type { ScenesStore } from "../store/scenesStore.ts";
import type { ViewStore } from "../store/viewStore.ts";

export type ShellParts = {
  readonly actions: Actions;
  readonly documentStore: DocumentStore;
  readonly viewStore: ViewStore;
  readonly jobsStore: JobsStore;
  readonly scenesStore: ScenesStore;
  readonly projectStore: ProjectStore;
  readonly session: ProjectSession;
  readonly offlineStore: OfflineStore;
  readonly modelsStore: ModelsStore;
  readonly cursorStore: CursorStore;
  readonly rasters: RasterRegistry;
  readonly inputs: NetworkInputs;
  readonly attentions: Attentions;
  readonly insights: Insights;
  /** Null until the map's code has loaded. */
  readonly map: { current: SceneMap | null };
};

export type AppParts = ShellParts & {
  readonly commands: FrontCommands;
  readonly sceneCommands: SceneCommands;
};

export const ShellContext = createContext<ShellParts | null>(null);
export const AppContext = createContext<AppParts | null>(null);

/** For components that are also there before the first scene. */
export function useShell(): ShellParts {
  const parts = use(ShellContext);
  if (parts === null) throw new Error("A component was used outside of the page.");
  return parts;
}

/** For components of the workbench. */
export function useApp(): AppParts {
  const parts = use(AppContext);
  if (parts === null) throw new Error("A component was used outside of the workbench.");
  return parts;
}

type ReadableStore<State> = {
  readonly getState: () => State;
  readonly subscribe: (listener: () => void) => () => void;
};

/** Part of a store; `select` must return the same value for the same state. */
export function useStore<State, Part>(
  store: ReadableStore<State>,
  select: (state: State) => Part,
): Part {
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}
