// A labelled front from a picture of the scene's size, such as CaFFe's fronts.
import { AppError } from "../../base/errors.ts";
import { composeAffine, invertAffine, type PixelXY, pixelToMap } from "../../geo/coordinates.ts";
import type { Scene } from "../../scene/scene.ts";
import type { ActionsContext } from "../actionsContext.ts";
import type { JobContext } from "../jobsStore.ts";
import type { OpenScene } from "../scenesStore.ts";
import type { MaskTruth } from "./insightStore.ts";

type Context = Pick<ActionsContext, "scenesCall"> & {
  readonly readMask: (mask: Scene, job: JobContext) => Promise<readonly (readonly PixelXY[])[]>;
};

/** Two places count as one within half a pixel. */
const SAME_PLACE_PX = 0.5;

/** Rejects with `mask-elsewhere` for another size or place, `mask-not-a-line`, and as opening a scene does. */
export async function readTruthMask(
  { readMask, scenesCall }: Context,
  { scene }: OpenScene,
  file: File,
  job: JobContext,
): Promise<MaskTruth> {
  const { signal, report } = job;
  const request = { file, fileName: file.name };
  const { scene: mask } = await scenesCall("open", request, { signal, onProgress: report });
  try {
    requireSamePlace(mask, scene);
    const lines = await readMask(mask, job);
    return {
      id: crypto.randomUUID(),
      sceneId: scene.id,
      fileName: file.name,
      lines: lines.map((line) => line.map((at) => pixelToMap(scene.pixelToMap, at))),
    };
  } finally {
    // Closed for good, also where it was cancelled.
    void scenesCall("close", { sceneId: mask.id }).catch(() => undefined);
  }
}

function requireSamePlace(mask: Scene, scene: Scene): void {
  const size = ({ heightPx, widthPx }: Scene) => `${widthPx} x ${heightPx}`;
  if (size(mask) !== size(scene))
    throw new AppError(
      "mask-elsewhere",
      `${mask.fileName} has ${size(mask)} pixels, ${scene.fileName} ${size(scene)}.`,
    );
  // A picture without a place counts as laid on the scene.
  if (mask.crs.kind === "pixel" || scene.crs.kind === "pixel") return;
  if (mask.crs.name !== scene.crs.name)
    throw new AppError(
      "mask-elsewhere",
      `${mask.fileName} is in ${mask.crs.name}, ${scene.fileName} in ${scene.crs.name}.`,
    );
  const mapToPixel = invertAffine(scene.pixelToMap);
  if (mapToPixel === null) return;
  const toScene = composeAffine(mapToPixel, mask.pixelToMap);
  const corners: PixelXY[] = [
    [0, 0],
    [mask.widthPx, 0],
    [0, mask.heightPx],
  ];
  for (const corner of corners) {
    const [x, y] = pixelToMap(toScene, corner);
    if (Math.hypot(x - corner[0], y - corner[1]) > SAME_PLACE_PX)
      throw new AppError(
        "mask-elsewhere",
        `${mask.fileName} lies ${Math.round(Math.hypot(x - corner[0], y - corner[1]))} pixels from ${scene.fileName}.`,
      );
  }
}
