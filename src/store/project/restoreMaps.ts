// A project that is opened again has its predicted maps, as far as they were kept.
import type { ActionsContext } from "../actionsContext.ts";

type Context = Pick<
  ActionsContext,
  "keptMaps" | "projectStore" | "rasters" | "scenesStore" | "viewStore"
>;

/** The scene in view comes first. */
export async function restoreMaps(context: Context): Promise<void> {
  const { keptMaps, projectStore, rasters, scenesStore, viewStore } = context;
  const { project, recent } = projectStore.getState();
  if (project === null) return;
  const inView = viewStore.getState().sceneId;
  const scenes = scenesStore
    .getState()
    .scenes.toSorted((a, b) => Number(b.scene.id === inView) - Number(a.scene.id === inView));
  for (const { scene, prediction } of scenes) {
    if (prediction === null || rasters.get(scene.id) !== undefined) continue;
    const { weightsSha256, band } = prediction;
    const maps = await keptMaps.find({
      projectId: project.id,
      sceneId: scene.id,
      weightsSha256,
      band,
    });
    // Predicted anew, or closed, while the database was read.
    const isStill = scenesStore.find(scene.id)?.prediction === prediction;
    if (maps !== null && isStill && rasters.get(scene.id) === undefined)
      rasters.put(scene.id, maps);
  }
  await keptMaps.dropOtherThan([project.id, ...recent.map(({ id }) => id)]);
}
