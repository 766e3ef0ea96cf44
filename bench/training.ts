// npm run bench -- training: the trainer's own steps, augmentation and all, against bare steps on ready tensors.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openSimulated } from "../training/datasets/simulated.ts";
import { findPython } from "../training/findPython.ts";
import { prepareRun } from "../training/prepareRun.ts";
import { torchEnvironment } from "../training/runTorch.ts";
import {
  readTrainingConfig,
  requireUnet,
  type TrainingConfig,
} from "../training/trainingConfig.ts";

const STEPS = 9;
const CONFIG = "training/configs/attention-unet.json";

/** Seconds a step: the trainer's, and bare ones in both memory layouts. */
type Times = {
  readonly trainer: number;
  readonly contiguous: number;
  readonly channelsLast: number;
  readonly device: string;
  readonly threads: number;
};

async function main(): Promise<void> {
  const python = await findPython();
  const folder = mkdtempSync(join(tmpdir(), "icefront-bench-"));
  try {
    const rows = await measure(python, folder);
    mkdirSync("bench/results", { recursive: true });
    writeFileSync("bench/results/training.json", JSON.stringify(rows, null, 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(python: string, folder: string): Promise<Times[]> {
  const config = requireUnet(readTrainingConfig(CONFIG));
  const dataset = openSimulated(config.batch * (STEPS + 1));
  await prepareRun({
    config,
    dataset,
    split: { train: dataset.scenes.map(({ name }) => name), validation: [], test: [] },
    folder,
    prepared: join(folder, "prepared"),
    onScene: (done, total) => process.stderr.write(`\rPreparing scenes ${done}/${total} `),
  });
  process.stderr.write("\n");
  const rows: Times[] = [];
  for (const size of [128, 192]) {
    const phases = [{ epochs: 1, sizePx: size, zoom: [0.42, 0.95] }] as const;
    const times = await time(python, folder, { ...config, phases });
    rows.push(times);
    const share = ((100 * times.contiguous) / times.trainer).toFixed(1);
    const layout = (times.channelsLast / times.contiguous).toFixed(2);
    console.log(
      `${config.network.baseWidth} channels, ${size} px, batch ${config.batch}, ${times.device}, ${times.threads} thread(s): trainer ${times.trainer.toFixed(2)} s a step = ${share} % of the bare loop's rate; channels last / contiguous ${layout}`,
    );
  }
  return rows;
}

async function time(python: string, folder: string, config: TrainingConfig): Promise<Times> {
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  const script = join(import.meta.dirname, "../training/torch/bench_step.py");
  const files = ["--graph", "graph.json", "--data", "prepared", "--config", "config.json"];
  const { stdout } = await promisify(execFile)(python, [script, ...files, "--out", "."], {
    cwd: folder,
    env: torchEnvironment(1),
  });
  return JSON.parse(stdout);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
