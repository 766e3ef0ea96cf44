// The stages of a job in plain words, and how far a stage is.
import { formatBytes } from "./formatQuantities.ts";

const STAGES: Readonly<Record<string, string>> = {
  download: "Fetching the scene",
  open: "Reading the scene",
  files: "Reading the scenes",
  place: "Placing the scene",
  backend: "Choosing and testing the processor",
  check: "Checking the model",
  run: "Reading the training run",
  model: "Loading the network",
  card: "Loading the network",
  graph: "Loading the network",
  weights: "Downloading the network's weights",
  upload: "Moving the network to the processor",
  "warm-up": "Warming up the network",
  read: "Reading pixels",
  prepare: "Preparing the network's input",
  network: "Running the network",
  trace: "Tracing the front",
  overview: "Drawing the overview",
  picture: "Sharpening the picture of the whole scene",
  export: "Writing the file",
};

export const stageText = (stage: string) => STAGES[stage] ?? stage;

type Amount = { readonly stage: string; readonly done: number; readonly total: number };

/** To stand behind the stage's text; empty while the whole is not known. */
export function amountText({ stage, done, total }: Amount): string {
  if (total <= 1) return "";
  if (stage === "files") return `, ${done} of ${total}`;
  if (stage === "weights") return `, ${formatBytes(done)} of ${formatBytes(total)}`;
  return ` ${Math.round((100 * done) / total)} %`;
}
