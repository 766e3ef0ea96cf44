// The models on offer: those that lie beside the page, once their list was asked for, and those added by hand.
import { createStore } from "zustand/vanilla";
import type { AttentionBlock, CheckedCard, ModelCard } from "../models/modelCard.ts";

/** The model in use until another is chosen. */
export const DEFAULT_MODEL_ID = "attention-unet";

export type OfferedModel = {
  /** Its folder's name, with a number where another model has that name. */
  readonly id: string;
  /** The card's title, with the id where another model has that title. */
  readonly title: string;
  readonly card: CheckedCard;
  /** Of a training run's kept epoch, which is chosen where the run is shown. */
  readonly epochOf?: EpochOf | undefined;
};

type EpochOf = { readonly runId: string; readonly epoch: number };

export type ModelsState = { readonly models: readonly OfferedModel[] };

export type ModelsStore = ReturnType<typeof createModelsStore>;

export function createModelsStore() {
  const store = createStore<ModelsState>()(() => ({ models: [] }));
  const models = () => store.getState().models;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    /** A model that is on offer already keeps its place and its title; only its card is new. */
    put: (id: string, card: CheckedCard, epochOf?: EpochOf): OfferedModel => {
      const known = offeredModel(store.getState(), id);
      const title = known?.title ?? titleFor(id, card, models());
      const model = { id, card, title, epochOf: known?.epochOf ?? epochOf };
      store.setState({
        models: known
          ? models().map((other) => (other.id === id ? model : other))
          : [...models(), model],
      });
      return model;
    },
    remove: (id: string): void => {
      store.setState({ models: models().filter((model) => model.id !== id) });
    },
    /** `name`, or with the lowest number from 2 that no other model has. */
    freeId: (name: string): string => {
      let id = name;
      for (let number = 2; offeredModel(store.getState(), id) !== undefined; number++)
        id = `${name}-${number}`;
      return id;
    },
  };
}

export function offeredModel({ models }: ModelsState, id: string): OfferedModel | undefined {
  return models.find((model) => model.id === id);
}

/** Those that a list of models shows: epochs of training runs are chosen elsewhere. */
export function listedModels({ models }: ModelsState): readonly OfferedModel[] {
  return models.filter(({ epochOf }) => epochOf === undefined);
}

/** Where the model attends within windows: empty where it does not, or its network was not read yet. */
export function blocksOfModel(models: ModelsState, id: string): readonly AttentionBlock[] {
  return offeredModel(models, id)?.card.blocks ?? NO_BLOCKS;
}

const NO_BLOCKS: readonly AttentionBlock[] = [];

function titleFor(id: string, { title }: ModelCard, others: readonly OfferedModel[]): string {
  return others.some((other) => other.title === title) ? `${title} (${id})` : title;
}
