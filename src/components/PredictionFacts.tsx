// What was predicted, by which network, and how sure it is.
import type { Scene } from "../scene/scene.ts";
import { offeredModel } from "../store/modelsStore.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { Fact, HALF_WIDTH_HELP } from "./FrontsSection.tsx";
import { formatMetres } from "./formatQuantities.ts";
import { Notice } from "./SceneFacts.tsx";
import { Section } from "./Section.tsx";

type Props = { readonly open: OpenScene; readonly onModelCard: (modelId: string) => void };

export function PredictionFacts({ open: { band, prediction, scene }, onModelCard }: Props) {
  const { modelsStore, rasters } = useApp();
  const hasProbability = useStore(
    rasters,
    ({ mapNames }) => mapNames[scene.id]?.includes("probability") ?? true,
  );
  const model = useStore(modelsStore, (state) => offeredModel(state, prediction?.modelId ?? ""));
  if (prediction === null) return null;
  const { networkPixelMetres: pixel } = prediction;
  const trained = model?.card.groundResolutionMetres;
  return (
    <Section name="prediction" title="Prediction">
      {prediction.frontCount === 0 && (
        <Notice
          kind="warning"
          text={`The network found no front that it trusts. ${hasProbability ? "The probability layer shows where it hesitated" : "The zones show what it saw"}; draw the front by hand with D.`}
        />
      )}
      {pixel !== null && trained && (pixel < trained.min || pixel > trained.max) && (
        <Notice
          kind="warning"
          text={`The network saw this scene at ${formatMetres(pixel)} a pixel; it was trained on ${trained.min} to ${trained.max} m. ${pixel > trained.max ? "Choose an area of interest around the glacier" : "Choose a larger area, or a larger piece of the scene,"} for a front that can be trusted.`}
        />
      )}
      {prediction.band !== band && (
        <Notice
          kind="info"
          text={`This was predicted on ${bandText(scene, prediction.band)}; the map shows ${bandText(scene, band)}.`}
        />
      )}
      <dl className="facts">
        {scene.bandCount > 1 && <Fact term="Predicted on">{bandText(scene, prediction.band)}</Fact>}
        <Fact term="Model">
          <button type="button" className="link" onClick={() => onModelCard(prediction.modelId)}>
            {model?.title ?? prediction.modelName}
          </button>
        </Fact>
        {prediction.runs !== undefined && (
          <Fact term="Mean of">
            {prediction.runs} runs: {prediction.modelName}
          </Fact>
        )}
        <Fact term="Ran on">{prediction.backend === "webgpu" ? "WebGPU" : "processor (wasm)"}</Fact>
        <Fact term="Took">{prediction.seconds.toFixed(1)} s</Fact>
        {prediction.certaintyMetres !== null && (
          <Fact term="Band half width" title={HALF_WIDTH_HELP}>
            {formatMetres(prediction.certaintyMetres)}
          </Fact>
        )}
      </dl>
    </Section>
  );
}

/** "band 2: HV" */
function bandText({ bandNames }: Scene, band: number): string {
  const name = bandNames[band] ?? "";
  return name === "" ? `band ${band + 1}` : `band ${band + 1}: ${name}`;
}
