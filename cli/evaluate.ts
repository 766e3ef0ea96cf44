// npm run evaluate: scores of a model on a labelled data set, through the pipeline that users run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCaffe256 } from "../training/datasets/caffe256.ts";
import { type SceneScores, sceneOf, scoreScene } from "../training/evaluateScene.ts";
import { readSplit, type Split, splitByGlacierAndDate } from "../training/split.ts";
import { figuresTable, summariseScores } from "../training/summariseScores.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { openSession, readBackend } from "./openSession.ts";

const USAGE = `Usage: npm run evaluate -- --model NAME --data DIR [--split FILE] --out DIR [--backend auto|webgpu|wasm]
Prints Dice, IoU, the mean distance error in metres and the number of scenes without a front, on the scenes that the
model's training kept apart (its card says which), or on those of --split: a JSON file with the lists "otherDates"
and "unseenGlacier". Writes figures.json and scenes.csv into --out.`;

async function main(): Promise<void> {
  const { options } = readArguments(
    process.argv.slice(2),
    ["model", "data", "split", "out", "backend"],
    USAGE,
  );
  const dataset = openCaffe256(requiredOption(options, "data", USAGE));
  const out = requiredOption(options, "out", USAGE);
  const { session, model, started } = await openSession(
    requiredOption(options, "model", USAGE),
    readBackend(options.backend),
  );
  const split: Split = options.split
    ? readSplit(options.split, dataset.scenes)
    : splitByGlacierAndDate(dataset.scenes, model.card.trainedOn.heldOut);
  mkdirSync(out, { recursive: true });
  const rows: string[] = ["split,name,glacier,sensor,dice,iou,mde_m"];
  const figures = [];
  for (const part of ["otherDates", "unseenGlacier"] as const) {
    const scores: SceneScores[] = [];
    for (const name of split[part]) {
      const label = dataset.read(name);
      const scene = sceneOf(label, label.band);
      const prediction = await session.predict(model.card.name, scene, async () => label.band);
      const score = scoreScene(label, scene, prediction);
      scores.push(score);
      rows.push(csvRow(part, score));
      process.stderr.write(`\r${part} ${scores.length}/${split[part].length} `);
    }
    if (scores.length) figures.push(summariseScores(part, scores));
  }
  process.stderr.write("\n");
  writeFileSync(join(out, "scenes.csv"), `${rows.join("\n")}\n`);
  const { name, weightsSha256, tracing } = model.card;
  writeFileSync(
    join(out, "figures.json"),
    JSON.stringify(
      { model: name, weightsSha256, tracing, backend: started.backend, figures },
      null,
      1,
    ),
  );
  console.log(
    `${name} (${weightsSha256.slice(0, 12)}) on ${started.backend}, threshold ${tracing.threshold01}`,
  );
  console.log(figuresTable(figures));
}

function csvRow(split: string, { facts, dice, iou, errors }: SceneScores): string {
  const error = errors ? (errors.sumMetres / errors.count).toFixed(1) : "";
  return [
    split,
    facts.name,
    facts.glacier,
    facts.sensor,
    dice.toFixed(4),
    iou?.toFixed(4) ?? "",
    error,
  ].join();
}

main().then(() => process.exit(0), failWithSentence);
