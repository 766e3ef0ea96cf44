// What lies over the scene: on and off, opacity, colours.
import { useMemo } from "react";
import { annotatorsOf } from "../annotation/document.ts";
import { annotatorLine } from "../annotation/lineColours.ts";
import { colourGradient } from "../scene/colourMaps.ts";
import { BLENDS, type Blend } from "../scene/paintMap.ts";
import { peakOf, tokenMapOf } from "../store/attentions.ts";
import { blocksOfModel } from "../store/modelsStore.ts";
import { MOST_DEVIATION } from "../store/overlayMaps.ts";
import { ATTENTION_NAMES, type ColourMapName, type LayerName } from "../store/viewStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { AttentionChoice, ReceivedHelp } from "./AttentionChoice.tsx";
import { DoubtKey } from "./DoubtKey.tsx";
import { formatWeight } from "./formatQuantities.ts";
import { IconButton } from "./IconButton.tsx";
import { Section } from "./Section.tsx";
import { useActiveFronts, useActiveScene, useAnnotators } from "./useActiveScene.ts";
import { SpreadNote, ZoneKey, ZoneSelect } from "./ZoneKeys.tsx";

export const LAYER_TITLES: Readonly<Record<LayerName, string>> = {
  fronts: "Fronts",
  reference: "True front",
  traced: "As traced, against the correction",
  ghosts: "Fronts of the dates before and after",
  doubt: "Doubt along the fronts",
  probability: "Probability of front",
  alpha1: "Attention α1",
  alpha2: "Attention α2",
  alpha3: "Attention α3",
  alpha4: "Attention α4",
  attended: "Attention of a pixel",
  received: "Attention received (rollout)",
  zones: "Zones",
  zone: "Probability of a zone",
  deviation: "Standard deviation",
  entropy: "Entropy",
  input: "What the network sees",
};

export const COLOUR_MAPS: readonly ColourMapName[] = ["jet", "viridis", "inferno", "cividis"];

const BLEND_TITLES: Readonly<Record<Blend, string>> = {
  over: "over the image",
  value: "where it is high",
  multiply: "multiply",
  screen: "screen",
};

export function LayersPanel() {
  const { modelsStore, rasters, scenesStore, viewStore } = useApp();
  const open = useActiveScene();
  const maps = useStore(rasters, ({ mapNames }) => mapNames[open?.scene.id ?? ""]);
  const fronts = useActiveFronts();
  const scenes = useStore(scenesStore, (state) => state.scenes.length);
  const modelId = useStore(viewStore, (view) => view.modelId);
  const blocks = useStore(modelsStore, (state) => blocksOfModel(state, modelId));
  const names: LayerName[] = ["fronts"];
  if ((open?.trueFronts.length ?? 0) > 0) names.push("reference");
  if (fronts.some(({ tracedPath }) => tracedPath !== null)) names.push("traced", "doubt");
  if (scenes > 1) names.push("ghosts");
  names.push(...(maps ?? []));
  if (blocks.length > 0) names.push(...ATTENTION_NAMES);
  names.push("input");
  return (
    <Section name="layers" title="Layers">
      <ul className="list">
        {names.map((name) => (
          <LayerItem key={name} name={name} />
        ))}
      </ul>
      {maps === undefined && (
        <p className="quiet hint">
          Probability, attention and zones appear here after{" "}
          {open?.prediction === null ? "a" : "another"} prediction.
        </p>
      )}
      <FrontLegend
        hasReference={(open?.trueFronts.length ?? 0) > 0}
        annotators={annotatorsOf(fronts)}
      />
    </Section>
  );
}

function LayerItem({ name }: { readonly name: LayerName }) {
  const { viewStore } = useApp();
  const look = useStore(viewStore, (view) => view.layers[name]);
  const title = LAYER_TITLES[name];
  const end = useScaleEnd(name);
  return (
    <li className="layer-item" data-off={!look.visible}>
      <div className="layer-head">
        <IconButton
          icon={look.visible ? "eye" : "eyeOff"}
          label={`Show ${title}`}
          pressed={look.visible}
          onClick={() => viewStore.toggleLayer(name)}
        />
        <span className="name">{title}</span>
      </div>
      {look.visible && <LineKey name={name} />}
      {look.visible && name === "attended" && <AttentionChoice />}
      {look.visible && name === "received" && <ReceivedHelp />}
      {look.visible && look.colourMap !== null && (
        <div className="layer-look">
          <OpacityField name={name} />
          <ColourScale
            colourMap={look.colourMap}
            end={name === "deviation" ? String(MOST_DEVIATION) : end}
          />
          <SpreadNote name={name} />
          <select
            value={look.colourMap}
            aria-label={`Colours of ${title}`}
            onChange={({ target }) =>
              viewStore.setLayer(name, {
                colourMap: COLOUR_MAPS.find((map) => map === target.value) ?? "viridis",
              })
            }
          >
            {COLOUR_MAPS.map((map) => (
              <option key={map}>{map}</option>
            ))}
          </select>
          <BlendSelect name={name} />
          <ZoneSelect name={name} title={title} />
        </div>
      )}
      {look.visible && name === "zones" && (
        <div className="layer-look">
          <OpacityField name={name} />
          <BlendSelect name={name} />
          <ZoneKey />
        </div>
      )}
    </li>
  );
}

/** What the strongest colour stands for. */
function useScaleEnd(name: LayerName): string {
  const { attentions, viewStore } = useApp();
  const sceneId = useStore(viewStore, (view) => view.sceneId);
  const held = useStore(attentions, (state) => state.held);
  return useMemo(() => {
    const isAttention = held !== null && (name === "attended" || name === "received");
    const map = isAttention ? tokenMapOf(attentions.get(sceneId), name) : null;
    return map === null ? "1" : formatWeight(peakOf(map));
  }, [attentions, held, name, sceneId]);
}

function OpacityField({ name }: { readonly name: LayerName }) {
  const { viewStore } = useApp();
  const opacity01 = useStore(viewStore, (view) => view.layers[name].opacity01);
  return (
    <input
      type="range"
      min={0}
      max={1}
      step={0.05}
      value={opacity01}
      aria-label={`Opacity of ${LAYER_TITLES[name]}`}
      onChange={({ target }) => viewStore.setLayer(name, { opacity01: target.valueAsNumber })}
    />
  );
}

/** How the map lies on the image; zones have no values to be high or low. */
function BlendSelect({ name }: { readonly name: LayerName }) {
  const { viewStore } = useApp();
  const blend = useStore(viewStore, (view) => view.layers[name].blend);
  const offered = BLENDS.filter((one) => one !== "value" || name !== "zones");
  return (
    <select
      value={blend}
      aria-label={`How ${LAYER_TITLES[name]} lies on the image`}
      onChange={({ target }) =>
        viewStore.setLayer(name, {
          blend: BLENDS.find((one) => one === target.value) ?? "over",
        })
      }
    >
      {offered.map((one) => (
        <option key={one} value={one}>
          {BLEND_TITLES[one]}
        </option>
      ))}
    </select>
  );
}

type ScaleProps = { readonly colourMap: ColourMapName; readonly end?: string };

export function ColourScale({ colourMap, end = "1" }: ScaleProps) {
  return (
    <div className="colour-scale">
      <span>0</span>
      <span className="ramp" style={{ backgroundImage: colourGradient(colourMap) }} />
      <span>{end}</span>
    </div>
  );
}

function FrontLegend({
  hasReference,
  annotators,
}: {
  readonly hasReference: boolean;
  readonly annotators: readonly string[];
}) {
  return (
    <ul className="legend" aria-label="Line styles">
      <li>
        <LineSign kind="predicted" /> predicted
      </li>
      <li>
        <LineSign kind="corrected" /> corrected
      </li>
      <li>
        <LineSign kind="drawn" /> drawn
      </li>
      {hasReference && (
        <li>
          <LineSign kind="reference" /> true front
        </li>
      )}
      {annotators.map((name) => (
        <li key={name}>
          <AnnotatorSign name={name} /> {name}
        </li>
      ))}
    </ul>
  );
}

/** What the lines of a layer mean. */
function LineKey({ name }: { readonly name: LayerName }) {
  if (name === "traced")
    return (
      <ul className="line-key">
        <li>
          <LineSign kind="prediction" /> as traced
        </li>
        <li>
          <LineSign kind="agreement" /> traced and kept
        </li>
      </ul>
    );
  if (name === "ghosts")
    return (
      <ul className="line-key">
        <li>
          <LineSign kind="previous" /> date before
        </li>
        <li>
          <LineSign kind="next" /> date after
        </li>
      </ul>
    );
  return name === "doubt" ? <DoubtKey /> : null;
}

export type LineKind =
  | "predicted"
  | "corrected"
  | "drawn"
  | "reference"
  | "prediction"
  | "agreement"
  | "previous"
  | "next";

export function LineSign({ kind }: { readonly kind: LineKind }) {
  return (
    <svg className={`line-sign ${kind}`} viewBox="0 0 26 8" aria-hidden="true">
      <path d="M1 4h24" />
    </svg>
  );
}

/** A colleague's line, as the map shows it. */
export function AnnotatorSign({ name }: { readonly name: string }) {
  const { colour, dash } = annotatorLine(Math.max(0, useAnnotators().indexOf(name)));
  return (
    <svg className="line-sign annotator" viewBox="0 0 26 8" aria-hidden="true">
      <path d="M1 4h24" stroke={colour} strokeDasharray={dash.join(" ")} />
    </svg>
  );
}
