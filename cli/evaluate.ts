// npm run evaluate: scores of a model on a labelled data set, through the pipeline that users run.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDataset } from "../training/datasets/openDataset.ts";
import { type Evaluation, evaluateModel } from "../training/evaluateModel.ts";
import { splitScenes } from "../training/split.ts";
import { figuresTable } from "../training/summariseScores.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { openSession, readBackend } from "./openSession.ts";

const USAGE = `Usage: npm run evaluate -- --model NAME --data DIR [--split FILE] --out DIR [--backend auto|webgpu|wasm]
Prints Dice, IoU, the mean distance error in metres and the number of scenes without a front, on the scenes that the
model's training kept apart (its card says which), or on those of --split: a JSON file with the lists "validation"
and "test". Writes figures.json and scenes.csv into --out.`;

async function main(): Promise<void> {
  const names = ["model", "data", "split", "out", "backend"];
  const { options } = readArguments(process.argv.slice(2), names, USAGE);
  const dataset = await openDataset(requiredOption(options, "data", USAGE));
  const out = requiredOption(options, "out", USAGE);
  const { name, session, model, started } = await openSession(
    requiredOption(options, "model", USAGE),
    readBackend(options.backend),
  );
  const { weightsSha256, tracing, trainedOn } = model.card;
  const rule = options.split ? ({ kind: "file", path: options.split } as const) : trainedOn.split;
  const split = splitScenes(dataset.scenes, rule);
  mkdirSync(out, { recursive: true });
  const { figures, scenes } = await evaluateModel(
    (scene, band) => session.predict(name, scene, async () => band),
    dataset,
    { split, rule },
    (done, total) => process.stderr.write(`\rscene ${done}/${total} `),
  );
  process.stderr.write("\n");
  writeFileSync(join(out, "scenes.csv"), `${scenesCsv(scenes)}\n`);
  const record = { model: name, weightsSha256, tracing, backend: started.backend, figures };
  writeFileSync(join(out, "figures.json"), JSON.stringify(record, null, 1));
  console.log(
    `${name} (${weightsSha256.slice(0, 12)}) on ${started.backend}, threshold ${tracing.threshold01}`,
  );
  console.log(figuresTable(figures));
}

function scenesCsv(scenes: Evaluation["scenes"]): string {
  const rows = scenes.map(({ split, facts, dice, iou, errors }) => {
    const error = errors ? (errors.sumMetres / errors.count).toFixed(1) : "";
    const { name, glacier, sensor } = facts;
    return [split, name, glacier, sensor, dice.toFixed(4), iou?.toFixed(4) ?? "", error].join();
  });
  return ["split,name,glacier,sensor,dice,iou,mde_m", ...rows].join("\n");
}

main().then(() => process.exit(0), failWithSentence);
