// Files into the app, from the disk or the demo: scenes are opened, models and training runs are added.
import { AppError } from "../base/errors.ts";
import { addressOf, checkAddress } from "../scene/address.ts";
import type { ActionsContext } from "./actionsContext.ts";
import { DEMO_FILE_NAME, fetchDemo } from "./demo.ts";
import { type Dropped, type DroppedModel, type DroppedRun, sortDropped } from "./droppedFiles.ts";
import { takeProducts } from "./droppedProducts.ts";
import { FailedItems, type Failure, failureOf, type JobContext } from "./jobsStore.ts";
import type { ModelAccess } from "./modelAccess.ts";
import { createRelinking } from "./project/relinkScenes.ts";
import type { SceneAccess } from "./sceneAccess.ts";
import type { NamedFile } from "./scenesStore.ts";
import type { TrainingRuns } from "./trainingRuns.ts";

type NamedBlob = NamedFile & { readonly file: Blob };

type Context = ActionsContext & {
  readonly access: SceneAccess;
  readonly models: ModelAccess;
  readonly trainingRuns: TrainingRuns;
  readonly openProjectFile: (file: NamedBlob) => Promise<void>;
  readonly readFronts: (files: readonly NamedBlob[]) => Promise<void>;
};

/** Of more, only the first is opened; the others are listed, and opened when they are looked at or predicted on. */
const MOST_AT_ONCE = 12;

export function createFileActions(context: Context) {
  const { viewStore, jobsStore, scenesStore, projectStore, session, access, models, trainingRuns } =
    context;
  const relinking = createRelinking(context);
  let opening: Promise<void> = Promise.resolve();
  let adding: Promise<void> = Promise.resolve();

  /** A file that the project knows by its content is not opened twice, whatever it is called. */
  async function openOne({ file, fileName, handle }: NamedFile, job: JobContext): Promise<Opened> {
    const { signal } = job;
    // Working it out beside opening is quicker, where no scene of the project can be of this file.
    const mayBeKnown = !(file instanceof Blob) || scenesStore.hasSize(file.size);
    const fingerprint = mayBeKnown ? await access.fingerprint(file, signal) : undefined;
    const known = fingerprint === undefined ? undefined : scenesStore.ofFingerprint(fingerprint);
    let id = known?.scene.id;
    if (known !== undefined && known.link === "missing") await relinking.link(known, file, job);
    else if (id === undefined) {
      const options = { signal, onProgress: job.report };
      const opened = await access.open({ file, fileName, fingerprint }, options);
      scenesStore.add(opened.scene, opened.fingerprint, addressOf(file));
      id = opened.scene.id;
    }
    const sceneId = id ?? "";
    if (handle !== undefined) session().keepHandle(sceneId, handle);
    // Something to predict on: now it matters by which models.
    void models.list();
    const twin =
      known?.link === "here" ? `${fileName} is open already, as ${known.scene.fileName}.` : null;
    return { sceneId, twin };
  }

  /** The scene of a file that waited; null where it could not be opened, which is told as a failure of opening. */
  async function openWaiting(id: string): Promise<string | null> {
    const named = scenesStore.takeWaiting(id);
    if (named === undefined) return null;
    let opened: Opened | null = null;
    const options = { subject: named.fileName, firstStage: "open" };
    await afterOthers(options, async (job) => {
      await requireWriting();
      opened = await openOne(named, job);
      return opened.twin ?? "The scene is open.";
    });
    return (opened as Opened | null)?.sceneId ?? null;
  }

  async function showWaiting(id: string): Promise<void> {
    const sceneId = await openWaiting(id);
    if (sceneId !== null) viewStore.showScene(sceneId);
  }

  async function requireWriting(): Promise<void> {
    await session().ready;
    if (projectStore.getState().save.kind === "read-only")
      throw new AppError("project-read-only", "Another tab has the project.");
  }

  /** Batches wait for each other, and a bad file does not stop the others. `failed` is told at the end as well. */
  function openFiles(files: readonly NamedFile[], failed: readonly Failure[] = []): Promise<void> {
    const [first] = files;
    if (first === undefined && failed.length === 0) return opening;
    const subject =
      files.length === 1 && first !== undefined ? first.fileName : `${files.length} files`;
    const firstStage = files.length > 1 ? "files" : "open";
    return afterOthers({ subject, firstStage }, (job) => openBatch(files, failed, job));
  }

  /** What opens scenes waits for what opens others: a second job of the name would cancel the first. */
  function afterOthers(
    options: { readonly subject: string; readonly firstStage: string },
    work: (job: JobContext) => Promise<string>,
  ): Promise<void> {
    opening = opening.then(() => jobsStore.run("open", options, work));
    return opening;
  }

  async function openBatch(
    files: readonly NamedFile[],
    failed: readonly Failure[],
    job: JobContext,
  ): Promise<string> {
    await requireWriting();
    const tally: Tally = { failures: [...failed], twins: [] };
    const total = files.length;
    const areMany = total > MOST_AT_ONCE;
    let isFirst = true;
    for (const [done, named] of files.entries()) {
      const sceneId = await openTallied(named, counted(job, done, total), tally);
      if (sceneId === null) continue;
      // The others are opened behind the first, which is looked at meanwhile.
      if (isFirst) viewStore.showScene(sceneId);
      isFirst = false;
      if (!areMany) continue;
      scenesStore.wait(files.slice(done + 1));
      break;
    }
    if (tally.failures.length > 0) throw new FailedItems(tally.failures);
    return openedSentence(total, areMany, tally.twins);
  }

  /** Null where it failed, which the tally keeps. */
  async function openTallied(
    named: NamedFile,
    job: JobContext,
    { failures, twins }: Tally,
  ): Promise<string | null> {
    try {
      const { sceneId, twin } = await openOne(named, job);
      if (twin !== null) twins.push(twin);
      return sceneId;
    } catch (error) {
      job.signal.throwIfAborted();
      failures.push(failureOf(named.fileName, error));
      return null;
    }
  }

  const addModels = (dropped: readonly DroppedModel[]): Promise<void> => addFolders(dropped, []);

  /** As `openFiles`: one after the other, and the sound ones are added whatever is wrong with the others. */
  function addFolders(
    dropped: readonly DroppedModel[],
    runs: readonly DroppedRun[],
  ): Promise<void> {
    if (dropped.length + runs.length === 0) return adding;
    const subject = [...dropped, ...runs].map(nameOf).join(", ");
    const options = { subject, firstStage: dropped.length > 0 ? "check" : "run" };
    adding = adding.then(() =>
      jobsStore.run("model", options, async (job) => {
        const failures: Failure[] = [];
        const titles: string[] = [];
        await eachSound(dropped, job, failures, async (model) => {
          titles.push((await models.add(model, job)).title);
        });
        const sentences =
          titles.length > 0 ? [`${titles.join(", ")}: added, to be chosen beside Predict.`] : [];
        await eachSound(runs, job, failures, async (run) => {
          const opened = await trainingRuns.open(run, job);
          failures.push(...opened.failures);
          if (opened.sentence !== null) sentences.push(opened.sentence);
        });
        const summary = sentences.join(" ");
        if (failures.length === 0) return summary;
        // What there is besides the failures is said as well.
        if (runs.length > 0 && summary !== "") viewStore.set({ notice: summary });
        throw new FailedItems(failures);
      }),
    );
    return adding;
  }

  /** Opens the scenes, adds the models and training runs among what was dropped, and says which folders hold none. */
  async function openDropped(dropping: Promise<Dropped>): Promise<void> {
    const dropped = await dropping.catch((error: unknown) => failureOf("The dropped files", error));
    if ("code" in dropped) return openFiles([], [dropped]);
    const { products, rest } = await takeProducts(dropped);
    const sorted = sortDropped(rest);
    const { projects, models: found, runs, vectors, uselessFolders } = sorted;
    const scenes = [...products, ...sorted.scenes];
    const [project, ...otherProjects] = projects;
    const useless = [
      ...uselessFolders.map((folder) =>
        failureOf(folder, new AppError("folder-without-use", folder)),
      ),
      ...otherProjects.map(({ fileName }) =>
        failureOf(fileName, new AppError("project-one-at-a-time", fileName)),
      ),
    ];
    // Before the scenes: they belong to the project that they came with.
    if (project !== undefined) await context.openProjectFile(project);
    await Promise.all([openFiles(scenes, useless), addFolders(found, runs)]);
    // After the scenes: fronts that came with them find theirs.
    await context.readFronts(vectors);
  }

  const openDemo = () =>
    afterOthers({ subject: DEMO_FILE_NAME, firstStage: "download" }, async (job) => {
      await requireWriting();
      const { file, trueFronts } = await fetchDemo(context, job);
      const { sceneId } = await openOne({ file, fileName: DEMO_FILE_NAME }, job);
      viewStore.showScene(sceneId);
      scenesStore.change(sceneId, { trueFronts });
      return "The demo fjord is open.";
    });

  /** The image that belongs to a scene of the project, wherever it lies now; another one is refused. */
  const findImage = (sceneId: string, { file, fileName, handle }: NamedFile) =>
    jobsStore.run("relink", { subject: fileName, firstStage: "open" }, async (job) => {
      await requireWriting();
      const open = scenesStore.find(sceneId);
      if (open === undefined) return "";
      await relinking.link(open, file, job);
      if (handle !== undefined) session().keepHandle(sceneId, handle);
      return "The image is at hand again.";
    });

  /** Images of a project that was opened again; see `project/relinkScenes.ts`. */
  async function relink(mayAsk: boolean): Promise<void> {
    if (scenesStore.getState().scenes.length > 0) void models.list();
    await relinking.relink(mayAsk);
  }

  /** The image of a scene that came from an address, fetched from there again. */
  async function openAddressAgain(sceneId: string): Promise<void> {
    const open = scenesStore.find(sceneId);
    if (open?.address === undefined) return;
    const address = checkAddress(open.address, new URL(context.baseUrl).protocol);
    await findImage(sceneId, { file: { address }, fileName: open.scene.fileName });
  }

  return {
    openFiles,
    openDropped,
    openWaiting,
    showWaiting,
    addModels,
    openDemo,
    findImage,
    openAddressAgain,
    relink,
  };
}

/** What goes wrong with one is told as a failure, and the next one is tried. */
async function eachSound(
  folders: readonly DroppedModel[],
  { signal }: JobContext,
  failures: Failure[],
  work: (folder: DroppedModel) => Promise<void>,
): Promise<void> {
  for (const folder of folders)
    try {
      await work(folder);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(failureOf(nameOf(folder), error));
    }
}

type Tally = { readonly failures: Failure[]; readonly twins: string[] };

type Opened = {
  readonly sceneId: string;
  /** Said where the file was open already. */
  readonly twin: string | null;
};

function openedSentence(total: number, areMany: boolean, twins: readonly string[]): string {
  if (twins.length === 1) return twins[0] ?? "";
  const again = twins.length > 0 ? ` ${twins.length} of them were open already.` : "";
  if (areMany)
    return `${total} files are listed; each is opened when it is looked at or predicted on.`;
  return total === 1 ? "The scene is open." : `${total} scenes are open.${again}`;
}

/** Of many files it matters how many are read, not how far each one is. */
function counted(job: JobContext, done: number, total: number): JobContext {
  if (total === 1) return job;
  const { report, signal } = job;
  report({ stage: "files", done, total });
  return { signal, report: () => undefined };
}

function nameOf({ folder, files }: DroppedModel): string {
  return folder ?? [...files.keys()].join(", ");
}
