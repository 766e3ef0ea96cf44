// The options that every program has which trains in PyTorch.
import type { TorchRunOptions } from "../training/runTorch.ts";
import { countOption } from "./arguments.ts";

/** Throws `option-invalid`. */
export function torchOptions(
  options: Readonly<Record<string, string>>,
  flags: ReadonlySet<string>,
): Pick<TorchRunOptions, "resume" | "startFrom" | "processes" | "cpuOnly"> {
  return {
    resume: flags.has("resume"),
    startFrom: options["start-from"] ?? null,
    processes: countOption(options, "processes", 1),
    cpuOnly: flags.has("cpu"),
  };
}
