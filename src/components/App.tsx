// The page: bars, panels, map and dialogs.
import { lazy, Suspense, useEffect, useState } from "react";
import { offeredModel } from "../store/modelsStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { AttentionStrip } from "./AttentionStrip.tsx";
import type { DialogName } from "./commands/command.ts";
import { DrawBar } from "./DrawBar.tsx";
import { DropArea } from "./DropArea.tsx";
import { FrontsSection } from "./FrontsSection.tsx";
import { JobCards } from "./JobCards.tsx";
import { LayersPanel } from "./LayersPanel.tsx";
import { MapView } from "./MapView.tsx";
import { PredictionFacts } from "./PredictionFacts.tsx";
import { SceneFacts } from "./SceneFacts.tsx";
import { ScenesPanel } from "./ScenesPanel.tsx";
import { StartScreen } from "./StartScreen.tsx";
import { StatusLine } from "./StatusLine.tsx";
import { StretchSection } from "./StretchSection.tsx";
import { SwipeBar } from "./SwipeBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { useActiveScene } from "./useActiveScene.ts";
import { useKeys } from "./useKeys.ts";
import { useLeaveQuestion } from "./useLeaveQuestion.ts";
import { useSide } from "./useSide.ts";
import "./styles/theme.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/panels.css";

// Dialogs load when first opened: the page's first code stays small.
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
const ModelCardDialog = lazy(async () => ({
  default: (await import("./ModelCardDialog.tsx")).ModelCardDialog,
}));
const ProjectDialog = lazy(async () => ({
  default: (await import("./ProjectDialog.tsx")).ProjectDialog,
}));
const IncomingDialog = lazy(async () => ({
  default: (await import("./IncomingDialog.tsx")).IncomingDialog,
}));
const OfflineDialog = lazy(async () => ({
  default: (await import("./OfflineDialog.tsx")).OfflineDialog,
}));
const PrivacyDialog = lazy(async () => ({
  default: (await import("./PrivacyDialog.tsx")).PrivacyDialog,
}));

export function App() {
  const { actions, modelsStore, projectStore, viewStore } = useApp();
  const open = useActiveScene();
  const theme = useStore(viewStore, (view) => view.theme);
  const left = useSide("left");
  const right = useSide("right");
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [cardOf, setCardOf] = useState("");
  const shown = useStore(modelsStore, (state) => offeredModel(state, cardOf));
  const incoming = useStore(projectStore, (state) => state.incoming);
  const found = useStore(actions.foundFronts, (state) => state.found);
  const showModelCard = (modelId: string) => {
    setCardOf(modelId);
    setDialog("model");
  };
  const close = () => setDialog(null);
  useKeys(setDialog);
  useLeaveQuestion();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const hasScene = open !== undefined;
  return (
    <DropArea>
      <div className="app">
        <TopBar
          onExport={() => setDialog("export")}
          onPalette={() => setDialog("palette")}
          onHelp={() => setDialog("keys")}
          onProject={() => setDialog("project")}
          onModelCard={showModelCard}
        />
        {hasScene && left.isOpen && (
          <nav className="side left" aria-label="Scenes and layers">
            <ScenesPanel />
            <LayersPanel />
          </nav>
        )}
        <main className="stage">
          {hasScene ? <MapView /> : <StartScreen />}
          {hasScene && <SwipeBar />}
          {hasScene && <DrawBar />}
          <JobCards />
        </main>
        {hasScene && right.isOpen && (
          <aside className="side right" aria-label="Inspector">
            <div className="inspector">
              <PredictionFacts open={open} onModelCard={showModelCard} />
              <FrontsSection open={open} />
              <Suspense fallback={null}>
                <LabelSection open={open} />
                <CompareSection open={open} />
              </Suspense>
              <SceneFacts open={open} />
              <StretchSection scene={open.scene} />
            </div>
            <AttentionStrip open={open} />
          </aside>
        )}
        <StatusLine onPrivacy={() => setDialog("privacy")} onOffline={() => setDialog("offline")} />
      </div>
      <Suspense fallback={null}>
        {dialog === "export" && hasScene && <ExportDialog open={open} onClose={close} />}
        {found !== null && hasScene && <ImportDialog found={found} />}
        {dialog === "keys" && <KeysDialog onClose={close} />}
        {dialog === "palette" && <CommandPalette openDialog={setDialog} onClose={close} />}
        {dialog === "offline" && <OfflineDialog onClose={close} />}
        {dialog === "project" && <ProjectDialog onClose={close} />}
        {incoming !== null && <IncomingDialog incoming={incoming} />}
        {dialog === "privacy" && <PrivacyDialog onClose={close} />}
        {dialog === "model" && shown && <ModelCardDialog model={shown} onClose={close} />}
      </Suspense>
    </DropArea>
  );
}
