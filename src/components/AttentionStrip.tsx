// The four attention maps side by side: where the network looked, from coarse to fine.
import { useEffect, useMemo, useRef } from "react";
import { paintCanvas } from "../map/paintCanvas.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import type { ColourMapName, OverlayName } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { COLOUR_MAPS, ColourScale } from "./LayersPanel.tsx";
import { Section } from "./Section.tsx";

const ATTENTION = ["alpha1", "alpha2", "alpha3", "alpha4"] as const;

export function AttentionStrip({ open }: { readonly open: OpenScene }) {
  const { rasters, viewStore } = useApp();
  const colourMap = useStore(viewStore, (view) => view.layers.alpha1.colourMap) ?? "jet";
  const held = useStore(rasters, ({ mapNames }) => mapNames[open.scene.id]);
  const shown = ATTENTION.filter((name) => held?.includes(name));
  if (shown.length === 0) return null;
  const setColours = (name: string) => {
    const chosen = COLOUR_MAPS.find((map) => map === name) ?? "jet";
    for (const layer of ATTENTION) viewStore.setLayer(layer, { colourMap: chosen });
  };
  return (
    <Section
      name="attention"
      title="Attention"
      aside={
        <select
          value={colourMap}
          aria-label="Colours of attention"
          onChange={({ target }) => setColours(target.value)}
        >
          {COLOUR_MAPS.map((map) => (
            <option key={map}>{map}</option>
          ))}
        </select>
      }
    >
      <div className="attention-grid">
        {shown.map((name) => (
          <AttentionTile key={name} {...{ name, open, colourMap, held }} />
        ))}
      </div>
      <ColourScale colourMap={colourMap} />
    </Section>
  );
}

type TileProps = {
  readonly name: OverlayName;
  readonly open: OpenScene;
  readonly colourMap: ColourMapName;
  /** Another one says that the registry holds other maps. */
  readonly held: readonly OverlayName[] | undefined;
};

function AttentionTile({ name, open, colourMap, held }: TileProps) {
  const { rasters, viewStore } = useApp();
  const isShown = useStore(viewStore, (view) => view.layers[name].visible);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { scene } = open;
  // biome-ignore lint/correctness/useExhaustiveDependencies: held
  useEffect(() => {
    const maps = rasters.get(scene.id);
    const map = maps?.maps.find((candidate) => candidate.name === name);
    if (canvas.current === null || maps === undefined || map === undefined) return;
    const { widthPx, heightPx } = maps.grid;
    paintCanvas(
      canvas.current,
      { widthPx, heightPx, values: map.values, valid: maps.valid },
      { colourMap, fadesOut: false },
    );
  }, [rasters, scene.id, name, colourMap, held]);
  const number = name.slice(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: held
  const span = useMemo(() => {
    const maps = rasters.get(scene.id);
    const map = maps?.maps.find((candidate) => candidate.name === name);
    return maps === undefined || map === undefined ? "" : spanText(map.values, maps.valid);
  }, [rasters, scene.id, name, held]);
  return (
    <div className="attention-cell">
      <button
        type="button"
        className="attention-tile"
        aria-pressed={isShown}
        aria-label={`Attention α${number} on the map`}
        title={`Attention α${number} on the map (${number})`}
        onClick={() => viewStore.toggleLayer(name)}
      >
        <canvas ref={canvas} />
        <span>α{number}</span>
      </button>
      <span className="quiet">{span}</span>
    </div>
  );
}

/** Smallest and largest value where there was data: a map that hardly varies looks like one that does. */
function spanText(values: Float32Array, valid: Uint8Array): string {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [i, value] of values.entries()) {
    if (valid[i] !== 1) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? "" : `${min.toFixed(2)}–${max.toFixed(2)}`;
}
