// npm run study: U-Net and Attention U-Net under four losses, trained, scored and set beside the published tables.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDataset } from "../training/datasets/openDataset.ts";
import { scorePart, scoresAtChosenThresholds } from "../training/evaluateRun.ts";
import { findPython } from "../training/findPython.ts";
import { PreparedScenes } from "../training/preparedScenes.ts";
import { prepareRun, requireSameConfig } from "../training/prepareRun.ts";
import { type ReportedRun, reportHtml } from "../training/report/reportHtml.ts";
import { reportRun } from "../training/report/reportRun.ts";
import { withRunEngine } from "../training/runEngine.ts";
import {
  bestWeights,
  isCompleteRun,
  type RunFolder,
  readRunFolder,
} from "../training/runFolder.ts";
import { runTorch } from "../training/runTorch.ts";
import { splitScenes } from "../training/split.ts";
import { STUDY_VARIANTS, type StudyVariant, variantConfig } from "../training/study.ts";
import { type StudyScore, studyMarkdown, studySections } from "../training/studyTables.ts";
import { readTrainingConfig, requireUnet, type UnetConfig } from "../training/trainingConfig.ts";
import { countOption, failWithSentence, readArguments } from "./arguments.ts";
import { startWasm } from "./startWasm.ts";

const USAGE = `Usage: npm run study -- [--config FILE] [--data DIR] [--out DIR] [--processes N] [--cpu] [--tables-only]
Trains U-Net and Attention U-Net with BCE, WBCE4, WBCE8 and WBCE16 (Holzmann et al. 2021), chooses epochs and thresholds
on validation scenes, scores the test scenes once, and writes study.md and study.html into --out. Stopped or killed, the
same command goes on where it was.
  --config       base configuration (default training/configs/study.json)
  --data         data set (default ../shared/data/caffe256)
  --out          default runs/study
  --tables-only  trains nothing: tables and report of the runs that are complete`;

type Study = {
  readonly out: string;
  readonly prepared: string;
  readonly base: UnetConfig;
};

async function main(): Promise<void> {
  const names = ["config", "data", "out", "processes"];
  const { options, flags } = readArguments(process.argv.slice(2), names, USAGE, [
    "cpu",
    "tables-only",
  ]);
  const out = options.out ?? "runs/study";
  const base = requireUnet(readTrainingConfig(options.config ?? "training/configs/study.json"));
  const study = { out, prepared: join(out, "prepared"), base };
  if (!flags.has("tables-only")) {
    const isComplete = await trainAll(study, {
      data: options.data ?? "../shared/data/caffe256",
      processes: countOption(options, "processes", 1),
      cpuOnly: flags.has("cpu"),
    });
    if (!isComplete) return;
  }
  await startWasm();
  await writeTables(study);
}

/** False when the user stopped it. */
async function trainAll(
  { out, prepared, base }: Study,
  options: { readonly data: string; readonly processes: number; readonly cpuOnly: boolean },
): Promise<boolean> {
  const python = await findPython();
  const dataset = await openDataset(options.data);
  const split = splitScenes(dataset.scenes, base.split);
  for (const [i, variant] of STUDY_VARIANTS.entries()) {
    const folder = join(out, variant.name);
    console.log(`${variant.name} (${i + 1} of ${STUDY_VARIANTS.length})`);
    const config = variantConfig(base, variant);
    requireSameConfig(folder, config);
    const onScene = (done: number, total: number) =>
      process.stderr.write(`\rPreparing scenes ${done}/${total} ${done === total ? "\n" : ""}`);
    await prepareRun({ config, dataset, split, folder, prepared, onScene });
    const { processes, cpuOnly } = options;
    const run = { python, folder, prepared, resume: true, startFrom: null, processes, cpuOnly };
    if (!(await runTorch(run))) {
      console.log("The same command goes on from here.");
      return false;
    }
  }
  return true;
}

async function writeTables({ out, prepared, base }: Study): Promise<void> {
  const variants = STUDY_VARIANTS.filter(({ name }) =>
    existsSync(join(out, name, "best.safetensors")),
  );
  const scores: StudyScore[] = [];
  const reported: ReportedRun[] = [];
  for (const variant of variants) {
    const run = readRunFolder(join(out, variant.name));
    if (!isCompleteRun(run)) {
      console.error(`${variant.name} is not trained to its end: left out.`);
      continue;
    }
    const onScene = (done: number, total: number) =>
      process.stderr.write(`\r${variant.name}: scene ${done}/${total}  `);
    scores.push(await scoreVariant(variant, run, prepared, onScene));
    reported.push(await reportRun(run, { prepared, scenes: 4, onScene }));
    process.stderr.write("\n");
  }
  const tables = { base, scores };
  const markdown = studyMarkdown(tables);
  writeFileSync(join(out, "study.md"), markdown);
  const title = "U-Net and Attention U-Net under distance-weighted losses";
  writeFileSync(join(out, "study.html"), reportHtml(title, reported, studySections(tables)));
  console.log(`${markdown}\nWrote ${join(out, "study.md")} and study.html.`);
}

async function scoreVariant(
  variant: StudyVariant,
  run: RunFolder,
  prepared: string,
  onScene: (done: number, total: number) => void,
): Promise<StudyScore> {
  const scenes = new PreparedScenes(prepared);
  return withRunEngine(run, bestWeights(run), async (engine) => {
    const predict = async (input: Float32Array) =>
      (await engine.run(input))[run.graph.primaryOutput]?.values ?? [];
    const validation = await scorePart(scenes, "validation", predict, onScene);
    const test = await scorePart(scenes, "test", predict, onScene);
    const { columns, thresholds, band } = scoresAtChosenThresholds(validation, test);
    return {
      variant,
      bestEpoch: run.bestEpoch,
      testScenes: test.length,
      columns,
      thresholds,
      thicknessPx: band?.thicknessPx ?? null,
      certaintyMetres: band?.certaintyMetres ?? null,
    };
  });
}

main().then(() => process.exit(0), failWithSentence);
