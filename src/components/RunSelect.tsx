// Which of the open training runs is looked at.
import type { TrainingRun } from "../store/trainingRuns.ts";

type Props = {
  readonly runs: readonly TrainingRun[];
  readonly chosenId: string;
  readonly onChoose: (runId: string) => void;
  /** Without it the label is heard alone. */
  readonly isLabelled?: boolean;
};

export function RunSelect({ chosenId, isLabelled = false, onChoose, runs }: Props) {
  return (
    <label>
      <span className={isLabelled ? undefined : "heard"}>Training run </span>
      <select value={chosenId} onChange={({ target }) => onChoose(target.value)}>
        {runs.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
