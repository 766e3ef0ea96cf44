// Fronts out of files: read by the worker, shown with questions, and taken into the document by one edit.
import { createStore } from "zustand/vanilla";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { readSidecar } from "../annotation/readSidecar.ts";
import { AppError } from "../base/errors.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { FoundFronts, ImportPlan } from "./importPlan.ts";
import { withIceSide, zonesOf } from "./toldByZones.ts";

type NamedFile = { readonly file: Blob; readonly fileName: string };

export function createImportActions(context: ActionsContext) {
  const { documentStore, jobsStore, rasters, scenesCall, scenesStore, viewStore } = context;
  /** What was read and waits for the user's answers; null when nothing does. */
  const found = createStore<{ readonly found: FoundFronts | null }>()(() => ({ found: null }));

  /** Reads the files; the answers come through `importPlanned`. Nothing of the document changes here. */
  async function readFronts(files: readonly NamedFile[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    const subject = (files.find(({ fileName }) => /\.(?:shp|zip)$/i.test(fileName)) ?? first)
      .fileName;
    await jobsStore.run("import", { subject, firstStage: "read" }, async (job) => {
      if (scenesStore.getState().scenes.length === 0)
        throw new AppError("import-without-scene", subject);
      const request = { files: files.map(({ file, fileName }) => ({ name: fileName, file })) };
      const read = await scenesCall("readVector", request, {
        signal: job.signal,
        onProgress: job.report,
      });
      const sidecar = read.sidecar === null ? null : readSidecar(read.sidecar);
      found.setState({ found: { subject, read, sidecar } });
      return "The file is read.";
    });
  }

  /** Takes in what was planned from the answers; null or an empty plan leaves the document as it is. */
  function importPlanned(planned: ImportPlan | null): void {
    found.setState({ found: null });
    if (planned === null || planned.fronts.length === 0) return;
    const fronts = planned.fronts.map((front) => {
      const open = scenesStore.find(front.sceneId);
      return open === undefined
        ? front
        : withIceSide(front, zonesOf(open.scene, rasters.get(front.sceneId)));
    });
    documentStore.commit("Import fronts", addFronts(fronts));
    viewStore.set({
      notice: `${fronts.length} ${fronts.length === 1 ? "front" : "fronts"} imported.`,
    });
  }

  return {
    readFronts,
    importPlanned,
    foundFronts: found,
    dropFound: () => found.setState({ found: null }),
  };
}
