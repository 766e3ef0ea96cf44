// Two to four networks on the same scene: linked panes, a swipe, differences, and figures against a known front.
import { useMemo, useState } from "react";
import { MOST_COMPARED } from "../../store/insight/variants.ts";
import { listedModels, offeredModel } from "../../store/modelsStore.ts";
import { useApp, useStore } from "../AppContext.ts";
import { FigureButtons } from "./FigureButtons.tsx";
import { LayerChoice } from "./LayerChoice.tsx";
import { Pane, type PaneSpec } from "./Pane.tsx";
import { MaskKey } from "./PaneKeys.tsx";
import { paneLines } from "./paneLines.ts";
import { LAYER_TITLES, MAP_LAYERS, type PaneLayer } from "./panePicture.ts";
import { ScoreTable } from "./ScoreTable.tsx";
import type { TabProps } from "./tabProps.ts";

const LAYERS: readonly PaneLayer[] = ["against", ...MAP_LAYERS, "difference", "input"];

export function CompareTab({ insight, look, open, place }: TabProps) {
  const { modelsStore } = useApp();
  const models = useStore(modelsStore, (state) => state);
  const [layer, setLayer] = useState<PaneLayer>("against");
  const [isSwiping, setIsSwiping] = useState(false);
  const [at01, setAt01] = useState(0.5);
  const { made, scoreOf, truth } = insight;
  const first = made.find(({ result }) => result !== undefined);
  const specs = made.map((one): PaneSpec => {
    const title = offeredModel(models, one.variant.modelId)?.title ?? one.variant.modelId;
    return {
      id: one.variant.modelId,
      title,
      made: one,
      layer,
      label: scoreOf(one)?.label ?? null,
      other: first?.result ?? null,
      lines: [],
    };
  });
  const lines = useMemo(
    // Over the masks they would hide what is to be seen.
    () => made.map(({ result }) => (layer === "against" ? [] : paneLines(open, { result, truth }))),
    [made, layer, open, truth],
  );
  const lined = specs.map((spec, i) => ({ ...spec, lines: lines[i] ?? [] }));
  const [one, two] = lined;
  const canSwipe = one !== undefined && two !== undefined;
  return (
    <>
      <NetworkChoice />
      <div className="insight-row">
        <LayerChoice layers={LAYERS} chosen={layer} onChoose={setLayer} />
        <label>
          <input
            type="checkbox"
            checked={isSwiping && canSwipe}
            disabled={!canSwipe}
            onChange={({ target }) => setIsSwiping(target.checked)}
          />{" "}
          Swipe the first two
        </label>
        {isSwiping && canSwipe && (
          <input
            type="range"
            min={0}
            max={1}
            step={0.01}
            value={at01}
            aria-label="Swipe line"
            onChange={({ target }) => setAt01(target.valueAsNumber)}
          />
        )}
        <FigureButtons
          open={open}
          look={look}
          stem={`${layer}_compared`}
          columnTitles={lined.map(({ title }) => title)}
          rows={[lined]}
          rowTitles={[]}
        />
      </div>
      <MaskKey layers={[layer]} hasTruth={truth !== null} />
      <div className="panes" data-count={isSwiping && canSwipe ? 1 : lined.length}>
        {isSwiping && canSwipe ? (
          <Pane spec={leftOf(one)} swipe={{ spec: two, at01 }} look={look} place={place} />
        ) : (
          lined.map((spec) => <Pane key={spec.id} {...{ spec, look, place }} />)
        )}
      </div>
      <ScoreTable
        open={open}
        truth={truth}
        rows={specs.map(({ made: of, title }) => ({ title, made: of, scored: scoreOf(of) }))}
      />
    </>
  );
}

/** Under the swipe line: the first differs from nothing, so a difference lies beside the scene. */
function leftOf(spec: PaneSpec): PaneSpec {
  if (spec.layer !== "difference") return spec;
  return { ...spec, layer: "input", title: LAYER_TITLES.input };
}

/** The models of the list, and the kept epochs of open training runs. */
function NetworkChoice() {
  const { actions, modelsStore } = useApp();
  const models = useStore(modelsStore, (state) => state);
  const runs = useStore(actions.trainingRuns, (state) => state.runs);
  return (
    <fieldset className="networks">
      <legend>Networks, up to {MOST_COMPARED}</legend>
      {listedModels(models).map(({ id, title }) => (
        <NetworkBox key={id} modelId={id} label={title} title={title} />
      ))}
      {runs.map(({ id, kept, title: run }) => (
        <div key={id} className="networks-of-run">
          <span>{run}, epoch</span>
          {kept.map(({ epoch, isBest, modelId }) => (
            <NetworkBox
              key={modelId}
              modelId={modelId}
              label={offeredModel(models, modelId)?.title ?? ""}
              title={isBest ? `${epoch} (best)` : String(epoch)}
            />
          ))}
        </div>
      ))}
    </fieldset>
  );
}

type NetworkBoxProps = {
  readonly modelId: string;
  /** Its full name, for those who do not see what it stands with. */
  readonly label: string;
  readonly title: string;
};

function NetworkBox({ label, modelId, title }: NetworkBoxProps) {
  const { actions, insights } = useApp();
  const compared = useStore(insights, (state) => state.choice.compared);
  const isChosen = compared.includes(modelId);
  return (
    <label>
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={label}
        disabled={isChosen ? compared.length === 1 : compared.length >= MOST_COMPARED}
        onChange={() => actions.insight.toggleCompared(modelId)}
      />{" "}
      {title}
    </label>
  );
}
