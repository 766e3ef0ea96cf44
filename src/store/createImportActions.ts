// Fronts out of files: read by the worker, shown with questions, and taken into the document by one edit.
import { createStore } from "zustand/vanilla";
import type { Front } from "../annotation/document.ts";
import { AppError } from "../base/errors.ts";
import type { ActionsContext } from "./actionsContext.ts";
import type { FoundFronts, ImportPlan, ReturnChoice } from "./importPlan.ts";
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
      // Loaded when needed, here and below: planning an import brings the projections along.
      const { readSidecar } = await import("../annotation/readSidecar.ts");
      const sidecar = read.sidecar === null ? null : readSidecar(read.sidecar);
      found.setState({ found: { subject, read, sidecar } });
      return "The file is read.";
    });
  }

  /**
   * Takes in what was planned from the answers; null leaves the document as it is. `choices` by the id of a front that
   * came back changed; what the plan suggests where nothing is chosen.
   */
  async function importPlanned(
    planned: ImportPlan | null,
    choices: ReadonlyMap<string, ReturnChoice>,
  ): Promise<void> {
    found.setState({ found: null });
    if (planned === null) return;
    const [{ takeImport }, { importedNotice, importOutcome }] = await Promise.all([
      import("./importPlan.ts"),
      import("./importOutcome.ts"),
    ]);
    const outcome = importOutcome(planned, choices);
    if (outcome.added + outcome.replaced === 0) return;
    const plan = {
      fronts: planned.fronts.map(withIce),
      edited: planned.edited.map((one) => ({ ...one, front: withIce(one.front) })),
    };
    documentStore.commit(
      "Import fronts",
      takeImport(plan, choices, () => crypto.randomUUID()),
    );
    viewStore.set({ notice: importedNotice(outcome) });
  }

  function withIce(front: Front): Front {
    const open = scenesStore.find(front.sceneId);
    return open === undefined
      ? front
      : withIceSide(front, zonesOf(open.scene, rasters.get(front.sceneId)));
  }

  return {
    readFronts,
    importPlanned,
    foundFronts: found,
    dropFound: () => found.setState({ found: null }),
  };
}
