// npm run train: prepares a data set, writes the graph, trains it with PyTorch and packages the weights with their card.
import { join } from "node:path";
import { checkDataset, checkReport } from "../training/checkDataset.ts";
import { joinDatasets, openDataset } from "../training/datasets/openDataset.ts";
import { openSimulated } from "../training/datasets/simulated.ts";
import { findPython } from "../training/findPython.ts";
import { prepareRun, requireNoRun, requireSameConfig } from "../training/prepareRun.ts";
import { runTorch } from "../training/runTorch.ts";
import { splitScenes } from "../training/split.ts";
import { readTrainingConfig } from "../training/trainingConfig.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { packageModel } from "./packageModel.ts";
import { torchOptions } from "./torchOptions.ts";

const USAGE = `Usage: npm run train -- --config FILE --out DIR [--data DIR,..] [--resume] [--package-only]
       npm run train -- --check-data DIR
  --config        training configuration, e.g. training/configs/attention-unet.json
  --data          the data set, or several with commas between (default ../shared/data/caffe256); docs/datasets.md
  --check-data    trains nothing: lists what is missing, mislabelled or empty; ends with 1 when something is
  --out           run folder: prepared arrays, graph.json, checkpoint.pt, log.jsonl, and at the end model/
  --resume        goes on from the run folder's checkpoint
  --start-from    safetensors of another run of the same network, to go on from with these settings
  --processes     processes on this machine (PyTorch's launcher), each with its part of every batch; default 1
  --cpu           leaves a CUDA device alone
  --package-only  does not train; packages the run's best weights, with figures measured anew
Needs Python 3.9 or later with PyTorch 1.13 or later and NumPy.`;

async function main(): Promise<number> {
  const { options, flags } = readArguments(
    process.argv.slice(2),
    ["config", "out", "data", "check-data", "start-from", "processes"],
    USAGE,
    ["resume", "package-only", "cpu"],
  );
  const checked = options["check-data"];
  if (checked !== undefined) return checkData(checked);
  const config = readTrainingConfig(requiredOption(options, "config", USAGE));
  const out = requiredOption(options, "out", USAGE);
  const folders = (options.data ?? "../shared/data/caffe256").split(",");
  const opened = await Promise.all(folders.map((folder) => openDataset(folder)));
  const real = joinDatasets(opened);
  const held = splitScenes(real.scenes, config.split);
  const simulated = openSimulated(config.simulatedScenes);
  const dataset = config.simulatedScenes > 0 ? joinDatasets([real, simulated]) : real;
  const split = {
    ...held,
    train: [...held.train, ...simulated.scenes.map((scene) => scene.name)],
  };
  if (!flags.has("package-only")) {
    const python = await findPython();
    const prepared = join(out, "prepared");
    if (flags.has("resume")) requireSameConfig(out, config);
    else requireNoRun(out);
    await prepareRun({ config, dataset, split, folder: out, prepared, onScene: showProgress });
    const isComplete = await runTorch({
      python,
      folder: out,
      prepared,
      ...torchOptions(options, flags),
    });
    if (!isComplete) {
      console.log("Go on with --resume, or package what there is with --package-only.");
      return 0;
    }
  }
  await packageModel({ run: out, config, dataset, split });
  return 0;
}

/** The exit code: 1 when something is wrong with the data set. */
async function checkData(folder: string): Promise<number> {
  const check = await checkDataset(folder, (done, total) =>
    process.stderr.write(`\rChecking scenes ${done}/${total} `),
  );
  process.stderr.write("\n");
  console.log(checkReport(check));
  return check.findings.length ? 1 : 0;
}

function showProgress(done: number, total: number): void {
  process.stderr.write(`\rPreparing scenes ${done}/${total} ${done === total ? "\n" : ""}`);
}

main().then((code) => process.exit(code), failWithSentence);
