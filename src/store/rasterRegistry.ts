// The predicted maps of the open scenes: large arrays that no store may hold.
import type { InferenceCalls } from "../workers/protocol.ts";

/** What the inference worker answers. */
export type Prediction = InferenceCalls["predict"]["response"];

export type PredictedMaps = Pick<Prediction, "grid" | "maps" | "valid" | "zones">;

export type RasterRegistry = ReturnType<typeof createRasterRegistry>;

export function createRasterRegistry() {
  const byScene = new Map<string, PredictedMaps>();
  return {
    put: (sceneId: string, { grid, maps, valid, zones }: Prediction) => {
      byScene.set(sceneId, { grid, maps, valid, zones });
    },
    get: (sceneId: string | null) => (sceneId === null ? undefined : byScene.get(sceneId)),
    drop: (sceneId: string) => {
      byScene.delete(sceneId);
    },
  };
}
