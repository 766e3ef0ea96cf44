// A training run as its folder's texts tell it: configuration, graph and log, every field checked; and the card of an epoch.
import { AppError, toAppError } from "../base/errors.ts";
import {
  optional,
  readAs,
  readBoolean,
  readFields,
  readList,
  readNumber,
  readNumbers,
  readOneOf,
  readOrNull,
  readText,
  readThat,
} from "../base/read.ts";
import { attentionBlocks } from "./attentionBlocks.ts";
import { hasDropout, inputNode, type NetworkGraph, parseGraph, weightSpecs } from "./graph.ts";
import { HYBRID_SIZES, type HybridName } from "./hybridConfigs.ts";
import {
  ANY_GROUND,
  type CheckedCard,
  type PreprocessingRecipe,
  type SplitRule,
} from "./modelCard.ts";
import { readShapes } from "./safetensors.ts";
import {
  describeNetwork,
  groundResolution,
  type HybridNetwork,
  isHybrid,
  type LossRule,
  lossInWords,
  type NetworkConfig,
  parameterCount,
  tracingOf,
  type UnetNetwork,
} from "./trainedNetwork.ts";

/** Of one part, by the averaged weights (training/torch/judge.py): the first five of a network with a probability. */
type PartFigures = {
  /** Means over scenes, of the probabilities. */
  readonly softDice?: number | undefined;
  readonly weightedDice?: number | undefined;
  readonly mcc?: number | undefined;
  /** Of the mask at `threshold`, the best of 19. */
  readonly dice?: number | undefined;
  readonly threshold?: number | undefined;
  /** Mean IoU over all pixels, of a network that gives zones alone. */
  readonly zoneIou?: number | undefined;
};

/** A line of log.jsonl. */
export type EpochRecord = {
  /** From 1. */
  readonly epoch: number;
  readonly of: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** What the loss is the sum of, by name. */
  readonly terms: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly seconds: number;
  readonly validation?: PartFigures | null | undefined;
  readonly test?: PartFigures | null | undefined;
  readonly isBest?: boolean | undefined;
};

/** What of config.json the page needs; the rest is training's. */
type RunConfig = NetworkConfig & {
  readonly name: string;
  readonly loss: LossRule;
  readonly split: Pick<SplitRule, "kind">;
  readonly phases: readonly {
    readonly epochs: number;
    readonly sizePx: number;
    readonly zoom: readonly [number, number];
  }[];
  readonly keepEpochs: readonly number[];
};

export type RunTexts = {
  readonly config: string;
  readonly graph: string;
  readonly log: string;
};

export type RunFacts = {
  readonly config: RunConfig;
  readonly graph: NetworkGraph;
  readonly log: readonly EpochRecord[];
  /** Null where no epoch is marked. */
  readonly bestEpoch: number | null;
  readonly lossText: string;
  /** Whether the network has attention gates, and so maps of them. */
  readonly hasGates: boolean;
};

/**
 * Throws `run-config-invalid`, `model-graph-invalid` or `run-log-invalid` when that file is damaged or config and graph
 * disagree, `run-untraceable` for a network that gives no fronts, and `run-without-epoch` for a run that has only begun.
 */
export function readTrainingRun(texts: RunTexts): RunFacts {
  const config = readRunConfig(texts.config);
  const graph = readRunGraph(texts.graph);
  const log = readRunLog(texts.log);
  if (log.length === 0)
    throw new AppError("run-without-epoch", `${config.name}: log.jsonl has no finished epoch.`);
  requireTraced(config, graph);
  return {
    config,
    graph,
    log,
    bestEpoch: bestEpochOf(log),
    lossText: lossText(config),
    hasGates: Object.hasOwn(graph.outputs, "alpha1"),
  };
}

/** A distance weight counts pixels, so it says little without the network's size. */
function lossText({ loss, preprocessing }: RunConfig): string {
  const text = lossInWords(loss);
  return loss.w > 0 ? `${text} at ${preprocessing.sizePx} px` : text;
}

/** The newest that is marked; null where none is. */
export function bestEpochOf(log: readonly EpochRecord[]): number | null {
  return log.findLast(({ isBest }) => isBest)?.epoch ?? null;
}

/** Of a file of a run's folder; null for any other file. "best" stands for the best epoch, whichever that is. */
export function keptEpochOf(fileName: string): number | "best" | null {
  if (fileName === "best.safetensors") return "best";
  const [, epoch] = /^epoch([1-9]\d*)\.safetensors$/.exec(fileName) ?? [];
  return epoch === undefined ? null : Number(epoch);
}

/**
 * The lines of log.jsonl. A last line that was not written to its end is left out: the run may go on meanwhile. Throws
 * `run-log-invalid` naming the line.
 */
export function readRunLog(text: string): readonly EpochRecord[] {
  const log: EpochRecord[] = [];
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const place = `log.jsonl, line ${index + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      if (index > 0 && index === lines.length - 1) break;
      throw new AppError("run-log-invalid", `${place} is not JSON.`, { cause });
    }
    const record = readAs("run-log-invalid", readRecord, value, place);
    const before = log.at(-1)?.epoch ?? 0;
    if (!Number.isInteger(record.epoch) || record.epoch <= before)
      throw new AppError(
        "run-log-invalid",
        `${place}: epoch ${record.epoch} does not follow ${before}.`,
      );
    log.push({ ...record, terms: termsOf(value) });
  }
  return log;
}

const readFigures = readFields<PartFigures>({
  softDice: optional(readNumber),
  weightedDice: optional(readNumber),
  mcc: optional(readNumber),
  dice: optional(readNumber),
  threshold: optional(readNumber),
  zoneIou: optional(readNumber),
});

const readRecord = readFields<Omit<EpochRecord, "terms">>({
  epoch: readNumber,
  of: readNumber,
  loss: readNumber,
  learningRate: readNumber,
  seconds: readNumber,
  validation: optional(readOrNull(readFigures)),
  test: optional(readOrNull(readFigures)),
  isBest: optional(readBoolean),
});

const NO_TERMS = ["epoch", "of", "loss", "learningRate", "seconds"];

/** Every other number of the line: the trainer writes the sum of the loss, and its terms beside it. */
function termsOf(value: unknown): Readonly<Record<string, number>> {
  const terms = Object.entries(value as object).filter(
    (entry): entry is [string, number] =>
      typeof entry[1] === "number" && !NO_TERMS.includes(entry[0]),
  );
  return Object.fromEntries(terms);
}

/** Threshold of that epoch's validation, else of the nearest epoch that was judged, the earlier of two; else 0.5. */
function thresholdOf(log: readonly EpochRecord[], epoch: number): number {
  const away = (record: EpochRecord) => Math.abs(record.epoch - epoch);
  const judged = log.filter(({ validation }) => isShare(validation?.threshold));
  const [nearest] = judged.toSorted((a, b) => away(a) - away(b));
  return nearest?.validation?.threshold ?? 0.5;
}

const positive = readThat(readNumber, (value) => value > 0, "a positive number");
const notNegative = readThat(readNumber, (value) => value >= 0, "a number from 0 on");
const count = readThat(positive, Number.isInteger, "a count");

/** Training knows no tiling. */
const readRecipe = readFields<Omit<PreprocessingRecipe, "tiling">>({
  multilookMetres: optional(readOrNull(positive)),
  medianAreaSquareMetres: readOrNull(positive),
  sizePx: count,
  radiometry: readOneOf("unit255", "rank"),
  channels: readThat(
    (value) => value as PreprocessingRecipe["channels"],
    (names) => Array.isArray(names) && ["intensity", "intensity,valid"].includes(names.join()),
    "the channels of a network's input",
  ),
});

const readUnet = readFields<UnetNetwork>({
  baseWidth: count,
  attention: readBoolean,
  zoneHead: readBoolean,
});

const readHybrid = readFields<HybridNetwork>({
  hybrid: readOneOf(...(Object.keys(HYBRID_SIZES) as HybridName[])),
  classes: readThat(
    (value) => value as HybridNetwork["classes"],
    (classes) => [4, 5].includes(classes),
    "4 or 5",
  ),
});

const readConfig = readFields<RunConfig>({
  name: readThat(readText(200), (name) => name !== "", "a name"),
  network: (value, place): UnetNetwork | HybridNetwork =>
    typeof value === "object" && value !== null && "hybrid" in value
      ? readHybrid(value, place)
      : readUnet(value, place),
  preprocessing: readRecipe,
  loss: readFields<LossRule>({
    bce: notNegative,
    dice: notNegative,
    mcc: notNegative,
    w: notNegative,
    zones: notNegative,
    centreContext: optional(notNegative),
  }),
  split: readFields<Pick<SplitRule, "kind">>({
    kind: readOneOf("glacierAndDates", "glacier", "date", "random", "published", "file"),
  }),
  phases: readList(
    readFields<RunConfig["phases"][number]>({
      epochs: count,
      sizePx: count,
      zoom: readThat(
        readNumbers<readonly [number, number]>(2),
        (zoom) => zoom.every((factor) => factor > 0),
        "two positive numbers",
      ),
    }),
  ),
  keepEpochs: readList(count),
});

function readRunConfig(text: string): RunConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("run-config-invalid", "config.json is not JSON.", { cause });
  }
  // A run of pairs (npm run pretrain) has another network, and another task.
  if (typeof value === "object" && value !== null && "pretext" in value)
    throw new AppError("run-untraceable", "config.json is of a pretraining.");
  return readAs("run-config-invalid", readConfig, value, "config.json");
}

function readRunGraph(text: string): NetworkGraph {
  try {
    const graph = parseGraph(text);
    inputNode(graph);
    weightSpecs(graph);
    return graph;
  } catch (cause) {
    throw new AppError("model-graph-invalid", toAppError(cause).message, { cause });
  }
}

function requireTraced({ network, preprocessing }: RunConfig, graph: NetworkGraph): void {
  const output = isHybrid(network) ? "zones" : "probability";
  if (!Object.hasOwn(graph.outputs, output))
    throw new AppError(
      "run-untraceable",
      `graph.json: ${graph.name} has no output "${output}" but ${Object.keys(graph.outputs).join(", ")}.`,
    );
  const { sizePx, channels } = preprocessing;
  const wanted = [sizePx, sizePx, channels.length].join(" x ");
  const found = inputNode(graph).shape.join(" x ");
  if (found !== wanted)
    throw new AppError(
      "run-config-invalid",
      `config.json prepares ${wanted}, the network of graph.json reads ${found}.`,
    );
}

/** What of a weights file is not as the network has it; null where they fit. The values themselves are not looked at. */
export function whyWeightsDoNotFit(
  graph: NetworkGraph,
  file: Uint8Array<ArrayBuffer>,
): string | null {
  let shapes: ReadonlyMap<string, readonly number[]>;
  try {
    shapes = readShapes(file);
  } catch (error) {
    return toAppError(error).message;
  }
  const misfit = weightSpecs(graph).find(
    ({ name, shape }) => shapes.get(name)?.join() !== shape.join(),
  );
  if (misfit === undefined) return null;
  const { name, shape } = misfit;
  const found = shapes.get(name)?.join(" x ");
  const wanted = `graph.json has ${name} as ${shape.join(" x ")}`;
  return `${wanted}, the file ${found === undefined ? "has no such weight" : `as ${found}`}.`;
}

/** What prepared/scenes.json tells of the scenes that trained, where the folder has it. */
export type TrainedScenes = { readonly metresPerNetworkPx: readonly number[] };

/** Null for a text that does not tell it: a card does without. */
export function readTrainedScenes(text: string): TrainedScenes | null {
  try {
    const { scenes, split } = readPrepared(JSON.parse(text), "scenes.json");
    const trained = new Set(split.train);
    const metres = scenes
      .filter(({ name }) => trained.has(name))
      .map(({ metresPerNetworkPx }) => metresPerNetworkPx);
    return metres.length > 0 ? { metresPerNetworkPx: metres } : null;
  } catch {
    return null;
  }
}

const readPrepared = readFields<{
  readonly scenes: readonly { readonly name: string; readonly metresPerNetworkPx: number }[];
  readonly split: { readonly train: readonly string[] };
}>({
  scenes: readList(readFields({ name: readText(1000), metresPerNetworkPx: positive })),
  split: readFields({ train: readList(readText(1000)) }),
});

const NOT_TOLD = "not told in the run's folder";

export type EpochWeights = {
  readonly epoch: number;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
};

/** The card of the network as it was after an epoch; `name` is the run's. */
export function epochCard(
  { config, graph, log }: RunFacts,
  name: string,
  weights: EpochWeights,
  scenes: TrainedScenes | null,
): CheckedCard {
  const { epoch } = weights;
  const blocks = attentionBlocks(graph);
  return {
    format: "icefront-model-card",
    version: 1,
    name: `${name}-epoch${epoch}`,
    title: `${name}, epoch ${epoch}`,
    architecture: describeNetwork(config).architecture,
    parameters: parameterCount(graph),
    weightsFile: weights.file,
    weightsSha256: weights.sha256,
    weightsBytes: weights.bytes,
    weightsDtype: "float32",
    ...(hasDropout(graph) && { dropout: true }),
    preprocessing: config.preprocessing,
    tracing: tracingOf(config.network, thresholdOf(log, epoch)),
    groundResolutionMetres:
      scenes === null ? ANY_GROUND : groundResolution(config, scenes.metresPerNetworkPx),
    trainedOn: {
      data: NOT_TOLD,
      attribution: NOT_TOLD,
      licence: NOT_TOLD,
      scenes: scenes?.metresPerNetworkPx.length ?? 0,
      epochs: epoch,
      loss: lossInWords(config.loss),
      split: config.split as SplitRule,
    },
    figures: [],
    limits: [
      "A network under training, to see how it learned; no scene has judged this epoch as users would run it.",
      ...(scenes === null
        ? [
            "The run's folder does not tell which pixel sizes it was trained on; every scene is shrunk as a whole to the network's size.",
          ]
        : []),
    ],
    ...(blocks.length > 0 && { blocks }),
  };
}

function isShare(value: number | undefined): boolean {
  return value !== undefined && value > 0 && value < 1;
}
