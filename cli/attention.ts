// npm run attention: how good the attention maps of models and training runs are, on scenes with a labelled front.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import {
  attentionCharts,
  attentionCsv,
  attentionMarkdown,
  attentionNotes,
  summariseAttention,
} from "../training/attention/attentionTable.ts";
import {
  type GatedNetwork,
  networkName,
  networkOfModel,
  networksOfRun,
  readEpochChoice,
} from "../training/attention/gatedNetworks.ts";
import {
  type JudgedMap,
  judgeAttention,
  scenesOfPart,
} from "../training/attention/judgeAttention.ts";
import type { Dataset } from "../training/datasets/labelledScene.ts";
import { openDataset } from "../training/datasets/openDataset.ts";
import { readRunFolder } from "../training/runFolder.ts";
import { type Split, type SplitRule, splitScenes } from "../training/split.ts";
import { countOption, failWithSentence, readArguments, requiredOption } from "./arguments.ts";
import { modelFolder, readModelFile } from "./openSession.ts";
import { startWasm } from "./startWasm.ts";

const USAGE = `Usage: npm run attention -- [--model NAME[,NAME]] [--run DIR[,DIR]] [--epoch best|N|all] [--size PX] --data DIR [--split FILE] [--part validation|test|train] --out DIR
Figures of the attention maps alpha1 (finest) to alpha4 (coarsest): how much of them lies near the labelled front, how sharp
they are, what they spend on padding, rock, ocean and melange. Writes attention.csv (every scene), attention.md, attention.json
and charts as SVG into --out.
  --model  names in public/models or model folders
  --run    folders that "npm run train" wrote
  --epoch  which of a run's kept weights (default best)
  --size   side of the square that a run's network is given, in place of its own: its early epochs may have seen smaller ones
  --part   which scenes of each network's own split (default validation); --split: a JSON file with lists of scene names`;

const PARTS: readonly string[] = ["train", "validation", "test"] satisfies (keyof Split)[];

async function main(): Promise<void> {
  const names = ["model", "run", "epoch", "data", "split", "part", "size", "out"];
  const { options } = readArguments(process.argv.slice(2), names, USAGE);
  const part = readPart(options.part);
  const data = requiredOption(options, "data", USAGE);
  const out = requiredOption(options, "out", USAGE);
  const networks = withGates(await openNetworks(options));
  const dataset = await openDataset(data);
  // All that can be refused is refused before anything is run.
  const planned = networks.map((network) => {
    const rule: SplitRule = options.split ? { kind: "file", path: options.split } : network.rule;
    return { network, scenes: scenesOfPart(splitScenes(dataset.scenes, rule), part) };
  });
  mkdirSync(out, { recursive: true });
  await startWasm();
  let markdown = "";
  const maps: JudgedMap[] = [];
  for (const { network, scenes } of planned) {
    maps.push(...(await judge(network, dataset, scenes)));
    // After each network, so that what is done stays when the rest is stopped.
    markdown = writeTables(out, maps, { data: dataset.name, part });
  }
  console.log(
    `${markdown}\nWrote attention.csv, attention.md, attention.json and charts into ${out}.`,
  );
}

/** Returns the table. */
function writeTables(
  out: string,
  maps: readonly JudgedMap[],
  about: { readonly data: string; readonly part: keyof Split },
): string {
  const rows = summariseAttention(maps);
  const notes = attentionNotes(maps);
  const title = `Attention maps on ${about.part} scenes of ${about.data}`;
  const markdown = attentionMarkdown(rows, { title, notes });
  writeFileSync(join(out, "attention.csv"), attentionCsv(maps));
  writeFileSync(join(out, "attention.md"), markdown);
  writeFileSync(join(out, "attention.json"), JSON.stringify({ ...about, notes, rows }, null, 1));
  for (const [file, svg] of attentionCharts(rows)) writeFileSync(join(out, file), svg);
  return markdown;
}

/** Throws `option-invalid` for another word. */
function readPart(text = "validation"): keyof Split {
  if (!PARTS.includes(text))
    throw new AppError("option-invalid", `--part must be ${PARTS.join(", ")}, not "${text}".`);
  return text as keyof Split;
}

/** Rejects with `option-invalid` when neither a model nor a run is named. */
async function openNetworks(options: Readonly<Record<string, string>>): Promise<GatedNetwork[]> {
  const choice = {
    epoch: readEpochChoice(options.epoch),
    sizePx: options.size === undefined ? undefined : countOption(options, "size", 1),
  };
  const listed = (text: string | undefined) => [...new Set(text?.split(",").filter(Boolean))];
  const [models, runs] = [listed(options.model), listed(options.run)];
  const nameOf = (folder: string) => networkName(folder, [...models, ...runs]);
  const networks: GatedNetwork[] = [];
  for (const model of models) {
    const folder = modelFolder(model);
    const read = async (file: string) => Uint8Array.from(readModelFile(folder, file));
    networks.push(await networkOfModel(nameOf(model), read));
  }
  for (const run of runs) networks.push(...networksOfRun(nameOf(run), readRunFolder(run), choice));
  if (!networks.length)
    throw new AppError("option-invalid", `Name a --model or a --run.\n${USAGE}`);
  return networks;
}

/** Says which networks have no gates and are left out. Throws `option-invalid` when none is left. */
function withGates(networks: readonly GatedNetwork[]): GatedNetwork[] {
  const gated = networks.filter(({ layers }) => layers.length > 0);
  const others = new Set(networks.filter(({ layers }) => !layers.length).map(({ name }) => name));
  if (!gated.length)
    throw new AppError(
      "option-invalid",
      `${[...others].join(", ")}: no attention gates, so there are no maps to judge. Name an Attention U-Net.`,
    );
  for (const name of others) process.stderr.write(`${name} has no attention gates: left out.\n`);
  return gated;
}

async function judge(
  network: GatedNetwork,
  dataset: Dataset,
  scenes: readonly string[],
): Promise<JudgedMap[]> {
  const title = `${network.name}, ${network.weights}`;
  const maps = await judgeAttention(network, dataset, scenes, (done, total) => {
    process.stderr.write(`\r${title}: scene ${done}/${total} `);
  });
  process.stderr.write("\n");
  return maps;
}

main().then(() => process.exit(0), failWithSentence);
