// How a network learned: the scene's maps at every kept epoch of a training run, slid through or played.
import { useCallback, useEffect, useMemo, useState } from "react";
import { offeredModel } from "../../store/modelsStore.ts";
import type { TrainingRun } from "../../store/trainingRuns.ts";
import { useApp, useStore } from "../AppContext.ts";
import { FolderButton } from "../FolderButton.tsx";
import { LearningCurves } from "../LearningCurves.tsx";
import { RunSelect } from "../RunSelect.tsx";
import { FigureButtons } from "./FigureButtons.tsx";
import { Pane, type PaneSpec } from "./Pane.tsx";
import { MaskKey } from "./PaneKeys.tsx";
import { paneLines } from "./paneLines.ts";
import { LAYER_TITLES, type PaneLayer } from "./panePicture.ts";
import { ScoreTable } from "./ScoreTable.tsx";
import type { TabProps } from "./tabProps.ts";
import { usePlaying } from "./useInsight.ts";

/** From coarse to fine, and what comes of it: the columns of the seed paper's Figure 4. */
const GATED: readonly PaneLayer[] = ["alpha4", "alpha3", "alpha2", "alpha1", "probability"];
const UNGATED: readonly PaneLayer[] = ["probability", "against"];

export function EpochsTab(props: TabProps) {
  const { actions, insights } = useApp();
  const runs = useStore(actions.trainingRuns, (state) => state.runs);
  const runId = useStore(insights, (state) => state.choice.runId);
  const run = runs.find(({ id }) => id === runId) ?? runs.at(-1);
  useEffect(() => {
    if (run !== undefined && run.id !== runId) insights.choose({ runId: run.id });
  }, [insights, run, runId]);
  return (
    <>
      <div className="insight-row">
        {runs.length > 0 && (
          <RunSelect
            isLabelled
            runs={runs}
            chosenId={run?.id ?? ""}
            onChoose={(id) => insights.choose({ runId: id })}
          />
        )}
        <FolderButton
          className="button small"
          label="Open a training run…"
          title="The folder that npm run train wrote"
        />
        {run && <span className="quiet">{run.lossText}</span>}
      </div>
      {run === undefined ? (
        <p className="quiet empty">
          Open the folder that a training wrote (config.json, graph.json, log.jsonl and the weights
          of epochs), or drop it on the map: every epoch that it kept is run on this scene, and you
          slide through them.
        </p>
      ) : (
        <RunEpochs key={run.id} run={run} {...props} />
      )}
    </>
  );
}

function RunEpochs({ insight, look, open, place, run }: TabProps & { readonly run: TrainingRun }) {
  const { insights } = useApp();
  const shownModelId = useStore(insights, (state) => state.shownModelId);
  const { made, scoreOf, truth } = insight;
  const found = run.kept.findIndex(({ modelId }) => modelId === shownModelId);
  const at = found < 0 ? run.kept.length - 1 : found;
  const show = useCallback(
    (index: number) => insights.set({ shownModelId: run.kept[index]?.modelId ?? null }),
    [insights, run],
  );
  const [withBand, setWithBand] = useState(false);
  const next = useCallback(() => show((at + 1) % run.kept.length), [show, at, run]);
  const { isPlaying, setIsPlaying } = usePlaying(run.kept.length, next);
  const layers = run.hasGates
    ? GATED.map((layer) => (withBand && layer === "probability" ? "against" : layer))
    : UNGATED;
  const lines = useMemo(
    () => made.map(({ result }) => paneLines(open, { result, truth })),
    [made, open, truth],
  );
  const specsOf = (index: number): PaneSpec[] => {
    const one = made[index];
    if (one === undefined) return [];
    return layers.map((layer) => ({
      id: layer,
      title: LAYER_TITLES[layer],
      made: one,
      layer,
      label: scoreOf(one)?.label ?? null,
      other: null,
      lines: layer === "probability" ? (lines[index] ?? []) : [],
    }));
  };
  const kept = run.kept[at];
  const titleOf = ({ epoch, isBest }: TrainingRun["kept"][number]) =>
    `epoch ${epoch}${isBest ? " (best)" : ""}`;
  return (
    <>
      <div className="insight-row epochs">
        <button
          type="button"
          className="button small"
          aria-pressed={isPlaying}
          disabled={run.kept.length < 2}
          onClick={() => setIsPlaying(!isPlaying)}
        >
          {isPlaying ? "Pause" : "Play"}
        </button>
        <input
          type="range"
          className="epoch-slider"
          min={0}
          max={run.kept.length - 1}
          step={1}
          value={at}
          aria-label="Kept epoch"
          aria-valuetext={kept && titleOf(kept)}
          onChange={({ target }) => show(target.valueAsNumber)}
        />
        <strong className="epoch-shown">{kept && titleOf(kept)}</strong>
        {run.hasGates && (
          <label>
            <input
              type="checkbox"
              checked={withBand}
              onChange={({ target }) => setWithBand(target.checked)}
            />{" "}
            Prediction against the known front
          </label>
        )}
        <FigureButtons
          open={open}
          look={look}
          stem={`${run.name}_epochs`}
          columnTitles={layers.map((layer) => LAYER_TITLES[layer])}
          rowTitles={run.kept.map(titleOf)}
          rows={run.kept.map((_, index) => specsOf(index))}
        />
      </div>
      <RadiometryNote run={run} open={open} />
      {run.missing.length > 0 && (
        <p className="quiet hint">
          The folder lacks the weights of epoch {run.missing.join(", ")}; the others are shown.
        </p>
      )}
      <MaskKey layers={layers} hasTruth={truth !== null} />
      <div className="panes" data-count={layers.length}>
        {specsOf(at).map((spec) => (
          <Pane key={spec.id} {...{ spec, look, place }} />
        ))}
      </div>
      <div className="insight-foot">
        <ScoreTable
          open={open}
          truth={truth}
          of="Epoch"
          rows={made.flatMap((one, i) => {
            const epoch = run.kept[i];
            return epoch ? [{ title: titleOf(epoch), made: one, scored: scoreOf(one) }] : [];
          })}
        />
        <LearningCurves
          run={run}
          shownEpoch={kept?.epoch ?? 0}
          onEpoch={(epoch) => show(run.kept.findIndex((one) => one.epoch === epoch))}
        />
      </div>
    </>
  );
}

/** Such a network has learned from pictures of 8 bits, and sees all else as white. */
function RadiometryNote({ open, run }: Pick<TabProps, "open"> & { readonly run: TrainingRun }) {
  const { modelsStore } = useApp();
  const modelId = run.kept[0]?.modelId ?? "";
  const radiometry = useStore(
    modelsStore,
    (state) => offeredModel(state, modelId)?.card.preprocessing.radiometry,
  );
  if (radiometry !== "unit255" || open.scene.sampleType === "uint8") return null;
  return (
    <p className="notice-text" role="note">
      This network reads values from 0 to 255, as in pictures of 8 bits; this scene holds others (
      {open.scene.sampleType}), so what it makes of it says little. Take a scene stretched to 8
      bits.
    </p>
  );
}
