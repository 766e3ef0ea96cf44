// What was predicted, by which network, and how sure it is.
import type { OpenScene } from "../store/scenesStore.ts";
import { Fact } from "./FrontsSection.tsx";
import { formatMetres } from "./formatQuantities.ts";
import { Notice } from "./SceneFacts.tsx";
import { Section } from "./Section.tsx";

type Props = { readonly open: OpenScene; readonly onModelCard: () => void };

export function PredictionFacts({ open: { prediction }, onModelCard }: Props) {
  if (prediction === null) return null;
  return (
    <Section name="prediction" title="Prediction">
      {prediction.frontCount === 0 && (
        <Notice
          kind="warning"
          text="The network found no front that it trusts. The probability layer shows where it hesitated; draw the front by hand with D."
        />
      )}
      <dl className="facts">
        <Fact term="Model">
          <button type="button" className="link" onClick={onModelCard}>
            {prediction.modelName}
          </button>
        </Fact>
        <Fact term="Ran on">{prediction.backend === "webgpu" ? "WebGPU" : "processor (wasm)"}</Fact>
        <Fact term="Took">{prediction.seconds.toFixed(1)} s</Fact>
        {prediction.certaintyMetres !== null && (
          <Fact term="Certainty">± {formatMetres(prediction.certaintyMetres)}</Fact>
        )}
      </dl>
    </Section>
  );
}
