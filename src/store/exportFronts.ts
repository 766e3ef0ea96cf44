// Fronts out of the document into files: the calls that carry a plan out.
import { makeSidecar } from "../annotation/provenanceSidecar.ts";
import { AppError } from "../base/errors.ts";
import type { ExportedFile } from "../workers/protocol.ts";
import type { ActionsContext } from "./actionsContext.ts";
import { type PlanInput, planVector, scenesOf, vectorFormatOf } from "./exportPlan.ts";
import { planRasters } from "./exportRasters.ts";
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
  const { open, choice, saveFile, documentStore, scenesStore, viewStore, rasters } = request;
  const input: PlanInput = {
    document: documentStore.committed(),
    scenes: scenesStore.getState().scenes,
    active: open,
    rasters,
    choice,
    author: viewStore.getState().author,
  };
  const file =
    vectorFormatOf(choice) === null
      ? await exportRasters(request, input)
      : await exportVector(request, input);
  saveFile(file);
  return `${file.fileName} is in the download folder.`;
}

async function exportVector(
  { choice, job, scenesCall, documentStore, open }: Request,
  input: PlanInput,
): Promise<ExportedFile> {
  const plan = planVector(input, vectorFormatOf(choice) ?? "shapefile");
  if (plan.exported.length === 0) throw new AppError("nothing-to-export", open.scene.fileName);
  const { profile, format, targetCrs, files, sidecarName } = plan;
  const byFile = new Map(files.map(({ stem, fronts }) => [stem, fronts]));
  const writtenAt = new Date().toISOString();
  const sidecar = makeSidecar({ profile, targetCrs, writtenAt }, byFile);
  const written = await scenesCall(
    "exportVector",
    {
      files: files.map(({ stem, fronts, rows }) => ({
        stem,
        format,
        targetCrs,
        fields: profile.fields.map(({ name, type }) => ({ name, type })),
        lines: fronts.map(({ front, sceneCrs }, i) => ({
          vertices: front.vertices.map(({ at }) => at),
          crs: sceneCrs,
          attributes: rows[i] ?? {},
        })),
      })),
      sidecar:
        sidecarName === null
          ? null
          : { fileName: sidecarName, text: `${JSON.stringify(sidecar, null, 1)}\n` },
      stem: plan.zipStem,
    },
    { signal: job.signal, onProgress: job.report },
  );
  documentStore.markExported(plan.exported);
  return written;
}

async function exportRasters(
  { choice, job, scenesCall, access }: Request,
  input: PlanInput,
): Promise<ExportedFile> {
  if (choice.product === "shapefile") throw new AppError("option-invalid", choice.product);
  const plan = planRasters(input);
  const [lack] = plan.remarks;
  if (plan.scenes.length === 0) throw new AppError("nothing-to-export", lack?.text ?? "No scene.");
  // Pixels are asked for by the worker's ids, which exist only for images that are at hand.
  const scenes = [];
  const bands: Record<string, number> = {};
  for (const raster of plan.scenes) {
    const open = scenesOf(input).find(({ scene }) => scene.id === raster.scene.id);
    const id = access.isOpen(raster.scene.id)
      ? await access.workerIdOf(raster.scene.id)
      : raster.scene.id;
    scenes.push({ ...raster, scene: { ...raster.scene, id } });
    bands[id] = open?.band ?? 0;
  }
  return scenesCall(
    "exportRasters",
    { product: plan.product, scenes, bands, stem: plan.stem },
    { signal: job.signal, onProgress: job.report },
  );
}
