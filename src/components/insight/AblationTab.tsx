// A network taken apart: gates opened, scaled or held, a piece of the scene covered; and what becomes of the front.
import { useEffect, useMemo, useState } from "react";
import {
  GATE_NAMES,
  type GateChoice,
  type GateName,
  isPlain,
  type Occlusion,
  plain,
} from "../../store/insight/variants.ts";
import { offeredModel } from "../../store/modelsStore.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import type { TrainingRun } from "../../store/trainingRuns.ts";
import { useApp, useStore } from "../AppContext.ts";
import { NumberField } from "../NumberField.tsx";
import { FigureButtons } from "./FigureButtons.tsx";
import { LayerChoice } from "./LayerChoice.tsx";
import { Pane, type PaneSpec } from "./Pane.tsx";
import type { Rectangle } from "./PaneCanvas.tsx";
import { MaskKey } from "./PaneKeys.tsx";
import { paneLines } from "./paneLines.ts";
import { MAP_LAYERS, mapOf, type PaneLayer } from "./panePicture.ts";
import type { TabProps } from "./tabProps.ts";
import { distanceText, frontLines } from "./useInsight.ts";

const LAYERS: readonly PaneLayer[] = [...MAP_LAYERS, "input"];
const NO_LINES: PaneSpec["lines"] = [];
/** Of a network that tells zones, and no probability of front. */
const ZONAL_LAYERS: readonly PaneLayer[] = ["against", "input"];

export function AblationTab({ insight, look, open, place }: TabProps) {
  const { insights, modelsStore } = useApp();
  const ablation = useStore(insights, (state) => state.choice.ablation);
  const models = useStore(modelsStore, (state) => state);
  const [chosen, setLayer] = useState<PaneLayer>("probability");
  const [chosenEffect, setEffect] = useState<"moved" | "difference">("moved");
  const [isCovering, setIsCovering] = useState(false);
  const { made, scoreOf, truth } = insight;
  const [before] = made;
  const isZonal = before?.result !== undefined && mapOf(before.result, "probability") === null;
  const layers = isZonal ? ZONAL_LAYERS : LAYERS;
  const layer = layers.find((one) => one === chosen) ?? layers[0] ?? "input";
  const effect = isZonal ? "moved" : chosenEffect;
  const changed = made.length > 1 ? made.at(-1) : undefined;
  const lines = useMemo(() => {
    const [own, other] = [before?.result, changed?.result];
    return {
      before: paneLines(open, { result: own, truth }),
      changed: paneLines(open, { result: other, truth, before: own }),
    };
  }, [open, before, changed, truth]);
  useEscape(isCovering, () => setIsCovering(false));
  const { occluded } = ablation;
  const setOccluded = (next: Occlusion | null) =>
    insights.choose({ ablation: { ...ablation, occluded: next } });
  const cover = (rectangle: Rectangle) => {
    const window = windowIn(open, rectangle);
    setIsCovering(false);
    if (window === null) return;
    setOccluded({ window, fill: occluded?.fill ?? "mean" });
  };
  const specs: PaneSpec[] = [
    ...(before
      ? [
          {
            id: "before",
            title: "As it is",
            made: before,
            layer,
            label: scoreOf(before)?.label ?? null,
            other: null,
            lines: lines.before,
          },
        ]
      : []),
    ...(changed
      ? (["changed", "effect"] as const).map((id) => ({
          id,
          title: id === "changed" ? "Changed" : "What changes",
          made: changed,
          layer: id === "changed" ? layer : effect,
          label: scoreOf(changed)?.label ?? null,
          other: before?.result ?? null,
          // Over the masks they would hide what is to be seen.
          lines: id === "effect" && effect === "moved" ? NO_LINES : lines.changed,
        }))
      : []),
  ];
  const rectangle = useMemo(() => occluded && rectangleOf(occluded), [occluded]);
  return (
    <>
      <div className="insight-row">
        <label>
          Network{" "}
          <select
            value={ablation.modelId}
            aria-label="Network to take apart"
            onChange={({ target }) => insights.choose({ ablation: plain(target.value) })}
          >
            {models.models.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <LayerChoice layers={layers} chosen={layer} onChoose={setLayer} />
        <label>
          What changes{" "}
          <select
            value={effect}
            onChange={({ target }) => setEffect(target.value === "moved" ? "moved" : "difference")}
          >
            <option value="moved">front pixels that move</option>
            <option value="difference" disabled={isZonal}>
              difference in probability
            </option>
          </select>
        </label>
        <FigureButtons
          open={open}
          look={look}
          stem="taken_apart"
          columnTitles={specs.map(({ title }) => title)}
          rowTitles={[]}
          rows={[specs]}
        />
      </div>
      <div className="ablation">
        <div className="ablation-form">
          <h3>Attention gates</h3>
          {GATE_NAMES.some((name) => hasGate(before?.result, name)) ? (
            GATE_NAMES.map((name) => (
              <GateField key={name} name={name} hasGate={hasGate(before?.result, name)} />
            ))
          ) : (
            <p className="quiet hint">This network has no attention gates.</p>
          )}
          <h3>Cover a piece of the scene</h3>
          <OcclusionFields
            open={open}
            occluded={occluded}
            isCovering={isCovering}
            onCovering={setIsCovering}
            onChange={setOccluded}
          />
          <button
            type="button"
            className="button small"
            disabled={isPlain(ablation)}
            onClick={() => insights.choose({ ablation: plain(ablation.modelId) })}
          >
            Everything as it is
          </button>
          <Effect open={open} insight={insight} />
          <p className="quiet hint">
            {offeredModel(models, ablation.modelId)?.card.architecture}. Fronts and maps of the
            scene stay as they are: nothing of this is kept.
          </p>
        </div>
        <div className="ablation-panes">
          <MaskKey
            layers={[changed ? effect : layer]}
            hasTruth={truth !== null}
            hasBefore={changed !== undefined}
          />
          <div className="panes" data-count={specs.length}>
            {specs.map((spec) => (
              <Pane
                key={spec.id}
                {...{ spec, look, place, rectangle }}
                onRectangle={isCovering ? cover : undefined}
              />
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

/** Leaves what is under way, not the whole view. */
function useEscape(isActive: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isActive) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      leave();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [isActive, leave]);
}

type Results = Parameters<typeof mapOf>[0];

function hasGate(result: Results | undefined, name: GateName): boolean {
  return result === undefined || mapOf(result, name) !== null;
}

type Kind = "own" | GateChoice["kind"];

function GateField({
  hasGate: isThere,
  name,
}: {
  readonly hasGate: boolean;
  readonly name: GateName;
}) {
  const { actions, insights, modelsStore } = useApp();
  const ablation = useStore(insights, (state) => state.choice.ablation);
  const models = useStore(modelsStore, (state) => state.models);
  const runs = useStore(actions.trainingRuns, (state) => state.runs);
  const gate = ablation.gates[name];
  const title = `α${name.slice(-1)}`;
  const set = (next: GateChoice | null) => {
    const { [name]: _, ...others } = ablation.gates;
    const gates = next === null ? others : { ...others, [name]: next };
    insights.choose({ ablation: { ...ablation, gates } });
  };
  const hasNone = (modelId: string) => runs.some((run) => !run.hasGates && isOfRun(run, modelId));
  const sources = models.filter(({ id }) => id !== ablation.modelId && !hasNone(id));
  const choose = (kind: Kind) => {
    // Of an epoch it is known that it has the gate.
    const source = sources.find(({ epochOf }) => epochOf !== undefined) ?? sources[0];
    if (kind === "own") set(null);
    else if (kind === "open") set({ kind });
    else if (kind === "scaled") set({ kind, factor: 0.5 });
    else if (source) set({ kind, modelId: source.id });
  };
  return (
    <div className="gate-field">
      <label>
        <span>{title}</span>
        <select
          value={gate?.kind ?? "own"}
          disabled={!isThere}
          aria-label={`Gate ${title}`}
          onChange={({ target }) => choose(target.value as Kind)}
        >
          <option value="own">as it is</option>
          <option value="open">switched off (α = 1)</option>
          <option value="scaled">scaled</option>
          {sources.length > 0 && <option value="held">held as in…</option>}
        </select>
      </label>
      {gate?.kind === "scaled" && (
        <label>
          <input
            type="range"
            min={0}
            max={2}
            step={0.1}
            value={gate.factor}
            aria-label={`Factor of ${title}`}
            onChange={({ target }) => set({ kind: "scaled", factor: target.valueAsNumber })}
          />{" "}
          <output>× {gate.factor.toFixed(1)}</output>
        </label>
      )}
      {gate?.kind === "held" && (
        <select
          value={gate.modelId}
          aria-label={`Network whose ${title} is held`}
          onChange={({ target }) => set({ kind: "held", modelId: target.value })}
        >
          {sources.map((model) => (
            <option key={model.id} value={model.id}>
              {model.title}
            </option>
          ))}
        </select>
      )}
      {!isThere && <span className="quiet">none in this network</span>}
    </div>
  );
}

function isOfRun({ kept }: TrainingRun, modelId: string): boolean {
  return kept.some((one) => one.modelId === modelId);
}

type OcclusionProps = {
  readonly open: OpenScene;
  readonly occluded: Occlusion | null;
  readonly isCovering: boolean;
  readonly onCovering: (isCovering: boolean) => void;
  readonly onChange: (occluded: Occlusion | null) => void;
};

const SIDES = [
  ["firstCol", "Left", "widthPx"],
  ["firstRow", "Top", "heightPx"],
  ["widthPx", "Width", "widthPx"],
  ["heightPx", "Height", "heightPx"],
] as const;

function OcclusionFields({ isCovering, occluded, onChange, onCovering, open }: OcclusionProps) {
  const { heightPx, widthPx } = open.scene;
  const middle = {
    firstCol: Math.round(widthPx * 0.4),
    firstRow: Math.round(heightPx * 0.4),
    widthPx: Math.max(1, Math.round(widthPx * 0.2)),
    heightPx: Math.max(1, Math.round(heightPx * 0.2)),
  };
  return (
    <div className="occlusion">
      <div className="button-row">
        <button
          type="button"
          className="button small"
          aria-pressed={isCovering}
          onClick={() => onCovering(!isCovering)}
        >
          {isCovering ? "Drag on a pane…" : "Drag a rectangle"}
        </button>
        {occluded === null ? (
          <button
            type="button"
            className="button small"
            onClick={() => onChange({ window: middle, fill: "mean" })}
          >
            In the middle
          </button>
        ) : (
          <button type="button" className="button small" onClick={() => onChange(null)}>
            Uncover
          </button>
        )}
      </div>
      {occluded !== null && (
        <>
          <div className="occlusion-sides">
            {SIDES.map(([side, title, of]) => (
              <NumberField
                key={side}
                label={title}
                help="In the scene's pixels"
                unit="px"
                min={side === of ? 1 : 0}
                max={open.scene[of]}
                value={occluded.window[side]}
                onChange={(value) =>
                  onChange({
                    ...occluded,
                    window: { ...occluded.window, [side]: Math.round(value) },
                  })
                }
              />
            ))}
          </div>
          <label>
            With{" "}
            <select
              value={occluded.fill}
              onChange={({ target }) =>
                onChange({ ...occluded, fill: target.value === "mean" ? "mean" : "noData" })
              }
            >
              <option value="mean">the scene's mean</option>
              <option value="noData">no data</option>
            </select>
          </label>
        </>
      )}
    </div>
  );
}

/** What became of the front, in figures. */
function Effect({ insight: { made }, open }: Pick<TabProps, "insight" | "open">) {
  const before = made[0]?.result;
  const after = made.length > 1 ? made.at(-1)?.result : undefined;
  const distance = useMemo(
    () => (before && after ? distanceText(open.scene, frontLines(after), frontLines(before)) : "–"),
    [open.scene, before, after],
  );
  if (before === undefined || after === undefined) return null;
  let [lost, won, both] = [0, 0, 0];
  for (const [i, was] of before.band.entries()) {
    const is = after.band[i];
    if (was && is) both++;
    else if (was) lost++;
    else if (is) won++;
  }
  const fronts = `${before.fronts.length} → ${after.fronts.length}`;
  return (
    <dl className="facts" aria-label="What changes">
      <dt>Fronts</dt>
      <dd>{fronts}</dd>
      <dt>Mean distance between both</dt>
      <dd>{distance}</dd>
      <dt>Band pixels kept, lost, new</dt>
      <dd>
        {both}, {lost}, {won}
      </dd>
    </dl>
  );
}

/** Whole pixels within the scene; null where nothing of it is covered. */
function windowIn({ scene }: OpenScene, { height, width, x, y }: Rectangle) {
  const left = Math.max(0, Math.round(x));
  const top = Math.max(0, Math.round(y));
  const right = Math.min(scene.widthPx, Math.round(x + width));
  const foot = Math.min(scene.heightPx, Math.round(y + height));
  if (right <= left || foot <= top) return null;
  return { firstCol: left, firstRow: top, widthPx: right - left, heightPx: foot - top };
}

function rectangleOf({ window }: Occlusion): Rectangle {
  const { firstCol: x, firstRow: y, heightPx: height, widthPx: width } = window;
  return { x, y, width, height };
}
