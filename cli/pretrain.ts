// npm run pretrain: the hybrid's encoder and decoder learn from unlabelled pairs of SAR and optical pictures.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HYBRID_SIZES } from "../src/models/hybridConfigs.ts";
import { buildPretraining, OPTICAL_LAYERS } from "../src/models/pretraining.ts";
import { findPython } from "../training/findPython.ts";
import { requireNoRun, requireSameConfig } from "../training/prepareRun.ts";
import { listPairs } from "../training/pretraining/listPairs.ts";
import { type PairsIndex, preparePairs } from "../training/pretraining/preparePairs.ts";
import {
  type PretrainingConfig,
  readPretrainingConfig,
} from "../training/pretraining/pretrainingConfig.ts";
import { runTorch } from "../training/runTorch.ts";
import { failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { torchOptions } from "./torchOptions.ts";

const USAGE = `Usage: npm run pretrain -- --config FILE --data DIR[,simulated:N] --out DIR [--resume]
  --config      pretraining configuration, e.g. training/configs/pretrain-opttranslator.json
  --data        pairs of SAR and optical pictures (docs/datasets.md), several folders with commas between; simulated:N adds
                N simulated ones
  --out         run folder: prepared arrays, graph.json, checkpoint.pt, log.jsonl, and at the end pretrained.safetensors,
                for npm run train -- --start-from
  --resume      goes on from the run folder's checkpoint
  --start-from  safetensors of another run of the same network, to go on from
  --processes   processes on this machine (PyTorch's launcher), each with its part of every batch; default 1
  --cpu         leaves a CUDA device alone
Needs Python 3.9 or later with PyTorch 1.13 or later and NumPy.`;

async function main(): Promise<void> {
  const { options, flags } = readArguments(
    process.argv.slice(2),
    ["config", "data", "out", "start-from", "processes"],
    USAGE,
    ["resume", "cpu"],
  );
  const config = readPretrainingConfig(requiredOption(options, "config", USAGE));
  const pairs = listPairs(requiredOption(options, "data", USAGE).split(","));
  const out = requiredOption(options, "out", USAGE);
  const python = await findPython();
  if (flags.has("resume")) requireSameConfig(out, config);
  else requireNoRun(out);
  const prepared = join(out, "prepared");
  const { recipe, metresPerPx, validationShare01 } = { ...config, recipe: config.preprocessing };
  const index = await preparePairs({
    ...{ pairs, recipe, metresPerPx, validationShare01 },
    folder: prepared,
    onPair: showProgress,
  });
  console.log(pairsInWords(index));
  writeRun(out, config);
  const isComplete = await runTorch({
    python,
    folder: out,
    prepared,
    ...torchOptions(options, flags),
  });
  if (!isComplete) return console.log("Go on with --resume.");
  copyFileSync(join(out, "best.safetensors"), join(out, "pretrained.safetensors"));
  console.log(`${join(out, "pretrained.safetensors")}: for npm run train -- --start-from.`);
}

function writeRun(out: string, config: PretrainingConfig): void {
  const { network, preprocessing, pretext } = config;
  const body = {
    ...HYBRID_SIZES[network.hybrid],
    sizePx: preprocessing.sizePx,
    inputChannels: preprocessing.channels.length,
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "config.json"), JSON.stringify(config, null, 1));
  writeFileSync(join(out, "graph.json"), JSON.stringify(buildPretraining(body, pretext)));
}

/** How many, and which layers the loss leaves out of which optical picture. */
function pairsInWords({ pictures, opticals }: PairsIndex): string {
  const lacking = opticals.flatMap(({ path, layers }) => {
    const names = OPTICAL_LAYERS.filter((_, i) => !layers[i]);
    return names.length ? [`${path} has no ${names.join(", ")}: left out of the loss.`] : [];
  });
  const counts = `${pictures.length} SAR pictures, ${opticals.length} optical ones.`;
  return [counts, ...lacking].join("\n");
}

function showProgress(done: number, total: number): void {
  process.stderr.write(`\rPreparing pairs ${done}/${total} ${done === total ? "\n" : ""}`);
}

main().then(() => process.exit(0), failWithSentence);
