// What a prediction costs before it is run, in windows and in time.
import { costOfArea } from "./areaOfInterest.ts";
import type { RunPlan } from "./ensembleChoice.ts";
import { type ModelsState, offeredModel } from "./modelsStore.ts";
import type { OpenScene } from "./scenesStore.ts";

export type RunCost = {
  /** Of a run; null where the models' grids differ. */
  readonly windowsEach: number | null;
  readonly windows: number;
  /** Null before every model has predicted once. */
  readonly seconds: number | null;
};

/** `secondsPerWindow`: by model id, as far as they are known. Null where a model is not on offer. */
export function costOfRuns(
  open: OpenScene,
  { modelIds, runs }: RunPlan,
  models: ModelsState,
  secondsPerWindow: Readonly<Record<string, number>>,
): RunCost | null {
  const runsEach = runs / modelIds.length;
  const costs = modelIds.map((id) => {
    const model = offeredModel(models, id);
    return model && { windows: costOfArea(open, model.card).windows, pace: secondsPerWindow[id] };
  });
  let [windows, seconds] = [0, 0];
  for (const cost of costs) {
    if (cost === undefined) return null;
    windows += runsEach * cost.windows;
    seconds += runsEach * cost.windows * (cost.pace ?? Number.NaN);
  }
  const each = costs[0]?.windows ?? 0;
  return {
    windowsEach: costs.every((cost) => cost?.windows === each) ? each : null,
    windows,
    seconds: Number.isNaN(seconds) ? null : seconds,
  };
}
