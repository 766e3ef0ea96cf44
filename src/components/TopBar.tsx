// Name, undo and redo, tools, export, and the one bright button.
import { redoLabel, undoLabel } from "../annotation/history.ts";
import { useApp, useStore } from "./AppContext.ts";
import { takeTool, undo as undoLast } from "./commands/whileDrawing.ts";
import { FileName } from "./FileName.tsx";
import { IconButton } from "./IconButton.tsx";
import { ModelChooser } from "./ModelChooser.tsx";
import { ProjectChip } from "./ProjectChip.tsx";
import { ThemeButton } from "./ThemeButton.tsx";
import { useActiveScene } from "./useActiveScene.ts";
import { useSide } from "./useSide.ts";

type Props = {
  readonly onExport: () => void;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  readonly onProject: () => void;
  readonly onModelCard: (modelId: string) => void;
};

export function TopBar({ onExport, onPalette, onHelp, onProject, onModelCard }: Props) {
  const app = useApp();
  const { actions, commands, documentStore, jobsStore } = app;
  const open = useActiveScene();
  const hasFronts = useStore(
    documentStore,
    ({ history }) => history.present.document.fronts.length > 0,
  );
  const undo = useStore(documentStore, ({ history }) => undoLabel(history));
  const redo = useStore(documentStore, ({ history }) => redoLabel(history));
  const isPredicting = useStore(jobsStore, ({ predict }) => predict.kind === "running");
  return (
    <header className="top-bar">
      {open !== undefined && <SideToggle side="left" label="Scenes and layers" />}
      <h1>Icefront</h1>
      <ProjectChip onOpen={onProject} />
      {open !== undefined && (
        <span className="project-name">
          <FileName name={open.scene.fileName} />
        </span>
      )}
      <fieldset className="group" aria-label="History">
        <IconButton
          icon="undo"
          label={undo === null ? "Undo" : `Undo: ${undo}`}
          command="undo"
          disabled={undo === null}
          onClick={() => undoLast(app)}
        />
        <IconButton
          icon="redo"
          label={redo === null ? "Redo" : `Redo: ${redo}`}
          command="redo"
          disabled={redo === null}
          onClick={commands.redo}
        />
      </fieldset>
      {open !== undefined && <Tools />}
      <div className="group push">
        <ThemeButton />
        <IconButton icon="search" label="Find a command" command="palette" onClick={onPalette} />
        <button
          type="button"
          className="icon-button"
          aria-label="Keys"
          title="Keys (?)"
          onClick={onHelp}
        >
          ?
        </button>
      </div>
      <button type="button" className="button" disabled={!hasFronts} onClick={onExport}>
        Export…
      </button>
      <div className="predict-group">
        {open !== undefined && <ModelChooser onModelCard={onModelCard} />}
        {open !== undefined && (
          <IconButton
            icon="inside"
            label="Look inside the network: compare, epochs, take apart"
            command="insight.open"
            onClick={() => actions.insight.open()}
          />
        )}
        <button
          type="button"
          className="button primary"
          title="Predict the calving front (P)"
          disabled={open === undefined || isPredicting}
          onClick={() => void actions.predict()}
        >
          Predict
        </button>
        {open !== undefined && <SideToggle side="right" label="Inspector" />}
      </div>
    </header>
  );
}

const TOOLS = [
  { name: "select", label: "Select and edit" },
  { name: "draw", label: "Draw a front" },
  { name: "reshape", label: "Reshape by a stroke" },
  { name: "livewire", label: "Livewire" },
] as const;

function Tools() {
  const app = useApp();
  const { map, viewStore } = app;
  const tool = useStore(viewStore, (view) => view.tool);
  return (
    <>
      <fieldset className="group" aria-label="Tools">
        {TOOLS.map(({ name, label }) => (
          <IconButton
            key={name}
            icon={name}
            label={label}
            command={`tool.${name}`}
            pressed={tool === name}
            onClick={() => takeTool(app, name)}
          />
        ))}
      </fieldset>
      <fieldset className="group" aria-label="Zoom">
        <IconButton
          icon="minus"
          label="Zoom out"
          command="zoom.out"
          onClick={() => map.current?.zoomBy(-1)}
        />
        <IconButton
          icon="plus"
          label="Zoom in"
          command="zoom.in"
          onClick={() => map.current?.zoomBy(1)}
        />
        <IconButton
          icon="fit"
          label="Fit the scene"
          command="fit"
          onClick={() => map.current?.fitScene()}
        />
      </fieldset>
    </>
  );
}

function SideToggle({ side, label }: { readonly side: "left" | "right"; readonly label: string }) {
  const { isOpen, toggle } = useSide(side);
  return <IconButton icon={side} label={`${label} panel`} pressed={isOpen} onClick={toggle} />;
}
