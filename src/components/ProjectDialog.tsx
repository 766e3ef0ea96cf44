// The project: its name, whose hand works on it, its files, and the other projects in this browser.
import { useEffect, useState } from "react";
import type { FileHandle, ProjectFacts } from "../store/project/projectDatabase.ts";
import { PROJECT_EXTENSION } from "../store/project/projectFile.ts";
import { useShell, useStore } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { errorText } from "./errorText.ts";
import { formatAgo, formatProjectFacts } from "./formatQuantities.ts";
import { saveText } from "./ProjectChip.tsx";

type Props = { readonly onClose: () => void };

export function ProjectDialog({ onClose }: Props) {
  const { projectStore, session, viewStore } = useShell();
  const project = useStore(projectStore, (state) => state.project);
  const author = useStore(viewStore, (view) => view.author);
  useEffect(() => void session.listRecent(), [session]);
  return (
    <Dialog title="Project" onClose={onClose}>
      <div className="form">
        <label>
          Name
          <input
            type="text"
            defaultValue={project?.name ?? ""}
            key={project?.id}
            maxLength={200}
            onBlur={({ target }) => session.rename(target.value)}
          />
        </label>
        <label>
          Your name
          <input
            type="text"
            value={author}
            maxLength={200}
            placeholder="signs your edits and exports"
            onChange={({ target }) => viewStore.set({ author: target.value })}
          />
        </label>
      </div>
      <SaveFacts />
      <ProjectFiles onClose={onClose} />
      <OtherProjects onClose={onClose} />
    </Dialog>
  );
}

function SaveFacts() {
  const { projectStore, session } = useShell();
  const save = useStore(projectStore, (state) => state.save);
  const hasCode = save.kind === "failed" || save.kind === "unavailable";
  return (
    <section>
      <h3>In this browser</h3>
      <p>
        Every edit is written to this browser’s own storage at once, with its undo history:{" "}
        {saveText(save, Date.now())}.
      </p>
      {hasCode && <p role="alert">{errorText[save.code]}</p>}
      {save.kind === "read-only" && <p role="alert">{errorText["project-read-only"]}</p>}
      {save.kind === "failed" && (
        <button type="button" className="button small" onClick={session.tryAgain}>
          Try again now
        </button>
      )}
    </section>
  );
}

/** Not in the DOM types yet, and not in every browser. */
type Pickers = {
  readonly showSaveFilePicker?: (options: object) => Promise<FileHandle>;
};

function ProjectFiles({ onClose }: Props) {
  const { actions, projectStore } = useShell();
  const [withImages, setWithImages] = useState(false);
  const file = useStore(projectStore, (state) => state.file);
  const isReadOnly = useStore(projectStore, ({ save }) => save.kind === "read-only");
  const { showSaveFilePicker } = window as Pickers;
  const types = [
    { description: "Icefront project", accept: { "application/zip": [PROJECT_EXTENSION] } },
  ];
  const pick = () =>
    showSaveFilePicker?.({ suggestedName: actions.projectFileName(), types }) ??
    Promise.reject(new DOMException("No picker.", "AbortError"));
  return (
    <section>
      <h3>As a file</h3>
      {file !== null && (
        <p role={file.failure === null ? undefined : "alert"}>
          {file.name}:{" "}
          {file.failure === null
            ? `saved ${file.savedAt === null ? "with the next edit" : formatAgo(Date.now() - file.savedAt)}, and after every edit.`
            : errorText[file.failure]}{" "}
          {file.failure === "project-file-unasked" && (
            <button
              type="button"
              className="button small"
              onClick={() => void actions.resumeProjectFile()}
            >
              Go on saving to it
            </button>
          )}
        </p>
      )}
      {file?.failure === "project-file-changed" && (
        <div className="dialog-actions leading">
          <button
            type="button"
            className="button"
            onClick={() => void actions.writeOverProjectFile()}
          >
            Write over it
          </button>
          <button
            type="button"
            className="button"
            title="As a project of its own, or merged into this one"
            onClick={() => {
              onClose();
              void actions.openProjectFileBeside();
            }}
          >
            Open it beside…
          </button>
        </div>
      )}
      <div className="dialog-actions leading">
        {showSaveFilePicker !== undefined && (
          <button
            type="button"
            className="button"
            disabled={isReadOnly}
            onClick={() => void actions.saveProjectToFile(pick)}
          >
            {file === null ? "Keep saved in a file…" : "Keep saved in another file…"}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => void actions.downloadProject(withImages)}
        >
          Download
        </button>
        <OpenProjectButton onClose={onClose} />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={withImages}
          onChange={({ target }) => setWithImages(target.checked)}
        />
        Put the images into the download too
      </label>
    </section>
  );
}

function OpenProjectButton({ onClose }: Props) {
  const { actions } = useShell();
  return (
    <label className="button">
      Open a project file…
      <input
        type="file"
        className="heard"
        accept={PROJECT_EXTENSION}
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file === undefined) return;
          onClose();
          void actions.openProjectFile({ file, fileName: file.name });
        }}
      />
    </label>
  );
}

function OtherProjects({ onClose }: Props) {
  const { projectStore, session } = useShell();
  const recent = useStore(projectStore, (state) => state.recent);
  const current = useStore(projectStore, (state) => state.project?.id);
  const others = recent.filter(({ id }) => id !== current);
  const begin = (opening: Promise<void>) => {
    onClose();
    void opening;
  };
  return (
    <section>
      <h3>Other projects in this browser</h3>
      {others.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <ul className="projects">
          {others.map((project) => (
            <OtherProject
              key={project.id}
              project={project}
              onOpen={() => begin(session.open(project.id))}
            />
          ))}
        </ul>
      )}
      <div className="dialog-actions leading">
        <button type="button" className="button" onClick={() => begin(session.create())}>
          New project
        </button>
      </div>
    </section>
  );
}

type OtherProps = { readonly project: ProjectFacts; readonly onOpen: () => void };

function OtherProject({ project, onOpen }: OtherProps) {
  const { actions, projectStore, session } = useShell();
  const { id, name } = project;
  const isDamaged = useStore(projectStore, ({ damaged }) => damaged.has(id));
  const [refusal, setRefusal] = useState<string | null>(null);
  const question = `Delete the project “${name}” from this browser? Its fronts and its undo history go with it; files that you saved stay.`;
  return (
    <li className="project-item">
      <span className="project-facts">
        <span>{name}</span>
        <span className="quiet">{formatProjectFacts(project)}</span>
      </span>
      {isDamaged ? (
        <button
          type="button"
          className="button small"
          aria-label={`Save what is stored of ${name}`}
          title="All that the browser holds of it, as a text file (JSON)"
          onClick={() => void actions.downloadStored(project)}
        >
          Save what is stored
        </button>
      ) : (
        <button
          type="button"
          className="button small"
          aria-label={`Open the project ${name}`}
          onClick={onOpen}
        >
          Open
        </button>
      )}
      <button
        type="button"
        className="button small"
        aria-label={`Delete the project ${name}`}
        onClick={() => {
          if (confirm(question)) void session.remove(id).then(setRefusal);
        }}
      >
        Delete…
      </button>
      {isDamaged && <p role="alert">{errorText["project-damaged"]}</p>}
      {refusal !== null && <p role="alert">{refusal}</p>}
    </li>
  );
}
