// A model's figures on the held-out parts of a data set, scene by scene through the pipeline that users run.
import type { Prediction } from "../src/inference/prediction.ts";
import type { EvaluationFigures } from "../src/models/modelCard.ts";
import type { Band, Scene } from "../src/scene/scene.ts";
import type { Dataset, LabelledScene } from "./datasets/labelledScene.ts";
import { type SceneScores, sceneOf, scoreScene, thresholdDice } from "./evaluateScene.ts";
import { JUDGED_PARTS, partTitle, type Split, type SplitRule } from "./split.ts";
import { mean, summariseScores } from "./summariseScores.ts";

export type Predict = (scene: Scene, band: Band) => Promise<Prediction>;

export type Evaluation = {
  readonly figures: readonly EvaluationFigures[];
  readonly scenes: readonly (SceneScores & { readonly split: string })[];
};

export type EvaluateOptions = {
  readonly onScene?: (done: number, total: number) => void;
  /** Before the scene is scored. */
  readonly onPrediction?: (
    label: LabelledScene,
    scene: Scene,
    prediction: Prediction,
  ) => Promise<void>;
};

/** Parts of the split without a scene are left out. */
export async function evaluateModel(
  predict: Predict,
  dataset: Dataset,
  { split, rule }: { readonly split: Split; readonly rule: SplitRule },
  { onPrediction, onScene }: EvaluateOptions = {},
): Promise<Evaluation> {
  const scenes: (SceneScores & { split: string })[] = [];
  const total = split.validation.length + split.test.length;
  for (const part of JUDGED_PARTS)
    for (const name of split[part]) {
      const label = await dataset.read(name);
      const scene = sceneOf(label, label.band);
      const prediction = await predict(scene, label.band);
      await onPrediction?.(label, scene, prediction);
      scenes.push({ split: partTitle(rule, part), ...scoreScene(label, scene, prediction) });
      onScene?.(scenes.length, total);
    }
  const parts = [...new Set(scenes.map((scene) => scene.split))];
  const figures = parts.map((part) =>
    summariseScores(
      part,
      scenes.filter((scene) => scene.split === part),
    ),
  );
  return { figures, scenes };
}

const THRESHOLDS = Array.from({ length: 17 }, (_, i) => 0.1 + i * 0.05);

/** The threshold from 0.1 to 0.9 with the best mean Dice on the named scenes. */
export async function chooseThreshold(
  predict: Predict,
  dataset: Dataset,
  names: readonly string[],
  onScene: (done: number, total: number) => void = () => {},
): Promise<number> {
  const dice = THRESHOLDS.map((): number[] => []);
  for (const [i, name] of names.entries()) {
    const label = await dataset.read(name);
    const scene = sceneOf(label, label.band);
    const atThreshold = thresholdDice(label, scene, await predict(scene, label.band));
    THRESHOLDS.forEach((threshold, k) => {
      dice[k]?.push(atThreshold(threshold));
    });
    onScene(i + 1, names.length);
  }
  const means = dice.map(mean);
  const best = THRESHOLDS[means.indexOf(Math.max(...means))] ?? 0.5;
  return Math.round(best * 100) / 100;
}
