// Calls to the scene worker that outlive it: after a crash the files are opened again behind the same scene ids.
import { AppError } from "../base/errors.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import { placementChoiceOf, type Scene } from "../scene/scene.ts";
import type { Progress, SceneCalls } from "../workers/protocol.ts";
import type { Call, CallOptions } from "../workers/workerClient.ts";

export type NamedFile = { readonly file: Blob; readonly fileName: string };

type Held = NamedFile & {
  workerId: string | null;
  /** As the user wants it, where ground control points place the scene. */
  placement: PlacementChoice | undefined;
};

export type SceneAccess = ReturnType<typeof createSceneAccess>;

export function createSceneAccess(call: Call<SceneCalls>) {
  const held = new Map<string, Held>();

  /** `known`: the scene that this file belongs to, where it is known already: its id and its placement hold. */
  async function open(
    { file, fileName }: NamedFile,
    options: CallOptions<Progress>,
    known?: Pick<Scene, "id" | "placement" | "regridded">,
  ): Promise<Scene> {
    // The page's id must not meet one that a later worker hands out again.
    const id = known?.id ?? crypto.randomUUID();
    const placement = known && placementChoiceOf(known);
    const opened = await call("open", { file, fileName, placement }, options);
    held.set(id, { file, fileName, workerId: opened.id, placement });
    return { ...opened, id };
  }

  /** `paths`: as they lie on the map; they come back as they lie on the picture placed anew. */
  async function place(
    sceneId: string,
    { placement, paths }: Pick<SceneCalls["place"]["request"], "placement" | "paths">,
    signal: AbortSignal,
  ): Promise<SceneCalls["place"]["response"]> {
    const request = { sceneId: await workerIdOf(sceneId), placement, paths };
    const placed = await call("place", request, { signal });
    const entry = held.get(sceneId);
    if (entry !== undefined) entry.placement = placement;
    return { scene: { ...placed.scene, id: sceneId }, paths: placed.paths };
  }

  /** The id by which the living worker knows the scene. */
  async function workerIdOf(sceneId: string): Promise<string> {
    const entry = held.get(sceneId);
    if (entry === undefined) throw new AppError("scene-missing", "Its file is not open.");
    if (entry.workerId === null) {
      const { file, fileName, placement } = entry;
      entry.workerId = (await call("open", { file, fileName, placement })).id;
    }
    return entry.workerId;
  }

  return {
    open,
    place,
    workerIdOf,
    fingerprint: (file: Blob, signal: AbortSignal) => call("fingerprint", { file }, { signal }),
    /** Null for a scene whose file is not at hand. */
    fileOf: (sceneId: string): Blob | null => held.get(sceneId)?.file ?? null,
    openIds: (): readonly string[] => [...held.keys()],
    isOpen: (sceneId: string) => held.has(sceneId),
    close: async (sceneId: string) => {
      const workerId = held.get(sceneId)?.workerId ?? null;
      held.delete(sceneId);
      if (workerId !== null) await call("close", { sceneId: workerId });
    },
    workerStopped: () => {
      for (const entry of held.values()) entry.workerId = null;
    },
  };
}
