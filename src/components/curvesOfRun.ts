// What the learning curves of a training run show: which figures its log has, and what they are at an epoch.
import { axis } from "../figures/lineChart.ts";
import type { EpochRecord } from "../models/trainingRun.ts";
import type { KeptEpoch, TrainingRun } from "../store/trainingRuns.ts";

type Curve = {
  readonly name: string;
  /** Epoch and value; epochs that were not judged leave no gap. */
  readonly points: readonly (readonly [epoch: number, value: number])[];
};

type CurveChart = { readonly title: string; readonly curves: readonly Curve[] };

type Figure = {
  readonly name: string;
  readonly of: (record: EpochRecord) => number | undefined;
};

/** Names for people of the terms that the trainer writes down (training/torch/losses.py). */
const TERM_NAMES: Readonly<Record<string, string>> = {
  bce: "BCE",
  dice: "1 - Dice",
  mcc: "1 - MCC",
  zones: "zone BCE",
};

const VALIDATION: readonly Figure[] = [
  { name: "soft Dice", of: ({ validation }) => validation?.softDice },
  { name: "Dice", of: ({ validation }) => validation?.dice },
  { name: "MCC", of: ({ validation }) => validation?.mcc },
  { name: "IoU of zones", of: ({ validation }) => validation?.zoneIou },
];

const RATE: Figure = { name: "learning rate", of: ({ learningRate }) => learningRate };

/** Loss with its terms where there are several, what validation judged, and on demand the learning rate; none without a point. */
export function chartsOfRun(run: TrainingRun, withRate: boolean): readonly CurveChart[] {
  const groups = [
    { title: "Training loss", figures: lossFigures(run) },
    { title: "Validation", figures: VALIDATION },
    { title: "Learning rate", figures: withRate ? [RATE] : [] },
  ];
  return groups
    .map(({ title, figures }) => ({ title, curves: figures.flatMap((one) => curveOf(run, one)) }))
    .filter(({ curves }) => curves.length > 0);
}

function lossFigures({ log }: TrainingRun): readonly Figure[] {
  const terms = [...new Set(log.flatMap((record) => Object.keys(record.terms)))];
  return [
    { name: "loss", of: ({ loss }) => loss },
    // A single term is the loss itself.
    ...(terms.length < 2
      ? []
      : terms.map((term) => ({
          name: TERM_NAMES[term] ?? term,
          of: (record: EpochRecord) => record.terms[term],
        }))),
  ];
}

function curveOf({ log }: TrainingRun, { name, of }: Figure): readonly Curve[] {
  const points = log.flatMap((record) => {
    const value = of(record);
    return value === undefined ? [] : [[record.epoch, value] as const];
  });
  return points.length === 0 ? [] : [{ name, points }];
}

/** All curves of a run have one scale of epochs, with every kept epoch on it. */
export function epochAxis(
  { kept, log }: TrainingRun,
  ends: readonly [left: number, right: number],
) {
  const epochs = [...log, ...kept].map(({ epoch }) => epoch);
  return axis(epochs, ends, "tight");
}

/** The kept epoch that is nearest by `away`, the earlier of two. */
export function nearestKept(
  { kept }: TrainingRun,
  away: (epoch: number) => number,
): KeptEpoch | undefined {
  return kept.toSorted((a, b) => away(a.epoch) - away(b.epoch))[0];
}

/** The kept epoch so many places on from the shown one, or the last there is that way. */
export function keptBeside({ kept }: TrainingRun, epoch: number, step: number): number {
  const at = kept.findIndex((one) => one.epoch >= epoch);
  const to = Math.min(kept.length - 1, Math.max(0, (at < 0 ? kept.length - 1 : at) + step));
  return kept[to]?.epoch ?? epoch;
}

/** Such as "36 of 108, best". */
export function epochText({ bestEpoch, log }: TrainingRun, epoch: number): string {
  const of = log.at(-1)?.of ?? epoch;
  return `${epoch} of ${of}${epoch === bestEpoch ? ", best" : ""}`;
}
