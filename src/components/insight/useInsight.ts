// What "Inside the network" has at hand of the scene in view, for the components that show it.
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { meanDistanceMetres } from "../../annotation/meanDistanceMetres.ts";
import { invertAffine, type MapXY, type PixelXY, pixelToMap } from "../../geo/coordinates.ts";
import type { Scene } from "../../scene/scene.ts";
import { epochsOf } from "../../store/insight/createInsightActions.ts";
import { type Made, madeOf, sceneKeyOf, scoreKeyOf } from "../../store/insight/followInsight.ts";
import type { Inspected, ScoredBand } from "../../store/insight/insightStore.ts";
import { type KnownFront, knownFront } from "../../store/insight/knownFronts.ts";
import { wantedVariants } from "../../store/insight/variants.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import { useApp, useStore } from "../AppContext.ts";
import { formatMetres } from "../formatQuantities.ts";
import type { PlaceStore } from "./placeStore.ts";

export type Insight = {
  readonly made: readonly Made[];
  /** What the networks are judged against; null for nothing. */
  readonly truth: KnownFront | null;
  readonly known: readonly KnownFront[];
  readonly scoreOf: (made: Made) => ScoredBand | undefined;
};

export function useInsight(open: OpenScene): Insight {
  const { actions, documentStore, insights } = useApp();
  const held = useStore(insights, (state) => state.held);
  const failures = useStore(insights, (state) => state.failures);
  const choice = useStore(insights, (state) => state.choice);
  const truthId = useStore(insights, (state) => state.truthId);
  const masks = useStore(insights, (state) => state.masks);
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const runs = useStore(actions.trainingRuns, (state) => state.runs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: masks and document are what it reads
  const known = useMemo(() => actions.insight.knownFronts(open), [actions, open, masks, document]);
  const truth = knownFront(known, truthId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ones say what is at hand, and what decides the grid
  const made = useMemo(
    () => madeOf(insights, sceneKeyOf(open), wantedVariants(choice, epochsOf(runs, choice.runId))),
    [insights, open, choice, runs, held, failures],
  );
  const scoreOf = ({ key }: Made) =>
    key === null || truth === null ? undefined : insights.getScores(scoreKeyOf(key, truth.id));
  return { made, truth, known, scoreOf };
}

/** Lines of the map in the scene's pixels. */
export function inPixels(
  { pixelToMap: affine }: Pick<Scene, "pixelToMap">,
  lines: readonly (readonly MapXY[])[],
): PixelXY[][] {
  const mapToPixel = invertAffine(affine);
  if (mapToPixel === null) return [];
  return lines.map((line) =>
    line.map(([x, y]): PixelXY => {
      const [col, row] = pixelToMap(mapToPixel, [x, y]);
      return [col, row];
    }),
  );
}

export const frontLines = ({ fronts }: Inspected) => fronts.map(({ vertices }) => vertices);

/** Stands for a pixel's side where the scene has none: points along lines are half of it apart. */
const ANY_SIDE = 60;

/** Mean distance of two sets of lines on the scene, in metres or else in its pixels, as text; "–" where there is none. */
export function distanceText(
  { crs, pixelSizeMetres }: Scene,
  some: readonly (readonly MapXY[])[],
  others: readonly (readonly MapXY[])[],
): string {
  const isInPixels = crs.kind === "pixel" && pixelSizeMetres === null;
  const size = isInPixels ? { x: ANY_SIDE, y: ANY_SIDE } : pixelSizeMetres;
  const metres = meanDistanceMetres(some, others, crs, size);
  if (metres === null) return "–";
  return isInPixels ? `${(metres / ANY_SIDE).toFixed(1)} px` : formatMetres(metres);
}

/** The value under the pointer that all panes share; null where there is none. */
export function usePointedValue(
  place: PlaceStore,
  result: Inspected | undefined,
  values: Float32Array | null,
): number | null {
  return useSyncExternalStore(place.subscribe, () => {
    const at = place.pointer();
    if (at === null || result === undefined || values === null) return null;
    const { grid, valid } = result;
    const pixelToGrid = invertAffine(grid.gridToPixel);
    if (pixelToGrid === null) return null;
    const [x, y] = pixelToMap(pixelToGrid, [at[0], at[1]]);
    const [col, row] = [Math.floor(x), Math.floor(y)];
    if (col < 0 || row < 0 || col >= grid.widthPx || row >= grid.heightPx) return null;
    const index = row * grid.widthPx + col;
    return valid[index] === 1 ? (values[index] as number) : null;
  });
}

/** Goes through `count` steps, one after the other, while `isPlaying`. */
export function usePlaying(count: number, onStep: () => void) {
  const [isPlaying, setIsPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying || count < 2) return;
    const timer = setInterval(onStep, STEP_MS);
    return () => clearInterval(timer);
  }, [isPlaying, count, onStep]);
  return { isPlaying, setIsPlaying };
}

const STEP_MS = 800;
