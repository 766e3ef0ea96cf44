// Entry of the scene worker.
import { displayTile } from "../inference/preprocess/displayTile.ts";
import { gdalInBrowser } from "../scene/gdalInBrowser.ts";
import { opfsPyramids } from "../scene/opfsPyramids.ts";
import type { SceneCalls } from "./protocol.ts";
import { createSceneHandlers } from "./sceneHandlers.ts";
import { serve } from "./serve.ts";

serve<SceneCalls>(
  self as unknown as DedicatedWorkerGlobalScope,
  createSceneHandlers(gdalInBrowser, displayTile, opfsPyramids()),
);
