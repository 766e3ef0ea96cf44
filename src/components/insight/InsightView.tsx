// "Inside the network": several networks, epochs or variants of one on the scene in view, side by side.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { NO_TRUTH } from "../../store/insight/knownFronts.ts";
import type { InsightTab } from "../../store/insight/variants.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import type { ColourMapName } from "../../store/viewStore.ts";
import { useApp, useStore } from "../AppContext.ts";
import { FileInput } from "../FileInput.tsx";
import { IconButton } from "../IconButton.tsx";
import { JobCards } from "../JobCards.tsx";
import { COLOUR_MAPS, ColourScale } from "../LayersPanel.tsx";
import { stageText } from "../stageText.ts";
import { AblationTab } from "./AblationTab.tsx";
import { CompareTab } from "./CompareTab.tsx";
import { EpochsTab } from "./EpochsTab.tsx";
import { createPlaceStore } from "./placeStore.ts";
import { type Insight, useInsight } from "./useInsight.ts";
import "../styles/insight.css";

const TABS: readonly (readonly [InsightTab, string])[] = [
  ["compare", "Compare networks"],
  ["epochs", "Epochs of a training"],
  ["ablation", "Take apart"],
];

export function InsightView({ open }: { readonly open: OpenScene }) {
  const { actions, insights } = useApp();
  const tab = useStore(insights, (state) => state.choice.tab);
  const insight = useInsight(open);
  const { heightPx, id, widthPx } = open.scene;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene is looked at as a whole first
  const place = useMemo(() => createPlaceStore([0, 0, widthPx, heightPx]), [id, widthPx, heightPx]);
  const [colourMap, setColourMap] = useState<ColourMapName>("jet");
  const [opacity01, setOpacity01] = useState(1);
  const look = { colourMap, opacity01 };
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="insight"
      aria-labelledby={titleId}
      onClose={actions.insight.close}
    >
      <header className="insight-head">
        <h2 id={titleId}>
          Inside the network{" "}
          <span className="quiet" title={open.scene.fileName}>
            {open.scene.fileName}
          </span>
        </h2>
        <fieldset className="tabs">
          <legend className="heard">What to look at</legend>
          {TABS.map(([name, title]) => (
            <button
              key={name}
              type="button"
              aria-pressed={tab === name}
              onClick={() => insights.choose({ tab: name })}
            >
              {title}
            </button>
          ))}
        </fieldset>
        <InsightProgress insight={insight} />
        <IconButton
          icon="close"
          label="Back to the map"
          shortcut="Esc"
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className="insight-tools">
        <TruthChoice insight={insight} />
        <label>
          Colours{" "}
          <select
            value={colourMap}
            onChange={({ target }) =>
              setColourMap(COLOUR_MAPS.find((map) => map === target.value) ?? "jet")
            }
          >
            {COLOUR_MAPS.map((map) => (
              <option key={map}>{map}</option>
            ))}
          </select>
        </label>
        <label>
          Map over image{" "}
          <input
            type="range"
            min={0.1}
            max={1}
            step={0.05}
            value={opacity01}
            onChange={({ target }) => setOpacity01(target.valueAsNumber)}
          />
        </label>
        <ColourScale colourMap={colourMap} />
        <button type="button" className="button small" onClick={place.fit}>
          Whole scene
        </button>
      </div>
      <div className="insight-body">
        {tab === "compare" && <CompareTab {...{ open, insight, look, place }} />}
        {tab === "epochs" && <EpochsTab {...{ open, insight, look, place }} />}
        {tab === "ablation" && <AblationTab {...{ open, insight, look, place }} />}
      </div>
      <JobCards names={["mask", "model", "export"]} />
    </dialog>
  );
}

/** How far it is, and a way to stop and to go on. */
function InsightProgress({ insight: { made } }: { readonly insight: Insight }) {
  const { actions, insights, jobsStore } = useApp();
  const job = useStore(jobsStore, (jobs) => jobs.insight);
  const isStopped = useStore(insights, (state) => state.isStopped);
  const there = made.filter(({ result }) => result !== undefined).length;
  if (job.kind === "running")
    return (
      <div className="insight-progress">
        <span role="status">
          {there + 1} of {made.length}: {stageText(job.stage)}
        </span>
        <progress
          aria-label="Networks run on this scene"
          {...(job.total > 0 ? { value: job.done, max: job.total } : {})}
        />
        <button type="button" className="button small" onClick={() => actions.cancel("insight")}>
          Cancel
        </button>
      </div>
    );
  if (!isStopped || there === made.length) return <div className="insight-progress" />;
  return (
    <div className="insight-progress">
      <span>
        {there} of {made.length} made.
      </span>
      <button type="button" className="button small" onClick={actions.insight.goOn}>
        Go on
      </button>
    </div>
  );
}

function TruthChoice({ insight: { known, truth } }: { readonly insight: Insight }) {
  const { actions, insights } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="truth-choice">
      <label>
        Known front{" "}
        <select
          value={truth?.id ?? NO_TRUTH}
          onChange={({ target }) => insights.set({ truthId: target.value })}
        >
          <option value={NO_TRUTH}>none</option>
          {known.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button small"
        title="A picture of the scene's size that is 0 everywhere but on the front"
        onClick={() => input.current?.click()}
      >
        From a mask…
      </button>
      <FileInput
        ref={input}
        label="Mask of a known front"
        accept=".png,.tif,.tiff"
        isSingle
        onFiles={([file]) => file && void actions.insight.addMask(file)}
      />
    </div>
  );
}
