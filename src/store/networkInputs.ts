// What the network is given of the scene in view, once somebody looks at it: read anew for another scene, band or model.
import { createStore } from "zustand/vanilla";
import { placementChoiceOf } from "../scene/scene.ts";
import type { InferenceCalls } from "../workers/protocol.ts";
import type { JobContext, JobsStore } from "./jobsStore.ts";
import type { OpenScene, ScenesStore } from "./scenesStore.ts";
import type { ViewState, ViewStore } from "./viewStore.ts";

type NetworkInput = InferenceCalls["prepareInput"]["response"];

/** Which input is at hand: another key with every other picture. Null while none is. */
type State = { readonly key: string | null };

export type NetworkInputs = ReturnType<typeof createNetworkInputs>;

/** The pixels of one input; no store may hold them. */
export function createNetworkInputs() {
  const store = createStore<State>()(() => ({ key: null }));
  let held: NetworkInput | null = null;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    /** Only where it is of this scene. */
    get: (key: string | null): NetworkInput | null =>
      key !== null && store.getState().key === key ? held : null,
    put: (key: string, input: NetworkInput) => {
      held = input;
      store.setState({ key });
    },
    drop: () => {
      held = null;
      store.setState({ key: null });
    },
  };
}

/** What an input is made of: the scene as it is placed, its band, the area of interest, the model. */
export function networkInputKey({ area, band, scene }: OpenScene, modelId: string): string {
  const placement = placementChoiceOf(scene);
  return JSON.stringify([scene.id, band, modelId, placement, scene.pixelSizeMetres, area]);
}

/** Whether the input is looked at: as a layer, or beside the scene. */
export function isInputWanted({ compared, layers }: ViewState): boolean {
  return layers.input.visible || compared?.what === "input";
}

type Context = {
  readonly viewStore: ViewStore;
  readonly scenesStore: ScenesStore;
  readonly jobsStore: JobsStore;
  readonly inputs: NetworkInputs;
  readonly prepare: (open: OpenScene, modelId: string, job: JobContext) => Promise<NetworkInput>;
};

/** Keeps the input at hand that is looked at, and none when none is. */
export function followNetworkInput(context: Context): void {
  const { viewStore, scenesStore, jobsStore, inputs, prepare } = context;
  let wanted: string | null = null;

  function follow(): void {
    const view = viewStore.getState();
    const open = isInputWanted(view) ? scenesStore.find(view.sceneId) : undefined;
    const isReadable = open !== undefined && open.link === "here";
    const key = isReadable ? networkInputKey(open, view.modelId) : null;
    if (key === wanted) return;
    wanted = key;
    inputs.drop();
    if (open === undefined || key === null) jobsStore.cancel("input");
    else void read(open, key, view.modelId);
  }

  async function read(open: OpenScene, key: string, modelId: string): Promise<void> {
    const options = { subject: open.scene.fileName, firstStage: "read" };
    await jobsStore.run("input", options, async (job) => {
      const input = await prepare(open, modelId, job);
      if (key !== wanted) return "";
      inputs.put(key, input);
      return "This is what the network is given of the scene.";
    });
    // What failed, or was cancelled, is not looked at; looking again tries again.
    if (key === wanted && inputs.getState().key !== key) stopLooking();
  }

  function stopLooking(): void {
    viewStore.setLayer("input", { visible: false });
    if (viewStore.getState().compared?.what === "input") viewStore.set({ compared: null });
  }

  viewStore.subscribe(follow);
  scenesStore.subscribe(follow);
}
