// Entry of the scene worker.
import { gdalInBrowser } from "../scene/gdalInBrowser.ts";
import { opfsPyramids } from "../scene/opfsPyramids.ts";
import type { SceneCalls } from "./protocol.ts";
import { createSceneHandlers } from "./sceneHandlers.ts";
import { serve } from "./serve.ts";

serve<SceneCalls>(
  self as unknown as DedicatedWorkerGlobalScope,
  createSceneHandlers(gdalInBrowser, opfsPyramids()),
);
