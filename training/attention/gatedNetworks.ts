// Networks whose attention maps are judged: packaged models, and the kept weights of training runs.
import { basename, resolve } from "node:path";
import { AppError } from "../../src/base/errors.ts";
import type { Engine } from "../../src/inference/engine/engine.ts";
import { createTfjsEngine } from "../../src/inference/engine/tfjsEngine.ts";
import { type ModelFileReader, readModel } from "../../src/inference/loadModel.ts";
import { inputNode, type NetworkGraph } from "../../src/models/graph.ts";
import type { PreprocessingRecipe } from "../../src/models/modelCard.ts";
import { withRunEngine } from "../runEngine.ts";
import { bestWeights, type KeptWeights, type RunFolder } from "../runFolder.ts";
import type { SplitRule } from "../split.ts";

/** Names of a network's attention maps, finest first; empty without gates. */
export type AttentionLayers = readonly `alpha${number}`[];

export type GatedNetwork = {
  /** Of the model or the run. */
  readonly name: string;
  /** "packaged", "epoch 5" or "best (108)". */
  readonly weights: string;
  /** Null for a packaged model. */
  readonly epoch: number | null;
  readonly layers: AttentionLayers;
  readonly recipe: PreprocessingRecipe;
  /** Which scenes its training kept apart. */
  readonly rule: SplitRule;
  /** For as long as the work takes. Needs a started backend. */
  readonly withEngine: <T>(work: (engine: Engine) => Promise<T>) => Promise<T>;
};

/** What a folder's network is called in tables: the folder's own name, or all of it where another has the same. */
export function networkName(folder: string, all: readonly string[]): string {
  const name = (path: string) => basename(resolve(path));
  return all.filter((other) => name(other) === name(folder)).length > 1 ? folder : name(folder);
}

/** Which of a run's kept weights: the best, those of one epoch, or all. */
export type EpochChoice = "best" | "all" | number;

type RunChoice = { readonly epoch: EpochChoice; readonly sizePx?: number | undefined };

/** Throws `option-invalid` for anything but best, all and a whole number above 0. */
export function readEpochChoice(text = "best"): EpochChoice {
  if (text === "best" || text === "all") return text;
  const epoch = Number(text);
  if (!Number.isInteger(epoch) || epoch < 1)
    throw new AppError(
      "option-invalid",
      `--epoch must be best, all or a whole number above 0, not "${text}".`,
    );
  return epoch;
}

/** Rejects as `readModel` does. */
export async function networkOfModel(name: string, read: ModelFileReader): Promise<GatedNetwork> {
  const { card, graph, weights } = await readModel(read);
  return {
    name,
    weights: "packaged",
    epoch: null,
    layers: layersOf(graph),
    recipe: card.preprocessing,
    rule: card.trainedOn.split,
    withEngine: async (work) => {
      const engine = createTfjsEngine(graph, weights);
      try {
        return await work(engine);
      } finally {
        engine.dispose();
      }
    },
  };
}

/**
 * `sizePx`: side of the square that scenes are prepared for, where it is not the run's own. Throws `option-invalid` when
 * the run has not kept the weights, or its network cannot be of that size.
 */
export function networksOfRun(
  name: string,
  folder: RunFolder,
  { epoch: choice, sizePx = folder.config.preprocessing.sizePx }: RunChoice,
): GatedNetwork[] {
  const run = { ...folder, graph: atSize(folder.graph, sizePx) };
  return weightsOf(run, choice).map((kept) => ({
    name,
    weights: kept.title,
    epoch: kept.epoch,
    layers: layersOf(run.graph),
    recipe: { ...run.config.preprocessing, sizePx },
    rule: run.config.split,
    withEngine: (work) => withRunEngine(run, kept, work),
  }));
}

function weightsOf(run: RunFolder, choice: EpochChoice): readonly KeptWeights[] {
  const best = bestWeights(run);
  if (choice === "best") return [best];
  if (choice === "all") return run.kept;
  const kept = run.kept.find(({ epoch }) => epoch === choice);
  if (!kept)
    throw new AppError(
      "option-invalid",
      `${run.name} has kept no weights of epoch ${choice}, only ${run.kept.map(({ title }) => title).join(", ")}.`,
    );
  return [kept];
}

function layersOf({ outputs }: NetworkGraph): AttentionLayers {
  return Object.keys(outputs)
    .filter((name): name is AttentionLayers[number] => /^alpha\d+$/.test(name))
    .toSorted();
}

/** The same network for squares of another side: its convolutions have the same weights. */
function atSize(graph: NetworkGraph, sizePx: number): NetworkGraph {
  const [first, ...others] = graph.nodes;
  const { shape, ...input } = inputNode(graph);
  if (first === undefined || shape[0] === sizePx) return graph;
  if (sizePx % SIZE_STEP_PX !== 0)
    throw new AppError(
      "option-invalid",
      `--size must be a multiple of ${SIZE_STEP_PX}, not ${sizePx}.`,
    );
  return { ...graph, nodes: [{ ...input, shape: [sizePx, sizePx, shape[2]] }, ...others] };
}

/** Four halvings. */
const SIZE_STEP_PX = 16;
