// A small training run, made by the program that people train with: simulated fjords, an Attention U-Net of 64 pixels.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SHIPPED = join(ROOT, "training/configs/attention-unet.json");

/** Epochs that it keeps; it judges after each. */
export const KEPT = [1, 3, 6] as const;

export type SmallRun = {
  /** Its folder, "fjords". */
  readonly folder: string;
  readonly bestEpoch: number;
};

/** The run, or the sentence with which the program says what it needs: a Python with PyTorch. */
export async function makeSmallRun(): Promise<SmallRun | string> {
  const place = mkdtempSync(join(tmpdir(), "icefront-small-run-"));
  const [data, folder] = [join(place, "data"), join(place, "fjords")];
  mkdirSync(data);
  await npm("simulate", "--dataset", data, "--count", "6");
  const config = join(place, "config.json");
  writeFileSync(config, JSON.stringify(smallConfig()));
  const options = ["--config", config, "--data", data, "--out", folder, "--cpu"];
  const said = await npm("train", ...options).then(
    () => null,
    ({ stderr }: { readonly stderr: string }) => stderr,
  );
  if (said !== null && /needs Python .* PyTorch/.test(said)) return said;
  if (said !== null) throw new Error(said);
  const log = readFileSync(join(folder, "log.jsonl"), "utf8").trim().split("\n");
  const records = log.map((line): { epoch: number; isBest?: boolean } => JSON.parse(line));
  return { folder, bestEpoch: records.findLast(({ isBest }) => isBest)?.epoch ?? 0 };
}

function smallConfig(): unknown {
  const shipped = JSON.parse(readFileSync(SHIPPED, "utf8"));
  return {
    ...shipped,
    name: "small",
    network: { baseWidth: 4, attention: true, zoneHead: true },
    preprocessing: { ...shipped.preprocessing, sizePx: 64 },
    split: {
      kind: "random",
      seed: 1,
      validationShare01: 0.25,
      testShare01: 0,
      datesMayStraddle: false,
    },
    simulatedScenes: 0,
    batch: 2,
    phases: [{ epochs: KEPT.at(-1), sizePx: 64, zoom: [0.9, 1] }],
    learningRate: { kind: "cosine", base: 1e-4, max: 1e-2, warmUpIterations: 1 },
    averageDecay: 0.5,
    evaluateEvery: 1,
    evaluateStep: 1,
    keepEpochs: KEPT,
    workers: 0,
  };
}

function npm(script: string, ...options: readonly string[]) {
  return promisify(execFile)("npm", ["run", "-s", script, "--", ...options], { cwd: ROOT });
}
