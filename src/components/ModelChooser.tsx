// Which model predicts next, its card, and a way to add one from disk.
import { useRef } from "react";
import { listedModels, offeredModel } from "../store/modelsStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { FileInput } from "./FileInput.tsx";
import { IconButton } from "./IconButton.tsx";

type Props = { readonly onModelCard: (modelId: string) => void };

export function ModelChooser({ onModelCard }: Props) {
  const { modelsStore, viewStore } = useApp();
  const state = useStore(modelsStore, (all) => all);
  const chosen = useStore(viewStore, (view) => view.modelId);
  const title = offeredModel(state, chosen)?.title;
  const isKnown = title !== undefined;
  const models = listedModels(state);
  const isListed = models.some(({ id }) => id === chosen);
  return (
    <fieldset className="group model-chooser" aria-label="Model">
      <select
        aria-label="Model that predicts"
        title={`Model that predicts: ${title ?? chosen}`}
        value={chosen}
        onChange={({ target }) => viewStore.set({ modelId: target.value })}
      >
        {!isListed && <option value={chosen}>{title ?? chosen}</option>}
        {models.map((model) => (
          <option key={model.id} value={model.id}>
            {model.title}
          </option>
        ))}
      </select>
      <IconButton
        icon="info"
        label="Model card"
        disabled={!isKnown}
        onClick={() => onModelCard(chosen)}
      />
      <AddModel />
    </fieldset>
  );
}

function AddModel() {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon="plus"
        label="Add a model…"
        title="Add a model: choose its card.json, graph.json and weights together, or drop its folder"
        onClick={() => input.current?.click()}
      />
      <FileInput
        ref={input}
        label="Add a model: files"
        accept=".json,.safetensors"
        onFiles={(files) =>
          void actions.addModels([
            { folder: null, files: new Map(files.map((file) => [file.name, file])) },
          ])
        }
      />
    </>
  );
}
