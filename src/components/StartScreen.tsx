// What is there before the first scene: one sentence and two ways to begin.
import { useApp, useStore } from "./AppContext.ts";
import { FileButton } from "./FileButton.tsx";

export function StartScreen() {
  const { actions, jobsStore } = useApp();
  const isOpening = useStore(jobsStore, ({ open }) => open.kind === "running");
  return (
    <div className="start">
      <p className="lead">
        Find the calving front of a glacier in a SAR scene, see why, correct it and take it with
        you.
      </p>
      <div className="start-buttons">
        <FileButton label="Drop SAR scenes here, or choose files" />
        <button
          type="button"
          className="button big"
          disabled={isOpening}
          onClick={() => void actions.openDemo()}
        >
          Open the demo fjord
        </button>
      </div>
      <p className="quiet">GeoTIFF scenes. Everything stays on this computer.</p>
    </div>
  );
}
