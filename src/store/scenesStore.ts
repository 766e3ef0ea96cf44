// The open scenes, what was predicted on them, and the backend in use. No pixels: those are in the raster registry.
import { createStore } from "zustand/vanilla";
import type { Bounds, MapXY } from "../geo/coordinates.ts";
import type { SceneFile } from "../scene/address.ts";
import type { Scene } from "../scene/scene.ts";
import type { BackendInfo } from "../workers/protocol.ts";

/** A file to open as a scene. `handle`: finds it again when the project is opened another day. */
export type NamedFile = {
  readonly file: SceneFile;
  readonly fileName: string;
  readonly handle?: FileSystemFileHandle | undefined;
};

/** A prediction without its maps. */
export type PredictionFacts = {
  /** Which of the models on offer; `modelName` is what its card calls it. */
  readonly modelId: string;
  readonly modelName: string;
  readonly weightsSha256: string;
  readonly backend: BackendInfo["backend"];
  /** Side of a network pixel on the ground; null without CRS. */
  readonly networkPixelMetres: number | null;
  readonly threshold01: number;
  readonly seconds: number;
  /** The band that the network read, from 0. */
  readonly band: number;
  readonly frontCount: number;
  /** Half the width of the predicted band, averaged by length; null without CRS or without a front. */
  readonly certaintyMetres: number | null;
  /** Of how many runs it is the mean; absent for one. */
  readonly runs?: number | undefined;
};

export type OpenScene = {
  /** Its statistics are those of `band`. */
  readonly scene: Scene;
  /** The band that is shown and predicted on, from 0. */
  readonly band: number;
  readonly prediction: PredictionFacts | null;
  /** The part of the scene to predict on, in its map coordinates; the whole of it where there is none. */
  readonly area?: Bounds | null | undefined;
  /** Known fronts of a simulated scene, in its map coordinates; empty for every other. */
  readonly trueFronts: readonly (readonly MapXY[])[];
  /** Tells the file again by its content (`scene/fileFingerprint.ts`). */
  readonly fingerprint: string;
  /** Where its file was fetched, for a scene that came from an address. */
  readonly address?: string | undefined;
  /** "missing": the fronts are here, but the image's file is not: its pixels cannot be read. */
  readonly link: "here" | "missing";
};

/** A file among many that is not opened before somebody looks at it or its turn in the queue comes. */
export type WaitingFile = NamedFile & { readonly id: string };

export type ScenesState = {
  readonly scenes: readonly OpenScene[];
  readonly waiting: readonly WaitingFile[];
  /** Null until the first prediction chose one. */
  readonly backend: BackendInfo | null;
  /** What a network took for a window the last time, by model id. */
  readonly secondsPerWindow: Readonly<Record<string, number>>;
};

export type ScenesStore = ReturnType<typeof createScenesStore>;

export function createScenesStore() {
  const store = createStore<ScenesState>()(() => ({
    scenes: [],
    waiting: [],
    backend: null,
    secondsPerWindow: {},
  }));
  const scenes = () => store.getState().scenes;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    add: (scene: Scene, fingerprint: string, address: string | null = null) =>
      store.setState({
        scenes: [
          ...scenes(),
          {
            scene,
            band: 0,
            prediction: null,
            trueFronts: [],
            fingerprint,
            ...(address !== null && { address }),
            link: "here",
          },
        ],
      }),
    wait: (files: readonly NamedFile[]) =>
      store.setState({
        waiting: [
          ...store.getState().waiting,
          ...files.map((file) => ({ ...file, id: crypto.randomUUID() })),
        ],
      }),
    /** The file that waits under this id, which waits no more. */
    takeWaiting: (id: string): WaitingFile | undefined => {
      const { waiting } = store.getState();
      const taken = waiting.find((one) => one.id === id);
      if (taken !== undefined) store.setState({ waiting: waiting.filter((one) => one !== taken) });
      return taken;
    },
    stopWaiting: () => store.setState({ waiting: [] }),
    /** The scenes of another project. */
    load: (loaded: readonly OpenScene[]) => store.setState({ scenes: loaded }),
    /** Whether the file of a scene has so many bytes. */
    hasSize: (sizeBytes: number) => scenes().some(({ scene }) => scene.sizeBytes === sizeBytes),
    ofFingerprint: (fingerprint: string) =>
      scenes().find((open) => open.fingerprint === fingerprint),
    remove: (sceneId: string) =>
      store.setState({ scenes: scenes().filter(({ scene }) => scene.id !== sceneId) }),
    change: (sceneId: string, change: Partial<OpenScene>) =>
      store.setState({
        scenes: scenes().map((open) => (open.scene.id === sceneId ? { ...open, ...change } : open)),
      }),
    setBackend: (backend: BackendInfo | null) => store.setState({ backend }),
    setSecondsPerWindow: (modelId: string, seconds: number) => {
      const { secondsPerWindow } = store.getState();
      store.setState({ secondsPerWindow: { ...secondsPerWindow, [modelId]: seconds } });
    },
    find: (sceneId: string | null) => openScene(store.getState(), sceneId),
  };
}

export function openScene({ scenes }: ScenesState, sceneId: string | null): OpenScene | undefined {
  return scenes.find(({ scene }) => scene.id === sceneId);
}
