// What is there before the first scene: one sentence and two ways to begin.
import { DemoButton } from "./DemoButton.tsx";
import { FileButton } from "./FileButton.tsx";

export function StartScreen() {
  return (
    <div className="start">
      <p className="lead">
        Find the calving front of a glacier in a SAR scene, see why, correct it and take it with
        you.
      </p>
      <div className="start-buttons">
        <FileButton label="Drop SAR scenes here, or choose files" />
        <DemoButton className="button big" />
      </div>
      <p className="quiet">GeoTIFF or PNG. Everything stays on this computer.</p>
    </div>
  );
}
