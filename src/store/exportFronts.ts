// Fronts out of the document into a file: what is written about each, and the call that writes it.
import { type Front, frontPath, frontsOfScene } from "../annotation/document.ts";
import { handShare01 } from "../annotation/handShare.ts";
import { AppError } from "../base/errors.ts";
import { polylineLengthMetres } from "../geo/projection.ts";
import type { Scene } from "../scene/scene.ts";
import type { ExportFront } from "../workers/protocol.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { JobContext } from "./jobsStore.ts";
import type { ExportChoice } from "./rememberedView.ts";
import type { SceneAccess } from "./sceneAccess.ts";
import type { OpenScene } from "./scenesStore.ts";

type Request = ActionsContext & {
  readonly access: SceneAccess;
  readonly open: OpenScene;
  readonly choice: ExportChoice;
  readonly job: JobContext;
};

export async function exportFronts(request: Request): Promise<string> {
  const { access, open, choice, job, scenesCall, saveFile, documentStore } = request;
  const fronts = frontsOfScene(documentStore.committed(), open.scene.id);
  if (fronts.length === 0) throw new AppError("nothing-to-export", open.scene.fileName);
  const { format, targetCrs } = choice;
  const { author } = request.viewStore.getState();
  const file = await scenesCall(
    "export",
    {
      sceneId: await access.workerIdOf(open.scene.id),
      fronts: fronts.map((front) => exportedFront(front, open.scene, author)),
      format,
      targetCrs,
      stem: exportStem(open.scene),
    },
    { signal: job.signal, onProgress: job.report },
  );
  saveFile(file);
  documentStore.markExported(fronts);
  return `${file.fileName} is in the download folder.`;
}

export function exportStem({ fileName }: Scene): string {
  return `${fileName.replace(/\.[^.]*$/, "")}_fronts`;
}

/** Attribute names have at most 10 characters: a shapefile cuts longer ones. */
export function exportedFront(front: Front, scene: Scene, author: string): ExportFront {
  const { origin, corrected, meanProbability01, certaintyMetres } = front;
  const predicted = origin.kind === "predicted" ? origin : null;
  const isAutomatic = predicted !== null && !corrected;
  const vertices = frontPath(front);
  return {
    vertices,
    attributes: {
      Date: scene.acquisition.date,
      Satellite: scene.acquisition.sensor,
      ImageID: scene.fileName.replace(/\.[^.]*$/, ""),
      QualFlag: isAutomatic ? "10" : "00",
      Method: predicted === null ? "manual" : corrected ? "corrected" : "auto",
      Model: predicted?.modelName ?? null,
      ModelHash: predicted?.weightsSha256.slice(0, 16) ?? null,
      Band: predicted === null ? null : predicted.band + 1,
      Prob: rounded(meanProbability01, 3),
      UncM: rounded(certaintyMetres, 0),
      Length_m: rounded(polylineLengthMetres(vertices, scene.crs), 0),
      EditFrac: rounded(handShare01(front), 3),
      Author: author.trim() === "" ? null : author.trim(),
    },
  };
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
