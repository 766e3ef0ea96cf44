// Calls to the scene worker that outlive it: after a crash the files are opened again behind the same scene ids.
import { AppError } from "../base/errors.ts";
import type { Scene } from "../scene/scene.ts";
import type { Progress, SceneCalls } from "../workers/protocol.ts";
import type { Call, CallOptions } from "../workers/workerClient.ts";

type Held = { readonly file: Blob; readonly fileName: string; workerId: string | null };

export type SceneAccess = ReturnType<typeof createSceneAccess>;

export function createSceneAccess(call: Call<SceneCalls>) {
  const held = new Map<string, Held>();

  async function open(
    file: Blob,
    fileName: string,
    options: CallOptions<Progress>,
  ): Promise<Scene> {
    const opened = await call("open", { file, fileName }, options);
    // The page's id must not meet one that a later worker hands out again.
    const id = crypto.randomUUID();
    held.set(id, { file, fileName, workerId: opened.id });
    return { ...opened, id };
  }

  /** The id by which the living worker knows the scene. */
  async function workerIdOf(sceneId: string): Promise<string> {
    const entry = held.get(sceneId);
    if (entry === undefined) throw new AppError("scene-closed", "The scene was closed.");
    if (entry.workerId === null) {
      const { file, fileName } = entry;
      entry.workerId = (await call("open", { file, fileName })).id;
    }
    return entry.workerId;
  }

  return {
    open,
    workerIdOf,
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
