// The network's maps side by side, in one scale: where it sees a front, and where it looked, from fine to coarse.
import { useState } from "react";
import type { OpenScene } from "../store/scenesStore.ts";
import { STRIP_NAMES } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { ContourChoice, ContourList } from "./ContourList.tsx";
import { FigureDialog } from "./FigureDialog.tsx";
import { COLOUR_MAPS, ColourScale } from "./LayersPanel.tsx";
import { Section } from "./Section.tsx";
import { StripTile } from "./StripTile.tsx";
import { useReadPlace } from "./useReadPlace.ts";
import "./styles/attention.css";

export function AttentionStrip({ open }: { readonly open: OpenScene }) {
  const { actions, rasters, viewStore } = useApp();
  const colourMap = useStore(viewStore, (view) => view.layers.alpha1.colourMap) ?? "jet";
  const held = useStore(rasters, ({ mapNames }) => mapNames[open.scene.id]);
  const [isFigureOpen, setIsFigureOpen] = useState(false);
  const shown = STRIP_NAMES.filter((name) => held?.includes(name));
  if (shown.length === 0) return null;
  const setColours = (name: string) => {
    const chosen = COLOUR_MAPS.find((map) => map === name) ?? "jet";
    for (const layer of STRIP_NAMES) viewStore.setLayer(layer, { colourMap: chosen });
  };
  return (
    <Section
      name="attention"
      title={shown.includes("alpha1") ? "Attention" : "Probability"}
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
          <StripTile key={name} {...{ name, open, colourMap, held }} />
        ))}
      </div>
      <ColourScale colourMap={colourMap} />
      <ReadPlaceNote />
      <ContourList names={shown} />
      <div className="button-row attention-actions">
        <ContourChoice names={shown} />
        <button type="button" className="button small" onClick={() => setIsFigureOpen(true)}>
          Figure…
        </button>
        <button
          type="button"
          className="button small"
          title="The maps of this scene, values 0 to 1, in its coordinate system"
          onClick={() => void actions.exportMaps()}
        >
          GeoTIFF
        </button>
        <button
          type="button"
          className="button small"
          title="Beside other networks, by epoch of its training, or with its gates changed"
          onClick={() => actions.insight.open()}
        >
          Look inside…
        </button>
      </div>
      {isFigureOpen && <FigureDialog onClose={() => setIsFigureOpen(false)} />}
    </Section>
  );
}

function ReadPlaceNote() {
  const place = useReadPlace();
  return (
    <p className="quiet small">
      Values {place?.isPointer ? "at the pointer" : "at the middle of the map"}
    </p>
  );
}
