// Calls to the scene worker that outlive it: after a crash the files are opened again behind the same scene ids. Of many
// scenes only those used last are open in the worker; the others are opened again when they are needed.
import { AppError } from "../base/errors.ts";
import type { PlacementChoice } from "../geo/groundControl.ts";
import type { SceneFile } from "../scene/address.ts";
import { placementChoiceOf, type Scene } from "../scene/scene.ts";
import type { Progress, SceneCalls } from "../workers/protocol.ts";
import type { Call, CallOptions } from "../workers/workerClient.ts";

type NamedFile = { readonly file: SceneFile; readonly fileName: string };

type Fingerprinted = NamedFile & { readonly fingerprint?: string | undefined };

type Held = Fingerprinted & {
  workerId: string | null;
  /** Tiles of one scene come many at a time. */
  opening: Promise<string> | null;
  /** As the user wants it, where ground control points place the scene. */
  placement: PlacementChoice | undefined;
  /** Reading it held the worker up, so that it is not tried again. */
  isGivenUp: boolean;
};

export type SceneAccess = ReturnType<typeof createSceneAccess>;

const MOST_OPEN = 12;
/** Nothing that a sound file needs while it is opened lasts so long without a sign of life. */
const OPEN_SILENCE_MS = 30_000;

export function createSceneAccess(call: Call<SceneCalls>) {
  /** In the order of their last use. */
  const held = new Map<string, Held>();

  /** `fingerprint`: where it is known. `known`: the scene that this file belongs to, where it is known already: its id and its placement hold. */
  async function open(
    { file, fileName, fingerprint }: Fingerprinted,
    options: CallOptions<Progress>,
    known?: Pick<Scene, "id" | "placement" | "regridded">,
  ): Promise<SceneCalls["open"]["response"]> {
    // The page's id must not meet one that a later worker hands out again.
    const id = known?.id ?? crypto.randomUUID();
    const placement = known && placementChoiceOf(known);
    const request = { file, fileName, fingerprint, placement };
    const opened = await call("open", request, { timeoutMs: OPEN_SILENCE_MS, ...options });
    const scene = { ...opened.scene, id };
    held.set(id, {
      file,
      fileName,
      fingerprint: opened.fingerprint,
      workerId: opened.scene.id,
      opening: null,
      placement,
      isGivenUp: false,
    });
    closeOldest();
    return { ...opened, scene };
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
    if (entry.isGivenUp)
      throw new AppError("worker-timeout", "Reading the file held everything up; it was given up.");
    held.delete(sceneId);
    held.set(sceneId, entry);
    if (entry.workerId !== null) return entry.workerId;
    entry.opening ??= openAgain(entry).finally(() => {
      entry.opening = null;
    });
    return entry.opening;
  }

  async function openAgain(entry: Held): Promise<string> {
    const { file, fileName, fingerprint, placement } = entry;
    const request = { file, fileName, fingerprint, placement };
    const { scene } = await call("open", request, { timeoutMs: OPEN_SILENCE_MS });
    entry.workerId = scene.id;
    closeOldest();
    return scene.id;
  }

  function closeOldest(): void {
    const latestFirst = [...held.values()].filter(({ workerId }) => workerId !== null).reverse();
    for (const entry of latestFirst.slice(MOST_OPEN)) {
      const { workerId } = entry;
      entry.workerId = null;
      // The worker may be gone, and with it the scene.
      if (workerId !== null) void call("close", { sceneId: workerId }).catch(() => undefined);
    }
  }

  return {
    open,
    place,
    workerIdOf,
    /** `like`: one to compare with, which says how it is made. */
    fingerprint: (file: SceneFile, signal: AbortSignal, like?: string) =>
      call("fingerprint", { file, like }, { signal }),
    /** Null for a scene whose file is not at hand. */
    fileOf: (sceneId: string): SceneFile | null => held.get(sceneId)?.file ?? null,
    openIds: (): readonly string[] => [...held.keys()],
    isOpen: (sceneId: string) => held.has(sceneId),
    /** After its file held the worker up, so that it does not do so again and again. */
    giveUp: (sceneId: string) => {
      const entry = held.get(sceneId);
      if (entry !== undefined) entry.isGivenUp = true;
    },
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
