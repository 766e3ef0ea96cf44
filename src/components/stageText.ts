// The stages of a job in plain words.

const STAGES: Readonly<Record<string, string>> = {
  download: "Fetching the scene",
  open: "Reading the scene",
  backend: "Choosing and testing the processor",
  model: "Loading the network",
  card: "Loading the network",
  network: "Running the network",
  weights: "Downloading the network's weights",
  graph: "Loading the network",
  upload: "Moving the network to the processor",
  "warm-up": "Warming up the network",
  warmup: "Warming up the network",
  read: "Reading pixels",
  prepare: "Preparing the network's input",
  trace: "Tracing the front",
  export: "Writing the file",
};

export const stageText = (stage: string) => STAGES[stage] ?? stage;
