// One run for the report: its worst validation scenes, and how its attention maps came to be.
import { join } from "node:path";
import { greyPicture, mapPicture, masksOver, pngDataUri } from "../../src/figures/picture.ts";
import type { Engine, EngineOutput } from "../../src/inference/engine/engine.ts";
import { diceCoefficient, overlapOf } from "../../src/inference/scores/segmentationScores.ts";
import { type PreparedSample, PreparedScenes } from "../preparedScenes.ts";
import { withRunEngine } from "../runEngine.ts";
import type { RunFolder } from "../runFolder.ts";
import type { Evolution, ReportedRun, ScenePicture } from "./reportHtml.ts";

export type ReportRunOptions = {
  /** Folder of the run's prepared arrays. */
  readonly prepared: string;
  /** How many validation scenes are shown; all are judged. */
  readonly scenes: number;
  readonly onScene: (done: number, total: number) => void;
};

const ALPHAS = ["alpha4", "alpha3", "alpha2", "alpha1"];

/** Needs a started backend. Rejects with `option-invalid` when weights and graph differ. */
export async function reportRun(run: RunFolder, options: ReportRunOptions): Promise<ReportedRun> {
  const scenes = new PreparedScenes(options.prepared);
  const names = scenes.index.split.validation;
  const best = run.kept.at(-1);
  if (!best || !names.length) return { run, scenes: [], evolution: null };
  const judged = await withRunEngine(run, best, (engine) =>
    judgeScenes(run, engine, scenes, options),
  );
  const shown = judged.toSorted((a, b) => a.dice - b.dice).slice(0, options.scenes);
  // The middle one: neither what the network cannot do nor its best.
  const middle = judged.toSorted((a, b) => a.dice - b.dice)[judged.length >> 1];
  const evolution = middle ? await evolve(run, scenes.sample(middle.name)) : null;
  return { run, scenes: shown, evolution };
}

export function preparedFolder(run: RunFolder): string {
  return join(run.folder, "prepared");
}

async function judgeScenes(
  run: RunFolder,
  engine: Engine,
  scenes: PreparedScenes,
  { onScene }: ReportRunOptions,
): Promise<ScenePicture[]> {
  const threshold =
    run.log.find(({ epoch }) => epoch === run.bestEpoch)?.validation?.threshold ?? 0.5;
  const pictures: ScenePicture[] = [];
  const total = scenes.index.split.validation.length;
  for (const { facts, input, intensity, target } of scenes.samples("validation")) {
    const { probability } = await engine.run(input);
    const mask = Uint8Array.from(probability?.values ?? [], (p) => (p > threshold ? 1 : 0));
    const dice = diceCoefficient(overlapOf(target, mask));
    const size = { widthPx: scenes.sizePx, heightPx: scenes.sizePx };
    const grey = greyPicture(size, Float32Array.from(intensity, Math.sqrt));
    const picture = pngDataUri(masksOver(grey, target, mask));
    pictures.push({ name: facts.name, dice, picture });
    onScene(pictures.length, total);
  }
  return pictures;
}

/** A row for each kept epoch; null for a network without gates. */
async function evolve(run: RunFolder, sample: PreparedSample): Promise<Evolution | null> {
  if (!("alpha1" in run.graph.outputs)) return null;
  const rows: Evolution["rows"][number][] = [];
  for (const kept of run.kept) {
    const outputs = await withRunEngine(run, kept, (engine) => engine.run(sample.input));
    rows.push({
      title: kept.title,
      pictures: [...ALPHAS, "probability"].map((name) => ({
        name,
        picture: pictureOf(outputs[name]),
      })),
    });
  }
  return { scene: sample.facts.name, rows };
}

function pictureOf(output: EngineOutput | undefined): string {
  if (output === undefined) return "";
  const { values, shape } = output;
  const valid = new Uint8Array(values.length).fill(1);
  const [, widthPx] = shape;
  return pngDataUri(mapPicture({ widthPx, heightPx: widthPx, values, valid }, "jet"));
}
