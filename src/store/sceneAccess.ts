// Calls to the scene worker that outlive it: after a crash the files are opened again behind the same scene ids.
import { AppError } from "../base/errors.ts";
import type { Scene } from "../scene/scene.ts";
import type { Progress, SceneCalls } from "../workers/protocol.ts";
import type { Call, CallOptions } from "../workers/workerClient.ts";

export type NamedFile = { readonly file: Blob; readonly fileName: string };

type Held = NamedFile & { workerId: string | null };

export type SceneAccess = ReturnType<typeof createSceneAccess>;

export function createSceneAccess(call: Call<SceneCalls>) {
  const held = new Map<string, Held>();

  /** `id`: of the scene that this file belongs to, where it is known already. */
  async function open(
    { file, fileName }: NamedFile,
    options: CallOptions<Progress>,
    // The page's id must not meet one that a later worker hands out again.
    id: string = crypto.randomUUID(),
  ): Promise<Scene> {
    const opened = await call("open", { file, fileName }, options);
    held.set(id, { file, fileName, workerId: opened.id });
    return { ...opened, id };
  }

  /** The id by which the living worker knows the scene. */
  async function workerIdOf(sceneId: string): Promise<string> {
    const entry = held.get(sceneId);
    if (entry === undefined) throw new AppError("scene-missing", "Its file is not open.");
    if (entry.workerId === null) {
      const { file, fileName } = entry;
      entry.workerId = (await call("open", { file, fileName })).id;
    }
    return entry.workerId;
  }

  return {
    open,
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
