// What surrounds a scene: bars, panels, map, and the dialogs that are about fronts. Loads with the first scene.
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { createFrontCommands } from "../store/createFrontCommands.ts";
import { createSceneCommands } from "../store/createSceneCommands.ts";
import { offeredModel } from "../store/modelsStore.ts";
import { AppContext, type AppParts, useApp, useShell, useStore } from "./AppContext.ts";
import { AreaSection } from "./AreaSection.tsx";
import { AttentionStrip } from "./AttentionStrip.tsx";
import { DrawBar } from "./DrawBar.tsx";
import type { DialogName } from "./dialogName.ts";
import { EnsembleSection } from "./EnsembleSection.tsx";
import { FrontsSection } from "./FrontsSection.tsx";
import { JobCards } from "./JobCards.tsx";
import { LayersPanel } from "./LayersPanel.tsx";
import { MapView } from "./MapView.tsx";
import { MissingImage } from "./MissingImage.tsx";
import { PlacementSection } from "./PlacementSection.tsx";
import { PredictionFacts } from "./PredictionFacts.tsx";
import { SceneFacts } from "./SceneFacts.tsx";
import { ScenesPanel } from "./ScenesPanel.tsx";
import { StretchSection } from "./StretchSection.tsx";
import { SwipeBar } from "./SwipeBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { useActiveScene } from "./useActiveScene.ts";
import { useKeys } from "./useKeys.ts";
import { useSide } from "./useSide.ts";

const ExportDialog = lazy(async () => ({
  default: (await import("./ExportDialog.tsx")).ExportDialog,
}));
const ImportDialog = lazy(async () => ({
  default: (await import("./ImportDialog.tsx")).ImportDialog,
}));
const KeysDialog = lazy(async () => ({ default: (await import("./KeysDialog.tsx")).KeysDialog }));
const CommandPalette = lazy(async () => ({
  default: (await import("./CommandPalette.tsx")).CommandPalette,
}));
const LabelSection = lazy(async () => ({
  default: (await import("./LabelSection.tsx")).LabelSection,
}));
const CompareSection = lazy(async () => ({
  default: (await import("./CompareSection.tsx")).CompareSection,
}));
const RunsSection = lazy(async () => ({
  default: (await import("./RunsSection.tsx")).RunsSection,
}));
const InsightView = lazy(async () => ({
  default: (await import("./insight/InsightView.tsx")).InsightView,
}));
const ModelCardDialog = lazy(async () => ({
  default: (await import("./ModelCardDialog.tsx")).ModelCardDialog,
}));

type Props = {
  readonly dialog: DialogName | null;
  readonly openDialog: (name: DialogName | null) => void;
};

export function Workbench(props: Props) {
  const shell = useShell();
  const parts = useMemo((): AppParts => {
    const { documentStore, viewStore, scenesStore, rasters } = shell;
    return {
      ...shell,
      commands: createFrontCommands(documentStore, viewStore, scenesStore, rasters),
      sceneCommands: createSceneCommands(documentStore, viewStore, scenesStore),
    };
  }, [shell]);
  return (
    <AppContext value={parts}>
      <Bench {...props} />
    </AppContext>
  );
}

function Bench({ dialog, openDialog }: Props) {
  const open = useActiveScene();
  const left = useSide("left");
  const right = useSide("right");
  const { viewStore } = useApp();
  const chosenModel = useStore(viewStore, (view) => view.modelId);
  /** The model that a fact asks for; without one, the one that is chosen. */
  const [cardOf, setCardOf] = useState<string | null>(null);
  const showModelCard = (modelId: string) => {
    setCardOf(modelId);
    openDialog("model");
  };
  const openOther = useCallback(
    (name: DialogName | null) => {
      setCardOf(null);
      openDialog(name);
    },
    [openDialog],
  );
  useKeys(openOther);
  return (
    <>
      <TopBar
        onExport={() => openDialog("export")}
        onPalette={() => openDialog("palette")}
        onHelp={() => openDialog("keys")}
        onProject={() => openDialog("project")}
        onModelCard={showModelCard}
      />
      {left.isOpen && (
        <nav className="side left" aria-label="Scenes and layers">
          <ScenesPanel onAddress={() => openDialog("address")} />
          <LayersPanel />
        </nav>
      )}
      <main className="stage">
        <MapView />
        <MissingImage />
        <SwipeBar />
        <DrawBar />
        <JobCards />
      </main>
      {open !== undefined && right.isOpen && (
        <aside className="side right" aria-label="Inspector">
          <div className="inspector">
            <PredictionFacts open={open} onModelCard={showModelCard} />
            <FrontsSection open={open} />
            <Suspense fallback={null}>
              <LabelSection open={open} />
              <CompareSection open={open} />
            </Suspense>
            <SceneFacts open={open} />
            <AreaSection open={open} />
            <EnsembleSection open={open} />
            <Suspense fallback={null}>
              <RunsSection onModelCard={showModelCard} />
            </Suspense>
            <PlacementSection open={open} />
            <StretchSection scene={open.scene} />
          </div>
          <AttentionStrip open={open} />
        </aside>
      )}
      <FrontDialogs dialog={dialog} openDialog={openOther} cardOf={cardOf ?? chosenModel} />
    </>
  );
}

function FrontDialogs({ dialog, openDialog, cardOf }: Props & { readonly cardOf: string }) {
  const { actions, insights, modelsStore } = useApp();
  const open = useActiveScene();
  const isInside = useStore(insights, (state) => state.isOpen);
  const shown = useStore(modelsStore, (state) => offeredModel(state, cardOf));
  const found = useStore(actions.foundFronts, (state) => state.found);
  const close = () => openDialog(null);
  return (
    <Suspense fallback={null}>
      {dialog === "export" && open && <ExportDialog open={open} onClose={close} />}
      {found !== null && open && <ImportDialog found={found} />}
      {isInside && open && <InsightView open={open} />}
      {dialog === "keys" && <KeysDialog onClose={close} />}
      {dialog === "palette" && <CommandPalette openDialog={openDialog} onClose={close} />}
      {dialog === "model" && shown && <ModelCardDialog model={shown} onClose={close} />}
    </Suspense>
  );
}
