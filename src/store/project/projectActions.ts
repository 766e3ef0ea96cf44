// The project and its file: save, keep saving, open, merge. What is read waits here until it is decided what to do with it.
import { mergeFronts, planMerge } from "../../annotation/mergeDocuments.ts";
import { toAppError } from "../../base/errors.ts";
import type { ActionsContext } from "../actionsContext.ts";
import type { SceneAccess } from "../sceneAccess.ts";
import type { OpenScene } from "../scenesStore.ts";
import { createFileAutosave } from "./fileAutosave.ts";
import type { IncomingChoice, IncomingProject } from "./incomingProject.ts";
import type { FileHandle, ProjectFacts } from "./projectDatabase.ts";
import {
  PROJECT_EXTENSION,
  type ProjectContent,
  type ReadProject,
  readProjectFile,
  writeProjectFile,
} from "./projectFile.ts";

type NamedBlob = { readonly file: Blob; readonly fileName: string };

type Context = ActionsContext & {
  readonly access: SceneAccess;
  readonly openFiles: (files: readonly NamedBlob[]) => Promise<void>;
};

export function createProjectActions(context: Context) {
  const { access, documentStore, jobsStore, projectStore, saveFile, scenesStore, session } =
    context;
  const autosave = createFileAutosave({
    ...context,
    write: async () => new Blob([await writeProjectFile(content())]),
  });
  let incoming: ReadProject | null = null;

  function content(): ProjectContent {
    const { project } = projectStore.getState();
    return {
      name: project?.name ?? "Project",
      createdAt: project?.createdAt ?? new Date().toISOString(),
      scenes: scenesStore.getState().scenes.map(({ link: _, ...stored }) => stored),
      history: documentStore.getState().history,
    };
  }

  const fileName = () =>
    `${plainName(projectStore.getState().project?.name ?? "")}${PROJECT_EXTENSION}`;

  /** Into the download folder. */
  const download = (withImages: boolean) =>
    jobsStore.run("export", { subject: fileName(), firstStage: "export" }, async () => {
      const images = new Map<string, Blob>();
      for (const { scene } of scenesStore.getState().scenes) {
        const file = withImages ? access.fileOf(scene.id) : null;
        if (file instanceof Blob) images.set(scene.id, file);
      }
      saveFile({ fileName: fileName(), bytes: await writeProjectFile(content(), images) });
      documentStore.markExported(documentStore.committed().fronts);
      return `${fileName()} is in the download folder.`;
    });

  /** What the browser holds of a project that cannot be opened, as it is, into the download folder. */
  const downloadStored = ({ id, name }: ProjectFacts) =>
    jobsStore.run("export", { subject: name, firstStage: "export" }, async () => {
      const stored = { format: "icefront-stored", ...(await session().stored(id)) };
      const to = `${plainName(name)}.stored.json`;
      saveFile({ fileName: to, bytes: new TextEncoder().encode(JSON.stringify(stored, null, 1)) });
      return `${to} is in the download folder.`;
    });

  const isEmpty = () =>
    scenesStore.getState().scenes.length === 0 && documentStore.committed().fronts.length === 0;

  /** Here, or missing, with the id it has or gets in the project that is open. */
  function sceneIdOf(theirs: ReadProject, theirId: string): string {
    const scene = theirs.scenes.find((stored) => stored.scene.id === theirId);
    return (scene && scenesStore.ofFingerprint(scene.fingerprint)?.scene.id) ?? theirId;
  }

  /** Opened at once where nothing is open; else it is asked what to do with it. */
  const openProjectFile = ({ file, fileName: name }: NamedBlob) =>
    jobsStore.run("project", { subject: name, firstStage: "read" }, async () => {
      await session().ready;
      const read = await readProjectFile(file);
      incoming = read;
      if (isEmpty()) {
        await decide({ kind: "open" });
        return "The project is open.";
      }
      projectStore.set({ incoming: described(read, name) });
      return "";
    });

  function described(read: ReadProject, name: string): IncomingProject {
    const theirs = read.history.present.document;
    return {
      fileName: name,
      name: read.name,
      frontCount: theirs.fronts.length,
      sceneCount: read.scenes.length,
      plan: planWith(read),
    };
  }

  const planWith = (read: ReadProject) =>
    planMerge(documentStore.getState().history, read.history, (id) => sceneIdOf(read, id));

  async function decide(choice: IncomingChoice): Promise<void> {
    const read = incoming;
    incoming = null;
    projectStore.set({ incoming: null });
    if (read === null || choice.kind === "leave") return;
    if (choice.kind === "open") {
      const { name, createdAt, scenes, history } = read;
      const now = new Date().toISOString();
      const facts = { id: "", name, createdAt, changedAt: now };
      await session().create({ facts, scenes, history });
    } else if (!merge(read, choice)) return;
    const images = [...read.images.values()].map((file) => ({ file, fileName: file.name }));
    if (images.length > 0) void context.openFiles(images);
  }

  /** False where nothing may be changed. */
  function merge(read: ReadProject, choice: Extract<IncomingChoice, { kind: "merge" }>): boolean {
    if (!documentStore.mayChange()) return false;
    const { scenes } = scenesStore.getState();
    // Planned anew: something may have changed while the question was open.
    const plan = planWith(read);
    const added: OpenScene[] = read.scenes
      .filter(({ scene }) => scenesStore.find(sceneIdOf(read, scene.id)) === undefined)
      .map((stored) => ({ ...stored, link: "missing" }));
    scenesStore.load([...scenes, ...added]);
    const newId = () => crypto.randomUUID();
    documentStore.commit(`Merge ${read.name}`, mergeFronts(plan, { ...choice, newId }));
    return true;
  }

  /** What another program wrote into the project's file: opened by itself or merged, as its user decides. */
  async function openBeside(): Promise<void> {
    const theirs = await autosave.readTheirs();
    if (theirs !== null) await openProjectFile({ file: theirs, fileName: theirs.name });
  }

  /** A file that is chosen now is written after every change from now on. */
  async function saveToFile(pick: () => Promise<FileHandle>): Promise<void> {
    try {
      await autosave.begin(await pick());
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      projectStore.set({
        file: { name: fileName(), savedAt: null, failure: toAppError(error).code },
      });
    }
  }

  return {
    downloadProject: download,
    downloadStored,
    openProjectFile,
    decideIncoming: decide,
    saveProjectToFile: saveToFile,
    /** A click lets the browser ask whether the file may be written again. */
    resumeProjectFile: autosave.resume,
    writeOverProjectFile: autosave.writeOver,
    openProjectFileBeside: openBeside,
    /** What still waits to be written into the project's file, as when the page goes out of sight. */
    flushProjectFile: autosave.flush,
    projectLoaded: autosave.projectLoaded,
    projectLeaving: autosave.projectLeaving,
    projectFileName: fileName,
  };
}

/** Fit for a file name. */
const plainName = (name: string) => name.replace(/[^\p{L}\p{N} ._-]/gu, "_").trim() || "project";
