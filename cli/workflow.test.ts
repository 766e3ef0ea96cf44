// The workflow for real: 200 scenes in four jobs, everything killed half-way, and started again as Slurm jobs.
import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { hasProgram } from "../test/fixtures/needsProgram.ts";
import { writeTinyModel } from "../test/fixtures/tinyModel.ts";
import { writeTinyTiff } from "../test/fixtures/tinyTiff.ts";

const SCENES = 200;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "icefront-workflow-"));
const path = (...names: string[]) => join(folder, ...names);
const running: ChildProcess[] = [];
afterAll(() => {
  for (const { pid, exitCode, signalCode } of running)
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(-pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function writeScenes(): void {
  mkdirSync(path("scenes"));
  const [widthPx, heightPx] = [48, 40];
  for (let i = 0; i < SCENES; i++) {
    const pixels = Uint8Array.from({ length: widthPx * heightPx }, (_, at) => (at * (i + 7)) % 251);
    const bytes = writeTinyTiff({ widthPx, heightPx, bitsPerSample: 8, sampleFormat: 1, pixels });
    writeFileSync(path("scenes", `scene${i}.tif`), bytes);
  }
  writeFileSync(path("scenes", "broken.tif"), "no picture");
  const names = ["broken", ...Array.from({ length: SCENES }, (_, i) => `scene${i}`)];
  writeFileSync(
    path("scenes.csv"),
    `path\n${names.map((name) => `scenes/${name}.tif`).join("\n")}\n`,
  );
}

/** What Slurm would do with a job script, on this machine. */
function writeStandInForSbatch(): void {
  mkdirSync(path("bin"));
  writeFileSync(
    path("bin", "sbatch"),
    '#!/bin/sh\necho "$@" >> "$SBATCH_LOG"\nfor script; do :; done\nsh "$script" >/dev/null 2>&1 &\necho $!\n',
    { mode: 0o755 },
  );
  writeFileSync(path("bin", "scancel"), "#!/bin/sh\nkill $1\n", { mode: 0o755 });
}

function snakemake(...more: readonly string[]) {
  const config = [
    `manifest=${path("scenes.csv")}`,
    `out=${path("out")}`,
    `model=${path("model")}`,
    "options=--backend wasm",
    "shards=4",
    "threads=1",
  ];
  const args = ["-s", join(root, "workflows", "Snakefile"), ...more, "--config", ...config];
  const child = spawn("snakemake", args, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      PATH: `${path("bin")}${delimiter}${process.env.PATH}`,
      SBATCH_LOG: path("sbatch.log"),
      HOME: folder,
    },
  });
  running.push(child);
  let said = "";
  child.stderr?.on("data", (text) => {
    said += text;
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, said }));
  });
  return { child, ended };
}

const profile = (name: string) => ["--profile", join(root, "workflows", "profiles", name)];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function results(): Map<string, number> {
  const names = readdirSync(path("out")).filter((name) => name.endsWith(".geojson"));
  return new Map(names.map((name) => [name, statSync(path("out", name)).mtimeMs]));
}

function journals(): { run: string; scene: string; outcome: string }[] {
  return readdirSync(path("out", "runs")).flatMap((run) =>
    readFileSync(path("out", "runs", run), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ run, ...JSON.parse(line) })),
  );
}

it.skipIf(!hasProgram("snakemake", "Debian's snakemake"))(
  `does ${SCENES} scenes once each, though everything is killed half-way`,
  async () => {
    const startedAt = Date.now();
    await writeTinyModel(path("model"));
    writeScenes();
    writeStandInForSbatch();
    mkdirSync(path("out"));

    const first = snakemake(...profile("local"), "--cores", "2");
    while (results().size < SCENES / 3 && first.child.exitCode === null) await pause(20);
    process.kill(-(first.child.pid ?? 0), "SIGKILL");
    await first.ended;
    await pause(300);
    const atKill = results();
    const journalAtKill = journals();
    expect(atKill.size).toBeGreaterThanOrEqual(SCENES / 3);
    expect(atKill.size).toBeLessThan(SCENES);
    await pause(700);
    // Really dead, jobs included.
    expect(results()).toEqual(atKill);

    const unlocked = await snakemake("--unlock", "--cores", "1").ended;
    expect(unlocked.said).toMatch(/unlock/i);
    const second = await snakemake(...profile("slurm")).ended;
    expect(second.code, second.said).toBe(0);
    expect(readFileSync(path("sbatch.log"), "utf8")).toContain("--cpus-per-task=1 --mem=8000");

    const atEnd = results();
    expect(atEnd.size).toBe(SCENES);
    // What was there when all was killed was not made again.
    for (const [name, time] of atKill) expect([name, atEnd.get(name)]).toEqual([name, time]);
    const all = journals();
    const done = all.filter(({ outcome }) => outcome === "done").map(({ scene }) => scene);
    expect(new Set(done).size).toBe(done.length);
    // A job that is killed between its result and its line leaves the result alone; two jobs ran.
    const doneBefore = journalAtKill.filter(({ outcome }) => outcome === "done").length;
    expect(atKill.size - doneBefore).toBeLessThanOrEqual(2);
    expect(done.length - doneBefore).toBe(SCENES - atKill.size);
    expect(JSON.parse(readFileSync(path("out", "broken.failed.json"), "utf8")).error).toBe(
      "file-not-tiff",
    );
    const summary = readFileSync(path("out", "summary.csv"), "utf8").trim().split("\n");
    expect(summary.find((line) => line.startsWith("broken,file-not-tiff,"))).toContain(
      "not a TIFF",
    );
    expect(summary.filter((line) => line.includes(",done,")).length).toBe(done.length);
    process.stdout.write(
      `workflow: ${SCENES} scenes and a broken one in 4 jobs, killed after ${atKill.size}, ${done.length - doneBefore} made after the restart, none twice; ${new Set(all.map(({ run }) => run)).size} runs, ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`,
    );
  },
  300_000,
);
