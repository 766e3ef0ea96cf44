// A pane with its title, the value under the pointer, and what is under way or went wrong instead of a picture.
import { useMemo } from "react";
import type { Made } from "../../store/insight/followInsight.ts";
import type { Inspected } from "../../store/insight/insightStore.ts";
import { useApp, useStore } from "../AppContext.ts";
import { errorText } from "../errorText.ts";
import { PaneCanvas, type PaneDrawing, type PaneLines, type Rectangle } from "./PaneCanvas.tsx";
import {
  lackText,
  mapOf,
  type PaneContent,
  type PaneLayer,
  type PaneLook,
  panePicture,
} from "./panePicture.ts";
import type { PlaceStore } from "./placeStore.ts";
import { usePointedValue } from "./useInsight.ts";

export type PaneSpec = {
  readonly id: string;
  readonly title: string;
  readonly made: Made;
  readonly layer: PaneLayer;
  readonly label: Uint8Array | null;
  readonly other: Inspected | null;
  readonly lines: readonly PaneLines[];
  /** A few words after the title. */
  readonly note?: string;
};

type Props = {
  readonly spec: PaneSpec;
  readonly look: PaneLook;
  readonly place: PlaceStore;
  readonly rectangle?: Rectangle | null;
  readonly onRectangle?: ((rectangle: Rectangle) => void) | undefined;
  /** Drawn on the right of the swipe line, at this share of the width. */
  readonly swipe?: { readonly spec: PaneSpec; readonly at01: number } | null;
};

export function Pane({ look, onRectangle, place, rectangle = null, spec, swipe = null }: Props) {
  const own = useDrawing(spec, look);
  const right = useDrawing(swipe?.spec ?? spec, look);
  const at01 = swipe?.at01;
  const drawings = useMemo(() => {
    if (own === null) return [];
    if (at01 === undefined || right === null) return [own];
    return [
      { ...own, across: [0, at01] as const },
      { ...right, across: [at01, 1] as const },
    ];
  }, [own, right, at01]);
  const { layer, made, note, title } = spec;
  return (
    <figure className="pane">
      <figcaption>
        <strong title={title}>
          {title}
          {swipe && ` | ${swipe.spec.title}`}
        </strong>
        {note !== undefined && <span className="quiet"> {note}</span>}
        <PaneValue spec={spec} place={place} />
      </figcaption>
      {drawings.length === 0 ? (
        <PaneState made={made} layer={layer} other={spec.other} />
      ) : (
        <PaneCanvas {...{ drawings, onRectangle, place, rectangle }} label={title} />
      )}
    </figure>
  );
}

function useDrawing(spec: PaneSpec, look: PaneLook): PaneDrawing | null {
  const { label, layer, lines, made, other } = spec;
  const { result } = made;
  const { colourMap, opacity01 } = look;
  return useMemo(() => {
    if (result === undefined) return null;
    const content: PaneContent = { label, layer, other, result };
    const picture = panePicture(content, { colourMap, opacity01 });
    const { grid, valid } = result;
    return picture && { picture, valid, gridToPixel: grid.gridToPixel, lines };
  }, [label, layer, lines, other, result, colourMap, opacity01]);
}

function PaneValue({ place, spec }: Pick<Props, "place" | "spec">) {
  const { layer, made, other } = spec;
  const { result } = made;
  const values = useMemo(() => {
    if (result === undefined || layer === "moved" || layer === "against") return null;
    if (layer === "input") return result.input;
    if (layer !== "difference") return mapOf(result, layer);
    const [own, before] = [mapOf(result, "probability"), other && mapOf(other, "probability")];
    return own && before && own.map((value, i) => value - (before[i] as number));
  }, [result, layer, other]);
  const value = usePointedValue(place, result, values);
  return <output className="pane-value">{value === null ? "" : value.toFixed(2)}</output>;
}

function PaneState({ layer, made, other }: Pick<PaneSpec, "layer" | "made" | "other">) {
  const { actions, insights, jobsStore } = useApp();
  const failures = useStore(insights, (state) => state.failures);
  const isStopped = useStore(insights, (state) => state.isStopped);
  const isPredicting = useStore(jobsStore, (jobs) => jobs.predict.kind === "running");
  const failure = made.key === null ? undefined : failures[made.key];
  if (made.result !== undefined)
    return <p className="pane-state quiet">{lackText(layer, made.result, other)}</p>;
  if (failure !== undefined)
    return (
      <div className="pane-state" role="alert">
        <p>
          <strong>{failure.subject}</strong>: {errorText[failure.code]}
        </p>
        <p className="quiet small">{failure.message}</p>
        <button type="button" className="button small" onClick={actions.insight.goOn}>
          Try again
        </button>
      </div>
    );
  const hasGrid = made.key !== null;
  return <p className="pane-state quiet">{waitText(isPredicting, isStopped, hasGrid)}</p>;
}

function waitText(isPredicting: boolean, isStopped: boolean, hasGrid: boolean): string {
  if (isPredicting) return "Waits until the prediction is done.";
  if (isStopped) return "Not made.";
  return hasGrid ? "To be made…" : "Waits for the first network, whose grid all are shown on.";
}
