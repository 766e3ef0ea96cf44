// The page: the start screen, and the workbench once there is a scene; what can be asked of both.
import { lazy, Suspense, useEffect, useState } from "react";
import { ShellContext, type ShellParts, useStore } from "./AppContext.ts";
import { DropArea } from "./DropArea.tsx";
import type { DialogName } from "./dialogName.ts";
import { JobCards } from "./JobCards.tsx";
import { loadWorkbench, loadWorkbenchEarly } from "./loadWorkbench.ts";
import { StartBar } from "./StartBar.tsx";
import { StartScreen } from "./StartScreen.tsx";
import { StatusLine } from "./StatusLine.tsx";
import { useLeaveQuestion } from "./useLeaveQuestion.ts";
import "./styles/theme.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/panels.css";

// Loaded when first needed: the page's first code stays small.
const Workbench = lazy(async () => ({ default: (await loadWorkbench()).Workbench }));
const ProjectDialog = lazy(async () => ({
  default: (await import("./ProjectDialog.tsx")).ProjectDialog,
}));
const IncomingDialog = lazy(async () => ({
  default: (await import("./IncomingDialog.tsx")).IncomingDialog,
}));
const AddressDialog = lazy(async () => ({
  default: (await import("./AddressDialog.tsx")).AddressDialog,
}));
const OfflineDialog = lazy(async () => ({
  default: (await import("./OfflineDialog.tsx")).OfflineDialog,
}));
const PrivacyDialog = lazy(async () => ({
  default: (await import("./PrivacyDialog.tsx")).PrivacyDialog,
}));

export function App({ parts }: { readonly parts: ShellParts }) {
  return (
    <ShellContext value={parts}>
      <Page parts={parts} />
    </ShellContext>
  );
}

function Page({ parts }: { readonly parts: ShellParts }) {
  const { jobsStore, projectStore, scenesStore, viewStore } = parts;
  const hasScene = useStore(scenesStore, (state) => state.scenes.length > 0);
  const theme = useStore(viewStore, (view) => view.theme);
  const incoming = useStore(projectStore, (state) => state.incoming);
  const isOpening = useStore(jobsStore, ({ open }) => open.kind === "running");
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const close = () => setDialog(null);
  useLeaveQuestion();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  // However it was asked for: by a drop, a dialog, an address or the demo.
  useEffect(() => {
    if (isOpening) loadWorkbenchEarly();
  }, [isOpening]);
  const start = (
    <>
      <StartBar onProject={() => setDialog("project")} />
      <main className="stage">
        {!hasScene && (
          <StartScreen
            onProject={() => setDialog("project")}
            onAddress={() => setDialog("address")}
          />
        )}
        <JobCards />
      </main>
    </>
  );
  return (
    <DropArea>
      <div className="app">
        {hasScene ? (
          <Suspense fallback={start}>
            <Workbench dialog={dialog} openDialog={setDialog} />
          </Suspense>
        ) : (
          start
        )}
        <StatusLine onPrivacy={() => setDialog("privacy")} onOffline={() => setDialog("offline")} />
      </div>
      <Suspense fallback={null}>
        {dialog === "address" && <AddressDialog onClose={close} />}
        {dialog === "offline" && <OfflineDialog onClose={close} />}
        {dialog === "project" && <ProjectDialog onClose={close} />}
        {incoming !== null && <IncomingDialog incoming={incoming} />}
        {dialog === "privacy" && <PrivacyDialog onClose={close} />}
      </Suspense>
    </DropArea>
  );
}
