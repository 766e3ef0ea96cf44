// Training runs that were handed in: how each went, and its kept epochs to predict with.
import { useState } from "react";
import { offeredModel } from "../store/modelsStore.ts";
import type { KeptEpoch, TrainingRun } from "../store/trainingRuns.ts";
import { useApp, useStore } from "./AppContext.ts";
import { nearestKept } from "./curvesOfRun.ts";
import { FolderButton } from "./FolderButton.tsx";
import { counted } from "./formatQuantities.ts";
import { IconButton } from "./IconButton.tsx";
import { LearningCurves } from "./LearningCurves.tsx";
import { RunSelect } from "./RunSelect.tsx";
import { Section } from "./Section.tsx";

type Props = { readonly onModelCard: (modelId: string) => void };

export function RunsSection({ onModelCard }: Props) {
  const { actions } = useApp();
  const runs = useStore(actions.trainingRuns, (state) => state.runs);
  const [chosenId, setChosenId] = useState<string | null>(null);
  // The one that was opened last, until another is chosen.
  const chosen = runs.find(({ id }) => id === chosenId) ?? runs.at(-1);
  return (
    <Section name="runs" title="Training runs">
      {chosen === undefined ? (
        <p className="quiet">
          The folder that a training wrote shows here how its network learned: its learning curves,
          and every epoch that it kept.
        </p>
      ) : (
        <>
          <div className="run-head">
            <RunSelect runs={runs} chosenId={chosen.id} onChoose={setChosenId} />
            <IconButton
              icon="close"
              label={`Close the run ${chosen.title}`}
              onClick={() => actions.closeRun(chosen.id)}
            />
          </div>
          <RunView key={chosen.id} run={chosen} onModelCard={onModelCard} />
        </>
      )}
      <FolderButton
        className="button small"
        label="Open a training run…"
        title="The folder that npm run train wrote, with config.json, graph.json, log.jsonl and the weights of epochs"
      />
    </Section>
  );
}

function RunView({ onModelCard, run }: Props & { readonly run: TrainingRun }) {
  const { actions, insights, modelsStore, viewStore } = useApp();
  const modelId = useStore(viewStore, (view) => view.modelId);
  const models = useStore(modelsStore, (state) => state);
  const predicting = run.kept.find((one) => one.modelId === modelId);
  const [asked, setAsked] = useState(() => run.bestEpoch ?? run.kept.at(-1)?.epoch ?? 1);
  const shown = nearestKept(run, (epoch) => Math.abs(epoch - asked));
  if (shown === undefined) return null;
  const { bestEpoch, hasGates, kept, lossText, missing } = run;
  return (
    <>
      <p className="quiet hint">
        {lossText}. {counted(kept.length, "epoch")} kept
        {bestEpoch !== null && `, best ${bestEpoch}`}.
        {missing.length > 0 && ` Weights not in the folder: epoch ${missing.join(", ")}.`}
        {!hasGates && " Without attention gates, so without maps of them."}
      </p>
      <LearningCurves run={run} shownEpoch={shown.epoch} onEpoch={setAsked} />
      <button
        type="button"
        className="button small"
        title="Runs every kept epoch on this scene, to slide through"
        onClick={() => {
          insights.set({ shownModelId: shown.modelId });
          actions.insight.open({ tab: "epochs", runId: run.id });
        }}
      >
        Maps of this scene by epoch…
      </button>
      <ul className="run-epochs" aria-label={`Kept epochs of ${run.title}`}>
        {kept.map((one) => (
          <EpochItem
            key={one.epoch}
            kept={one}
            title={offeredModel(models, one.modelId)?.title ?? ""}
            isShown={one === shown}
            isChosen={one === predicting}
            onUse={() => {
              setAsked(one.epoch);
              viewStore.set({ modelId: one.modelId });
            }}
            onModelCard={() => onModelCard(one.modelId)}
          />
        ))}
      </ul>
    </>
  );
}

type ItemProps = {
  readonly kept: KeptEpoch;
  readonly title: string;
  readonly isShown: boolean;
  readonly isChosen: boolean;
  readonly onUse: () => void;
  readonly onModelCard: () => void;
};

function EpochItem({ isChosen, isShown, kept, onModelCard, onUse, title }: ItemProps) {
  return (
    <li data-active={isShown}>
      <span>
        epoch {kept.epoch}
        {kept.isBest && <span className="quiet"> best</span>}
      </span>
      <span className="group">
        <IconButton icon="info" label={`Card of ${title}`} onClick={onModelCard} />
        <button
          type="button"
          className="button small"
          aria-pressed={isChosen}
          aria-label={`Use for Predict: ${title}`}
          onClick={onUse}
        >
          Use for Predict
        </button>
      </span>
    </li>
  );
}
