// A project that was opened again finds its images: the demo by itself, others through the browser's file handles.
import { AppError } from "../../base/errors.ts";
import type { SceneFile } from "../../scene/address.ts";
import type { Scene } from "../../scene/scene.ts";
import type { ActionsContext } from "../actionsContext.ts";
import { fetchDemo, isDemo } from "../demo.ts";
import { FailedItems, type Failure, failureOf, type JobContext } from "../jobsStore.ts";
import type { SceneAccess } from "../sceneAccess.ts";
import type { OpenScene } from "../scenesStore.ts";
import type { FileHandle } from "./projectDatabase.ts";

type Context = ActionsContext & { readonly access: SceneAccess };

/** Not in the DOM types yet. */
type AskableHandle = FileHandle & {
  readonly queryPermission?: (mode: { mode: "read" }) => Promise<PermissionState>;
  readonly requestPermission?: (mode: { mode: "read" }) => Promise<PermissionState>;
};

type Findable = { readonly open: OpenScene; readonly find: (job: JobContext) => Promise<Blob> };

export function createRelinking(context: Context) {
  const { access, jobsStore, projectStore, rasters, scenesStore, session } = context;

  /** Opens the file behind the scene that it belongs to; `file-changed` where its content is another, `scene-placed-otherwise` where it lies elsewhere on the map. */
  async function link(open: OpenScene, file: SceneFile, job: JobContext): Promise<void> {
    // A copy on the disk of what came from an address is told by the same parts.
    if ((await access.fingerprint(file, job.signal, open.fingerprint)) !== open.fingerprint)
      throw new AppError("file-changed", `${open.scene.fileName} has another content now.`);
    const { id, fileName } = open.scene;
    const options = { signal: job.signal, onProgress: job.report };
    const { fingerprint } = open;
    const { scene } = await access.open({ file, fileName, fingerprint }, options, open.scene);
    if (!isSamePlace(scene, open.scene)) {
      await access.close(id);
      throw new AppError("scene-placed-otherwise", `${fileName} lies elsewhere now.`);
    }
    scenesStore.change(id, { link: "here" });
  }

  async function findable(mayAsk: boolean): Promise<{ found: Findable[]; toAsk: number }> {
    const found: Findable[] = [];
    let toAsk = 0;
    for (const open of scenesStore.getState().scenes) {
      if (open.link === "here") continue;
      const handle: AskableHandle | undefined = session().handles().get(open.scene.id);
      if (isDemo(open.scene))
        found.push({ open, find: async (job) => (await fetchDemo(context, job)).file });
      else if (handle === undefined) continue;
      else if ((await permission(handle, mayAsk)) === "granted")
        found.push({ open, find: () => handle.getFile() });
      else toAsk++;
    }
    return { found, toAsk };
  }

  /** `mayAsk`: a click allows the browser to ask its user for the files. */
  async function relink(mayAsk: boolean): Promise<void> {
    closeForeign();
    const { found, toAsk } = await findable(mayAsk);
    projectStore.set({ askableFiles: toAsk });
    const [first] = found;
    if (first === undefined) return;
    const subject = found.length === 1 ? first.open.scene.fileName : `${found.length} scenes`;
    await jobsStore.run("relink", { subject, firstStage: "open" }, async (job) => {
      const failures: Failure[] = [];
      for (const { open, find } of found) {
        try {
          await link(open, await find(job), job);
        } catch (error) {
          job.signal.throwIfAborted();
          failures.push(failureOf(open.scene.fileName, error));
        }
      }
      if (failures.length > 0) throw new FailedItems(failures);
      return found.length === 1
        ? "The scene is open again."
        : `${found.length} scenes are open again.`;
    });
  }

  /** What belongs to the project before this one. */
  function closeForeign(): void {
    for (const id of access.openIds()) {
      if (scenesStore.find(id) !== undefined) continue;
      rasters.drop(id);
      void access.close(id).catch(() => undefined);
    }
  }

  return { link, relink };
}

async function permission(handle: AskableHandle, mayAsk: boolean): Promise<PermissionState> {
  const known = (await handle.queryPermission?.({ mode: "read" })) ?? "granted";
  if (known !== "prompt" || !mayAsk) return known;
  return (await handle.requestPermission?.({ mode: "read" }).catch(() => known)) ?? known;
}

/** Fronts are in the coordinates that their scene had: another version may read the same file otherwise. */
function isSamePlace(one: Scene, other: Scene): boolean {
  return (
    one.crs.code === other.crs.code &&
    one.crs.kind === other.crs.kind &&
    one.pixelToMap.every((term, i) => {
      const wanted = other.pixelToMap[i] ?? Number.NaN;
      return Math.abs(term - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
    })
  );
}
