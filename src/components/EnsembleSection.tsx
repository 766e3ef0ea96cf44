// How Predict runs its networks: once, turned, with dropout, with other models; and what that costs before it runs.
import { costOfRuns, type RunCost } from "../store/costOfRuns.ts";
import {
  type EnsembleChoice,
  MOST_MODELS,
  planRuns,
  type RunPlan,
  whyNotJoin,
} from "../store/ensembleChoice.ts";
import { listedModels, type OfferedModel, offeredModel } from "../store/modelsStore.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { counted, formatDuration } from "./formatQuantities.ts";
import { Section } from "./Section.tsx";

const DROPOUT_RUNS = 10;

export function EnsembleSection({ open }: { readonly open: OpenScene }) {
  const { modelsStore, scenesStore, viewStore } = useApp();
  const models = useStore(modelsStore, (state) => state);
  const modelId = useStore(viewStore, (view) => view.modelId);
  const choice = useStore(viewStore, (view) => view.ensemble);
  const secondsPerWindow = useStore(scenesStore, (state) => state.secondsPerWindow);
  const first = offeredModel(models, modelId);
  if (first === undefined) return null;
  const plan = planRuns(choice, modelId, models);
  const cost = costOfRuns(open, plan, models, secondsPerWindow);
  const set = (change: Partial<EnsembleChoice>) =>
    viewStore.set({ ensemble: { ...choice, ...change } });
  return (
    <Section name="ensemble" title="Uncertainty by several runs">
      <p className="quiet">
        Predict takes {plan.runs === 1 ? "1 run" : `the mean of ${plan.runs} runs`}
        {cost !== null && costText(cost)}.
      </p>
      <div className="ensemble-choices hint">
        <label title="The scene is seen as it is and turned by 90, 180 and 270 degrees">
          <input
            type="checkbox"
            checked={choice.turns === 4}
            onChange={({ target }) => set({ turns: target.checked ? 4 : 1 })}
          />
          4 turns
        </label>
        <DropoutChoice {...{ choice, first, plan, set }} />
        {listedModels(models).map(
          (model) =>
            model.id !== modelId && (
              <MemberChoice key={model.id} {...{ model, choice, first, plan, set }} />
            ),
        )}
      </div>
    </Section>
  );
}

type ChoiceProps = {
  readonly choice: EnsembleChoice;
  readonly first: OfferedModel;
  readonly plan: RunPlan;
  readonly set: (change: Partial<EnsembleChoice>) => void;
};

/** Offered where the chosen model has dropout; done where all have it. */
function DropoutChoice({ choice, first, plan, set }: ChoiceProps) {
  if (first.card.dropout !== true) return null;
  const isChosen = choice.dropoutRuns > 0;
  return (
    <label title="Monte Carlo dropout: a share of the network's values, others each time, is left out">
      <input
        type="checkbox"
        checked={isChosen}
        onChange={({ target }) => set({ dropoutRuns: target.checked ? DROPOUT_RUNS : 0 })}
      />
      <span>
        Dropout, {DROPOUT_RUNS} runs
        {isChosen && plan.dropoutRuns === 0 && (
          <span className="quiet"> left out: a model that joins has none</span>
        )}
      </span>
    </label>
  );
}

function MemberChoice({
  choice,
  first,
  model,
  plan,
  set,
}: ChoiceProps & { readonly model: OfferedModel }) {
  const { id, card, title } = model;
  const isMember = plan.modelIds.includes(id);
  const reason =
    whyNotJoin(first.card, card) ??
    (isMember || plan.modelIds.length < MOST_MODELS ? null : `at most ${MOST_MODELS} models`);
  const others = choice.others.filter((other) => other !== id);
  return (
    <label>
      <input
        type="checkbox"
        checked={isMember}
        disabled={reason !== null}
        onChange={({ target }) => set({ others: target.checked ? [...others, id] : others })}
      />
      <span>
        with {title}
        {reason !== null && <span className="quiet"> ({reason})</span>}
      </span>
    </label>
  );
}

/** To stand behind the number of runs. */
function costText({ seconds, windows, windowsEach }: RunCost): string {
  const amount =
    windowsEach === null
      ? `, ${counted(windows, "window")} in all`
      : ` of ${counted(windowsEach, "window")}`;
  const time =
    seconds === null
      ? "time not known before a first prediction"
      : `about ${formatDuration(seconds)}`;
  return `${amount}, ${time}`;
}
