// One training run in PyTorch as a child process: training/torch/train.py on a run folder's files.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";

export type TorchRunOptions = {
  /** Of `findPython`. */
  readonly python: string;
  /** Holds graph.json and config.json; receives checkpoint.pt, log.jsonl and weights. */
  readonly folder: string;
  /** Folder of prepared arrays. */
  readonly prepared: string;
  readonly resume: boolean;
  /** Safetensors to start from, or null. */
  readonly startFrom: string | null;
  /** Processes on this machine, by PyTorch's launcher. */
  readonly processes: number;
  readonly cpuOnly: boolean;
};

/** Exit code of train.py after Ctrl-C. */
const STOPPED = 3;
const SCRIPT = join(import.meta.dirname, "torch/train.py");
/**
 * PyTorch 1.13's launcher fails under Python 3.11 when it is left to redirect no process's output: it is told so for a
 * process that does not exist.
 */
const REDIRECT_NONE = ["--redirects", "9:1", "--tee", "9:1"];

/** True when the run came to its end, false when the user stopped it. Rejects with `option-invalid` when it failed. */
export function runTorch(options: TorchRunOptions): Promise<boolean> {
  const child = spawn(options.python, torchCommand(options), {
    stdio: "inherit",
    env: torchEnvironment(options.processes),
  });
  // Ctrl-C reaches the child too, which writes its checkpoint; this process waits for it.
  let isInterrupted = false;
  const wait = () => {
    isInterrupted = true;
  };
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new AppError("internal", `${options.python} could not be started.`, { cause })),
    );
    child.on("exit", (code) => {
      process.off("SIGINT", wait);
      // PyTorch's launcher ends with 1 after a signal, whatever its processes end with.
      const isStopped = code === STOPPED || (isInterrupted && options.processes > 1);
      if (code === 0 || isStopped) resolve(code === 0);
      else
        reject(
          new AppError("option-invalid", `Training in ${options.folder} ended with code ${code}.`),
        );
    });
  });
}

/** Arguments of Python. */
export function torchCommand(options: Omit<TorchRunOptions, "python">): string[] {
  const { folder, prepared, resume, startFrom, processes, cpuOnly } = options;
  const launcher = ["-m", "torch.distributed.run", "--standalone", ...REDIRECT_NONE];
  return [
    ...(processes > 1 ? [...launcher, `--nproc_per_node=${processes}`] : []),
    SCRIPT,
    ...["--graph", join(folder, "graph.json"), "--config", join(folder, "config.json")],
    ...["--data", prepared, "--out", folder],
    ...(resume ? ["--resume"] : []),
    ...(startFrom ? ["--start-from", startFrom] : []),
    ...(cpuOnly ? ["--cpu"] : []),
  ];
}

export function torchEnvironment(processes: number): NodeJS.ProcessEnv {
  return {
    // Threads that spin while they wait slow everything else on a small machine.
    OMP_WAIT_POLICY: "PASSIVE",
    GOMP_SPINCOUNT: "0",
    // The launcher would otherwise give each process one thread, and say so.
    OMP_NUM_THREADS: String(Math.max(1, Math.floor(availableParallelism() / processes))),
    ...process.env,
  };
}
