// Which map the panes show; keys 1 to 4 and P choose as on the map.
import { useEffect } from "react";
import { LAYER_TITLES, type PaneLayer } from "./panePicture.ts";

type Props = {
  readonly layers: readonly PaneLayer[];
  readonly chosen: PaneLayer;
  readonly onChoose: (layer: PaneLayer) => void;
};

const KEYS: Readonly<Record<string, PaneLayer>> = {
  "1": "alpha1",
  "2": "alpha2",
  "3": "alpha3",
  "4": "alpha4",
  p: "probability",
};

export function LayerChoice({ chosen, layers, onChoose }: Props) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { altKey, ctrlKey, key, metaKey, target } = event;
      if (altKey || ctrlKey || metaKey) return;
      if (target instanceof HTMLElement && target.closest("select, input:not([type=range])"))
        return;
      const layer = KEYS[key.toLowerCase()];
      if (layer && layers.includes(layer)) onChoose(layer);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [layers, onChoose]);
  return (
    <fieldset className="tabs small">
      <legend className="heard">What the panes show</legend>
      {layers.map((layer) => (
        <button
          key={layer}
          type="button"
          aria-pressed={layer === chosen}
          title={keyOf(layer)}
          onClick={() => onChoose(layer)}
        >
          {LAYER_TITLES[layer]}
        </button>
      ))}
    </fieldset>
  );
}

function keyOf(layer: PaneLayer): string {
  const [key = ""] = Object.entries(KEYS).find(([, one]) => one === layer) ?? [];
  return key === "" ? "" : `Key ${key.toUpperCase()}`;
}
