// npm run evaluate: scores of a model on a labelled data set, through the pipeline that users run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { areaOfBand } from "../src/inference/preprocess/prepareInput.ts";
import { bandWidth } from "../src/inference/scores/bandThickness.ts";
import { skeletonize } from "../src/inference/trace/skeletonize.ts";
import { type Annotator, openAnnotators } from "../training/annotators.ts";
import type { LabelledScene } from "../training/datasets/labelledScene.ts";
import { openDataset } from "../training/datasets/openDataset.ts";
import { type Evaluation, evaluateModel } from "../training/evaluateModel.ts";
import { predictedLine } from "../training/evaluateScene.ts";
import {
  type PairErrors,
  pairErrors,
  pairMatrix,
  summarisePairs,
} from "../training/metrics/pairDistances.ts";
import { zoneScores } from "../training/metrics/zoneScores.ts";
import { splitScenes } from "../training/split.ts";
import {
  CATEGORIES,
  type Category,
  figuresTable,
  plainTable,
  summariseByCategory,
  zonesTable,
} from "../training/summariseScores.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { ENSEMBLE_OPTIONS, ENSEMBLE_USAGE, ensembleOption } from "./ensembleOption.ts";
import { openSession, readBackend } from "./openSession.ts";

const USAGE = `Usage: npm run evaluate -- --model NAME --data DIR [--split FILE] [--by LIST] [--annotators A=DIR,B=DIR] --out DIR [--backend auto|webgpu|wasm]
Scores the scenes that the model's training kept apart (its card says which), or those of --split: a JSON file with the
lists "validation" and "test". Prints Dice, distance-weighted Dice, IoU, Matthews correlation, thickness and certainty of
the predicted band, the mean distance error of the fronts in metres with its companions, and the number of scenes without
a front, which the distances leave out; of zones, where model and data have them, precision, recall, F1 and IoU of each.
Writes figures.json and scenes.csv into --out.
  --by          also by category: any of ${Object.keys(CATEGORIES).join(", ")}, with commas between
  --annotators  also how far annotators' fronts lie from each other, from the labels and from the model's: folders with
                SCENE, SCENE_front or SCENE_fronts as .png mask, .geojson, .shp or .zip
${ENSEMBLE_USAGE}`;

async function main(): Promise<void> {
  const names = [
    "model",
    "data",
    "split",
    "by",
    "annotators",
    "out",
    "backend",
    ...ENSEMBLE_OPTIONS,
  ];
  const { options } = readArguments(process.argv.slice(2), names, USAGE);
  const categories = readCategories(options.by);
  const annotators = options.annotators ? openAnnotators(options.annotators) : [];
  const pairs: PairErrors[] = [];
  const dataset = await openDataset(requiredOption(options, "data", USAGE));
  const out = requiredOption(options, "out", USAGE);
  const ensemble = ensembleOption(options);
  const { name, predict, model, started, weightsSha256 } = await openSession(
    requiredOption(options, "model", USAGE),
    readBackend(options.backend),
    ensemble,
  );
  const { tracing, trainedOn } = model.card;
  const rule = options.split ? ({ kind: "file", path: options.split } as const) : trainedOn.split;
  const split = splitScenes(dataset.scenes, rule);
  mkdirSync(out, { recursive: true });
  const { figures, scenes } = await evaluateModel(
    (scene, band) => predict(scene, areaOfBand(band).read),
    dataset,
    { split, rule },
    {
      onScene: (done, total) => process.stderr.write(`\rscene ${done}/${total} `),
      ...(annotators.length > 0 && {
        onPrediction: async (label, scene, prediction) => {
          const model = predictedLine(label, scene, prediction);
          pairs.push(...(await pairsOfScene(annotators, label, model)));
        },
      }),
    },
  );
  process.stderr.write("\n");
  writeFileSync(join(out, "scenes.csv"), `${scenesCsv(scenes)}\n`);
  const byCategory = categories.map((category) => summariseByCategory(category, scenes));
  const { backend } = started;
  const annotatorPairs = summarisePairs(pairs);
  const record = {
    ...(ensemble && { ensemble }),
    ...{ model: name, weightsSha256, tracing, backend, figures, byCategory },
    ...(annotators.length > 0 && { annotatorPairs }),
  };
  writeFileSync(join(out, "figures.json"), JSON.stringify(record, null, 1));
  console.log(
    `${[name, ...(ensemble?.others ?? [])].join(" + ")} (${weightsSha256.slice(0, 12)}) on ${started.backend}, threshold ${tracing.threshold01}`,
  );
  console.log(`${figuresTable(figures)}\n`);
  byCategory.forEach((rows, i) => {
    const nothing = `No scene has a known ${categories[i]}.`;
    console.log(`${rows.length ? figuresTable(rows) : nothing}\n`);
  });
  const zones = zonesTable([...figures, ...byCategory.flat()]);
  if (zones !== null) console.log(`${zones}\n`);
  if (annotators.length > 0) console.log(`${plainTable(pairMatrix(annotatorPairs))}\n`);
  console.log(
    "thickness = predicted pixels / pixels of the labelled line; certainty = thickness * pixel / 2",
  );
}

/** Of every two of the annotators that have the scene, its label and the model. */
async function pairsOfScene(
  annotators: readonly Annotator[],
  label: LabelledScene,
  model: Uint8Array,
): Promise<PairErrors[]> {
  const { band, front, pixelSizeMetres } = label;
  const fronts = new Map([
    ["label", skeletonize(front, band)],
    ["model", model],
  ]);
  for (const { frontOn, name } of annotators) {
    const drawn = await frontOn(label);
    if (drawn !== null) fronts.set(name, drawn);
  }
  const { heightPx, widthPx } = band;
  return pairErrors({ fronts, pixelSizeMetres, heightPx, widthPx });
}

/** Throws `option-invalid` naming a category that does not exist. */
function readCategories(text: string | undefined): Category[] {
  const wanted = text ? text.split(",") : [];
  return wanted.map((name) => {
    if (!Object.hasOwn(CATEGORIES, name))
      throw new AppError(
        "option-invalid",
        `--by: there is no category "${name}", only ${Object.keys(CATEGORIES).join(", ")}.`,
      );
    return name as Category;
  });
}

function scenesCsv(scenes: Evaluation["scenes"]): string {
  const rows = scenes.map((scene) => {
    const { facts } = scene;
    const { name, glacier, date, sensor, nominalResolutionMetres } = facts;
    const season = CATEGORIES.season(facts) ?? "";
    const { errors, iou, weightedDice } = scene;
    const band = bandWidth(scene.band);
    const figures = [
      scene.dice,
      weightedDice.wdice4,
      weightedDice.wdice8,
      weightedDice.wdice16,
      iou,
      scene.mcc,
      band?.thicknessPx ?? null,
      band?.certaintyMetres ?? null,
      errors && errors.sumMetres / errors.count,
      scene.zones && zoneScores(scene.zones).iou.macro,
    ];
    const cells = figures.map((value) => (value === null ? "" : value.toFixed(4)));
    return [
      ...[scene.split, name, glacier, date, sensor, nominalResolutionMetres, season],
      ...cells,
    ].join();
  });
  const header =
    "split,name,glacier,date,sensor,nominal_res_m,season,dice,wdice4,wdice8,wdice16,iou,mcc,thickness_px,certainty_m,mde_m,zones_iou";
  return [header, ...rows].join("\n");
}

main().then(() => process.exit(0), failWithSentence);
